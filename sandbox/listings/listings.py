"""The seller's 400 listings: titles, GTINs, prices, sizes, and the stock the world begins with."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from sandbox.nature.draws import generator
from sandbox.nature.texts import text_rows, text_table

LISTING_COUNT: Final = 400
SMALL, MEDIUM, BULKY = range(3)
_STYLES: Final = text_rows("styles")
_COLOURS: Final = text_rows("colours")


@dataclass(frozen=True)
class Listing:
    """A listing of the seller; money in cents, taxes included."""

    number: int
    offer_id: str
    seller_product_id: str
    product_id: str
    gtin: str | None
    title: str
    condition: str
    price: int
    size: int
    commission_rate: float
    preparation_days: int
    weight: float
    stock: int


def check_digit(digits: str) -> str:
    """The GS1 check digit of the digits before it."""
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return str(-total % 10)


def _gtin(number: int, prefix: int) -> str:
    digits = f"370{prefix:04d}{number:05d}"
    return digits + check_digit(digits)


def _titles(rng: np.random.Generator, goods: list[list[str]]) -> list[str]:
    materials = {group: names.split(";") for group, names in text_table("materials")}
    seen: dict[str, None] = {}
    while len(seen) < len(goods):
        label, group = goods[len(seen)][0], goods[len(seen)][5]
        style, material, colour = (rng.choice(words) for words in (_STYLES, materials[group], _COLOURS))
        seen.setdefault(f"{label} style {style}, {material}, {colour}")
    return list(seen)


def _price(rng: np.random.Generator, low: int, high: int) -> int:
    euros = low + (high - low) * rng.random() ** 1.6
    return int(euros) * 100 + int(rng.choice([99, 90, 0, 49, 95]))


def _reference(label: str, number: int) -> str:
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode()
    return f"{plain[:3].upper().strip()}-{number:04d}"


def _listing(rng: np.random.Generator, number: int, row: list[str], title: str, offset: int) -> Listing:
    label, low, high, size, commission, _ = row
    popularity = min(rng.pareto(1.3) + 0.15, 12.0)
    # The arguments draw as they are written: their order is part of every seeded world.
    return Listing(
        number=number,
        offer_id=f"OF-{7_400_000 + number * 37 + offset}",
        seller_product_id=_reference(label, number),
        product_id=f"AUC{3_700_000_000_000 + number * 7_919:013d}",
        gtin=None if number % 41 == 40 else _gtin(number, 1_000 + offset),
        title=title,
        condition="LikeNew" if number % 29 == 28 else "New",
        price=_price(rng, int(low), int(high)),
        size=int(size),
        commission_rate=float(commission),
        preparation_days=1 + int(int(size) == BULKY) + int(rng.random() < 0.15),
        weight=popularity * (1.6 if int(size) == SMALL else 1.0),
        stock=int(rng.choice([0, 1, 2, 3])) if rng.random() < 0.12 else int(rng.gamma(2.0, 30.0)) + 3,
    )


@lru_cache(maxsize=8)
def draw_listings(seed: int) -> tuple[Listing, ...]:
    """The listings of a seed: each kind of good about equally often, a few of them best sellers."""
    rng = generator(seed, "listings")
    goods = text_table("goods")
    rows = [goods[number % len(goods)] for number in range(LISTING_COUNT)]
    titles, offset = _titles(rng, rows), int(rng.integers(0, 9_000))
    return tuple(_listing(rng, number, rows[number], titles[number], offset) for number in range(LISTING_COUNT))
