"""The number in a tracking address, taken out only where one of our templates proves where it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from etl.domain.tracking.carriers import FALLBACK_LINK, LINKS, LinkTemplate


@dataclass(frozen=True, slots=True)
class LinkedNumber:
    """A number, and the families whose page the address is: none for a page that follows every carrier's parcels."""

    number: str
    families: frozenset[str]


def linked_number(url: str) -> LinkedNumber | None:
    """The number that an address of one of our templates is about, None for any other address."""
    found = [
        (match["number"], family)
        for family, pattern in _PATTERNS
        if (match := pattern.fullmatch(url.strip())) is not None
    ]
    if not found:
        return None
    return LinkedNumber(unquote(found[0][0]), frozenset(family for _number, family in found if family))


def _pattern(template: LinkTemplate) -> re.Pattern[str]:
    address = re.escape(template.url).replace(re.escape("{n}"), r"(?P<number>[^&/?#\s]+)")
    address = address.replace(re.escape("{zip}"), r"[^&/?#\s]*").replace("https://", "(?:https?://)?")
    return re.compile(address.replace(r"www\.", r"(?:www\.)?") + r"(?:/|&\S*)?", re.IGNORECASE)


_PATTERNS: Final = (
    *((family, _pattern(template)) for family, template in LINKS.items() if "{n}" in template.url),
    ("", _pattern(FALLBACK_LINK)),
)
