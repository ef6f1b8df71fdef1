"""17TRACK's keys of carriers (its apicarrier.all.json, copy of August 2025; carriers-api 2), by family."""

from __future__ import annotations

from typing import Final

from etl.domain.tracking.carriers import carrier_family, plain_label

KEYS: Final[dict[str, tuple[int, ...]]] = {
    "la_poste": (6051,),
    "chronopost": (100273,),
    "dpd": (100072,),
    "gls": (100005,),
    "mondial_relay": (100304,),
    "colis_prive": (100027,),
    "relais_colis": (100461,),
    "ups": (100002,),
    "dhl": (100001, 7041),
    "fedex": (100003, 100854),
    "tnt": (100241,),
    "geodis": (100356,),
    "vinted go": (101020,),
    "amazon shipping": (101001,),
    "yun_express": (190008,),
    "4px": (190094,),
    "cainiao": (190271,),
}
"""By family, or by the label where a carrier has no family."""

_CARRIERS: Final = {key: name for name, keys in KEYS.items() for key in keys}

LAST_MILE_BY_THE_POST: Final = frozenset({"yun_express", "4px", "cainiao"})
"""Their parcels end in a post's hands, in France in La Poste's."""


def keyed_carrier(label: str | None) -> str | None:
    """The carrier a label means, where 17TRACK's key for it is known; None where nobody could tell it from another."""
    name = carrier_family(label) or plain_label(label or "")
    return name if name in KEYS else None


def carrier_of_key(key: object) -> str | None:
    """The carrier 17TRACK names by a key; a key we do not know stands for itself, none for None."""
    if isinstance(key, str) and key.strip().isdecimal():
        key = int(key)
    if not isinstance(key, int) or isinstance(key, bool) or key <= 0:
        return None
    return _CARRIERS.get(key, f"17track:{key}")
