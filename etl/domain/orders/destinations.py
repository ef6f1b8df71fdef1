"""Where a parcel goes, reduced to findings: what looks wrong about an address, in codes that name nobody.

Shapes of postcodes are the postal services' own; 00 is what La Poste gives the armies.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from etl.domain.orders.departments import OVERSEAS, department_code
from etl.domain.orders.phones import has_mobile
from etl.domain.orders.shipping import ONE_PARCEL_CHANNEL

_FRENCH: Final = frozenset({"FR", "MC", *OVERSEAS})
_SHAPES: Final = {
    "BE": r"[0-9]{4}",
    "LU": r"(L-?)?[0-9]{4}",
    "CH": r"[0-9]{4}",
    "AT": r"[0-9]{4}",
    "NL": r"[0-9]{4} ?[A-Z]{2}",
    "DE": r"[0-9]{5}",
    "ES": r"[0-9]{5}",
    "IT": r"[0-9]{5}",
    "PT": r"[0-9]{4}-?[0-9]{3}",
}
_FRENCH_POSTCODE: Final = re.compile(r"[0-9]{5}", re.ASCII)
_MONACO: Final = "980"
_ARMY_POSTCODE: Final = re.compile(r"00[0-9]{3}", re.ASCII)
_ARMY_LINE: Final = re.compile(
    r"\b(?:SP|secteur postal) ?[0-9]{5,6}\b|^\W*(?:arm[ée]es|arm[ée]e de (?:terre|l['’ ]air))\b", re.IGNORECASE
)
_ARMY_TOWN: Final = re.compile(r"\barm[ée]es\b", re.IGNORECASE)
_BOX: Final = re.compile(
    r"\b(?P<box>(?:BP|B\. ?P\.?|bo[iî]te postale|P\.? ?O\.? ?box) ?(?:n[°o] ?)?[0-9]+|^B P [0-9]{2,5}"
    r"|(?:C\.? ?S\.?|TSA) ?[0-9]{2} ?[0-9]{3})\b",
    re.IGNORECASE,
)
_BEFORE_NO_BOX: Final = re.compile(
    r"\b(?:b[aâ]t(?:iment)?|esc(?:alier)?|entr[ée]e|hall|porte|[ée]tage|app(?:artemen)?t|bloc|rue|place|avenue|av|bd|"
    r"boulevard|all[ée]e|chemin|route|impasse|quai|cours)\.?(?: (?:du|de|des|de la|la|le|les))?\W*$",
    re.IGNORECASE,
)
"""What stands before a name of a building or a street, not before a box: `Bat BP3`, `rue du CS 12345`."""
_CEDEX: Final = re.compile(r"\bc[ée]dex\b", re.IGNORECASE)
_PICKUP_MODE: Final = re.compile(r"pick.?up|relay|relais", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Destination:
    """Where the lines of one order go, as the marketplace writes it. Personal data: reduce it, never keep it."""

    country_code: str | None
    postal_code: str | None
    city: str | None
    street_lines: tuple[str, ...]
    phone: str | None
    pickup_id: str | None


def is_pickup_mode(delivery_mode: str | None) -> bool:
    """Whether a delivery mode ends at a pick-up point (the full list of modes is not attested: by its words)."""
    return bool(delivery_mode and _PICKUP_MODE.search(delivery_mode))


def destination_findings(
    destinations: Iterable[Destination], *, sales_channel_id: str, delivery_modes: Iterable[str | None]
) -> frozenset[str]:
    """Name what looks wrong or unusual about where an order goes.

    Codes: several_addresses, town_missing, street_missing, postcode_missing, postcode_shape, department_unknown,
    postcode_of_another_country, overseas, abroad, po_box, military, relay_phone_missing, relay_unknown.
    """
    places = list(dict.fromkeys(destinations))
    to_relay = any(map(is_pickup_mode, delivery_modes))
    found = {code for place in places for code in _findings(place, sales_channel_id, to_relay=to_relay)}
    return frozenset(found | {"several_addresses"} if len(places) > 1 else found)


def _findings(place: Destination, channel: str, *, to_relay: bool) -> set[str]:
    country = (place.country_code or "FR").strip().upper()
    found = _missing(place) | _about_relay(place, to_relay=to_relay) | _about_delivery(place)
    found |= _about_postcode((place.postal_code or "").strip().upper(), country)
    department = department_code((place.postal_code or "").strip(), country) or ""
    if country in OVERSEAS or len(department) == len("971"):
        found.add("overseas")
    if channel == ONE_PARCEL_CHANNEL and country not in _FRENCH:
        found.add("abroad")
    return found


def _missing(place: Destination) -> set[str]:
    given = {
        "town_missing": place.city,
        "postcode_missing": place.postal_code,
        "street_missing": "".join(place.street_lines),
    }
    return {code for code, text in given.items() if not (text or "").strip()}


def _about_relay(place: Destination, *, to_relay: bool) -> set[str]:
    has_point = bool((place.pickup_id or "").strip())
    found = {"relay_unknown"} if to_relay and not has_point else set()
    is_reachable = has_mobile(place.phone, place.country_code)
    return found if is_reachable or not (to_relay or has_point) else found | {"relay_phone_missing"}


def _about_delivery(place: Destination) -> set[str]:
    town = place.city or ""
    has_code = _ARMY_POSTCODE.fullmatch((place.postal_code or "").strip())
    is_military = has_code or _ARMY_TOWN.search(town) or any(map(_ARMY_LINE.search, place.street_lines))
    is_box = _CEDEX.search(town) or any(map(_is_box, (*place.street_lines, town)))
    return ({"military"} if is_military else set()) | ({"po_box"} if is_box else set())


def _is_box(line: str) -> bool:
    """Whether a line names a box, or a CEDEX after its postcode: `Bat B P3` and `rue du Cedex` are neither."""
    if any(not _BEFORE_NO_BOX.search(line[: found.start()]) for found in _BOX.finditer(line)):
        return True
    return bool(re.search(r"\b[0-9]{5}\b", line) and _CEDEX.search(line))


def _about_postcode(postcode: str, country: str) -> set[str]:
    if not postcode:
        return set()
    if country in _FRENCH:
        return _about_french_postcode(postcode, country)
    shape = _SHAPES.get(country)
    return set() if shape is None or re.fullmatch(shape, postcode, re.ASCII) else {"postcode_shape"}


def _about_french_postcode(postcode: str, country: str) -> set[str]:
    if not _FRENCH_POSTCODE.fullmatch(postcode):
        return {"postcode_shape"}
    if country in OVERSEAS:
        return set() if department_code(postcode, country) else {"postcode_of_another_country"}
    if postcode.startswith(_MONACO) or country == "MC":  # Monaco is often written as France: the posts treat it so
        return set() if postcode.startswith(_MONACO) else {"postcode_of_another_country"}
    is_known = department_code(postcode, country) or _ARMY_POSTCODE.match(postcode)
    return set() if is_known else {"department_unknown"}
