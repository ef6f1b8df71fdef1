"""The number in a tracking address, taken out only where one of our templates proves where it stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from etl.domain.tracking.carriers import FALLBACK_LINK, LINKS, carrier_family, plain_label

LinkPatterns = tuple[tuple[frozenset[str], re.Pattern[str]], ...]
"""Addresses, each with whose page it is: families and, of a seller's own templates, labels as `plain_label` writes."""


@dataclass(frozen=True, slots=True)
class LinkedNumber:
    """A number, and the families or labels whose page the address is: none for one that follows every carrier's."""

    number: str
    families: frozenset[str]


def linked_number(url: str, own: LinkPatterns = ()) -> LinkedNumber | None:
    """The number that an address of one of our templates, or of the seller's `own`, is about; None for any other.

    None, too, where two templates read different numbers out of it.
    """
    found = [
        (unquote(match["number"]), names)
        for names, pattern in (*own, *_PATTERNS)
        if (match := pattern.fullmatch(url.strip())) is not None
    ]
    if len({number for number, _names in found}) != 1:
        return None
    return LinkedNumber(found[0][0], frozenset().union(*(names for _number, names in found)))


def own_patterns(templates: Mapping[str, str]) -> LinkPatterns:
    """What a seller's own templates, by carrier label, prove: those in which the number stands apart."""
    return tuple(
        (frozenset({plain_label(label), carrier_family(label) or plain_label(label)}), _pattern(template))
        for label, template in sorted(templates.items())
        if _STANDS_APART.search(template)
    )


_STANDS_APART: Final = re.compile(r"[^\w{}]\{number\}(?:$|[^\w{}])")
"""`/t{number}` and `{number}{postcode}` say where a number begins or ends, not both."""


def _pattern(template: str) -> re.Pattern[str]:
    first, *later = re.escape(template).split(re.escape("{number}"))
    address = r"(?P<number>[^&/?#\s]+)".join([first, "(?P=number)".join(later)])
    address = address.replace(re.escape("{postcode}"), r"[^&/?#\s]*")
    address = re.sub(r"^https?://", "(?:https?://)?", address)
    return re.compile(address.replace(r"www\.", r"(?:www\.)?") + r"(?:/|&\S*)?", re.IGNORECASE)


def _default(url: str) -> re.Pattern[str]:
    return _pattern(url.replace("{n}", "{number}").replace("{zip}", "{postcode}"))


_PATTERNS: Final[LinkPatterns] = (
    *((frozenset({family}), _default(link.url)) for family, link in LINKS.items() if "{n}" in link.url),
    (frozenset(), _default(FALLBACK_LINK.url)),
)
