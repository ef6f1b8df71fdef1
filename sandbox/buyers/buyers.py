"""Buyers: a customer number decides name, address, phone and company, so none of it has to be kept."""

from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sandbox.contract.choices import Choices
from sandbox.nature.draws import hashes, stream
from sandbox.nature.texts import text_rows, text_table

BUSINESS_EVERY = 23
"""One customer number in so many is a company's."""
WOMEN, MEN, FAMILIES, STREETS = map(text_rows, ("women", "men", "families", "streets"))
COMPANIES, COMPLEMENTS, PICKUPS, PLACES = map(text_rows, ("companies", "complements", "pickups", "places"))
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"


@dataclass(frozen=True)
class Town:
    """A town with its postal code, the country code it would have of its own, and a weight that follows population."""

    postal_code: str
    name: str
    country: str
    weight: int
    is_overseas: bool

    def country_code(self, choices: Choices) -> str:
        """The country code an address carries: by choice, overseas departments say FR or have their own."""
        return "FR" if self.is_overseas and choices.overseas_country == "FR" else self.country


TOWNS: Final = tuple(
    Town(postal_code, name, country, int(weight), country in ("GP", "MQ", "GF", "RE", "YT"))
    for postal_code, name, country, weight in text_table("towns")
)
_TOWN_ENDS = np.cumsum([town.weight for town in TOWNS])
_DIALS = {"GP": "+590690", "MQ": "+596696", "GF": "+594694", "RE": "+262692", "YT": "+262639", "BE": "+32470"}


class Buyer(NamedTuple):
    """One buyer, ready to be written into addresses."""

    reference: str
    civility: str
    first_name: str
    last_name: str
    company: str | None
    vat_number: str | None
    line_1: str
    line_2: str | None
    town: Town
    phone: str
    email: str


def is_business(customers: Any) -> NDArray[np.bool_]:
    """Whether each customer number is a company's."""
    companies: NDArray[np.bool_] = np.asarray(customers) % BUSINESS_EVERY == 0
    return companies


def customer_reference(number: int) -> str:
    """The opaque customer id on the wire, as `0000000403YZ`."""
    number, last = divmod(number * 7919, 34)
    number, before = divmod(number, 34)
    return f"{number:010d}{_ALPHABET[before]}{_ALPHABET[last]}"


def _phone(town: Town, bits: int) -> str:
    digits = f"{bits % 100_000_000:08d}"
    if town.country == "FR":
        return f"+33{6 + bits % 2}{digits}"
    return _DIALS[town.country] + digits[:6]


def _company(bits: int) -> str:
    template = COMPANIES[bits % len(COMPANIES)]
    return template.format(PLACES[bits // 31 % len(PLACES)], FAMILIES[bits // 977 % len(FAMILIES)])


def _vat_number(bits: int) -> str:
    siren = bits % 10**9
    return f"FR{(12 + 3 * (siren % 97)) % 97:02d}{siren:09d}"


def _buyer(number: int, bits: int, town: Town) -> Buyer:
    # Two halves: numbers below 2**30 divide several times as fast, and a page asks for a hundred buyers.
    low, high = bits & 0x3FFFFFFF, bits >> 34
    is_woman = low % 100 < 56
    names = WOMEN if is_woman else MEN
    is_company = number % BUSINESS_EVERY == 0
    reference = customer_reference(number)
    return Buyer(
        reference=reference,
        civility="Mme" if is_woman else "M.",
        first_name=names[low // 100 % len(names)],
        last_name=FAMILIES[low // 100_000 % len(FAMILIES)],
        company=_company(high) if is_company else None,
        vat_number=_vat_number(bits >> 8) if is_company else None,
        line_1=f"{high % 189 + 1}{' bis' if low % 37 == 0 else ''} {STREETS[high // 189 % len(STREETS)]}",
        line_2=COMPLEMENTS[low // 13 % len(COMPLEMENTS)] if high % 5 == 0 else None,
        town=town,
        phone=_phone(town, bits >> 24),
        email=f"{reference.lower()}@customer.example.invalid",
    )


class Buyers:
    """Everybody who may buy from the seller in a world of one seed."""

    def __init__(self, seed: int) -> None:
        self._people = stream(seed, "buyers")
        self._towns = stream(seed, "towns")

    def towns(self, customers: Any) -> NDArray[np.int64]:
        """Position in TOWNS of each customer's address."""
        spots = hashes(self._towns, customers) % np.uint64(_TOWN_ENDS[-1])
        return np.searchsorted(_TOWN_ENDS, spots.astype(np.int64), side="right")

    def of(self, customers: NDArray[np.int32]) -> list[Buyer]:
        """The buyer of each customer number."""
        bits = hashes(self._people, customers).tolist()
        towns = self.towns(customers).tolist()
        return [
            _buyer(number, some, TOWNS[town])
            for number, some, town in zip(customers.tolist(), bits, towns, strict=True)
        ]


def pickup_point(order_bits: int) -> tuple[str, str, str]:
    """Id, name and street line of a pick-up point in the buyer's town."""
    template = PICKUPS[order_bits % len(PICKUPS)]
    name = template.format("", FAMILIES[order_bits // 53 % len(FAMILIES)])
    street = f"{order_bits // 7 % 60 + 1} {STREETS[order_bits // 997 % len(STREETS)]}"
    return f"P{order_bits % 90_000 + 10_000}", name, street
