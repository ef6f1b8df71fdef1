"""Where a parcel goes, reduced to findings: what looks wrong about an address, in codes that name nobody.

Shapes of postcodes are the postal services' own. Departments: INSEE, with the overseas ones (971 to 978, 98x) and the
00 that La Poste gives the armies.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from etl.domain.orders.shipping import ONE_PARCEL_CHANNEL

_OVERSEAS: Final = {
    "GP": ("971",),
    "MQ": ("972",),
    "GF": ("973",),
    "RE": ("974",),
    "PM": ("975",),
    "YT": ("976",),
    "BL": ("97133", "977"),
    "MF": ("97150", "978"),
    "WF": ("986",),
    "PF": ("987",),
    "NC": ("988",),
}
"""Beginnings of the French postcodes of each overseas country code."""

_FRENCH: Final = frozenset({"FR", "MC", *_OVERSEAS})
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
_DEPARTMENT: Final = re.compile(r"0[1-9]|[1-8][0-9]|9[0-5]", re.ASCII)
_OVERSEAS_DEPARTMENT: Final = re.compile(r"97[1-8]|98[46-8]", re.ASCII)
_MONACO: Final = "980"
_ARMY_POSTCODE: Final = re.compile(r"00[0-9]{3}", re.ASCII)
_ARMY_WORDS: Final = re.compile(r"\b(arm[ée]es|SP ?[0-9]{5,6})\b", re.IGNORECASE)
_BOX: Final = re.compile(r"\b(B\.? ?P\.?|C\.? ?S\.?|TSA|bo[iî]te postale|P\.? ?O\.? ?box) *[0-9]+", re.IGNORECASE)
_CEDEX: Final = re.compile(r"\bcedex\b", re.IGNORECASE)
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
    if country in _OVERSEAS or (country == "FR" and _OVERSEAS_DEPARTMENT.match((place.postal_code or "").strip())):
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
    is_reachable = sum(character.isdigit() for character in place.phone or "") >= 6
    return found if is_reachable or not (to_relay or has_point) else found | {"relay_phone_missing"}


def _about_delivery(place: Destination) -> set[str]:
    written = "\n".join((*place.street_lines, place.city or ""))
    is_military = bool(_ARMY_WORDS.search(written) or _ARMY_POSTCODE.fullmatch(place.postal_code or ""))
    found = {"military"} if is_military else set()
    return found | ({"po_box"} if _BOX.search(written) or _CEDEX.search(written) else set())


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
    if country in _OVERSEAS:
        return set() if postcode.startswith(_OVERSEAS[country]) else {"postcode_of_another_country"}
    if postcode.startswith(_MONACO) or country == "MC":  # Monaco is often written as France: the posts treat it so
        return set() if postcode.startswith(_MONACO) else {"postcode_of_another_country"}
    is_known = _DEPARTMENT.match(postcode) or _OVERSEAS_DEPARTMENT.match(postcode) or _ARMY_POSTCODE.match(postcode)
    return set() if is_known else {"department_unknown"}
