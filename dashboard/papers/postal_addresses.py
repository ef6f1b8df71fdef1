"""A place as lines of a label: NF Z10-011 in France (six lines of 38 characters, the town last, in capitals)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from textwrap import wrap
from typing import Final

from babel import Locale

from etl.words.markdown import shortened

MOST_LINES: Final = 6
LONGEST: Final = 38
FRENCH_POST: Final = frozenset(["FR", "MC", "GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF", "WF", "PF", "NC"])
"""Countries and territories whose mail the French post sorts by postcode: no country line."""
_AFTER_STREET: Final = re.compile(r"(bp|cs|tsa|lieu[- ]?dit|ld|cidex)\b", re.IGNORECASE)


def label_lines(place: Mapping[str, str | None]) -> list[str]:
    """The lines to print: person, company or relay point with its id, complements, street, post box, town, country.

    `place` has the columns of `private.addresses`. Nothing of an address is lost: a line longer than the norm takes is
    folded while there are lines left, and stays long afterwards, to be drawn smaller.
    """
    said = {name: shortened(text) for name, text in place.items()}
    complements = [said[name] for name in ("address_line_2", "address_line_3")]
    parts = [
        _joined(said, "civility", "first_name", "last_name"),
        said["company_name"],
        _relay(said),
        *(text for text in complements if not _AFTER_STREET.match(text)),
        said["address_line_1"],
        *(text for text in complements if _AFTER_STREET.match(text)),
        _joined(said, "postal_code", "city").upper(),
        *_abroad(said),
    ]
    return _folded([part for part in parts if part])


def _relay(said: Mapping[str, str]) -> str:
    name = _joined(said, "pickup_name")
    return f"{name} ({said['pickup_id']})".strip() if said["pickup_id"] else name


def _abroad(said: Mapping[str, str]) -> list[str]:
    code = said["country_code"].upper()
    if not code or code in FRENCH_POST:
        return []
    return [said["state_or_region"].upper(), Locale("fr").territories.get(code, code).upper()]


def _folded(lines: list[str]) -> list[str]:
    spare = MOST_LINES - len(lines)
    folded: list[str] = []
    for line in lines:
        parts = wrap(line, LONGEST, break_long_words=False, break_on_hyphens=False)
        is_folded = len(parts) - 1 <= max(spare, 0)
        spare -= len(parts) - 1 if is_folded else 0
        folded += parts if is_folded else [line]
    return folded


def _joined(said: Mapping[str, str], *names: str) -> str:
    return " ".join(said[name] for name in names if said[name])
