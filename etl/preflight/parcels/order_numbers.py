"""Order numbers as people and tools write them: in any case, with `#`, blanks, quotes and hyphens."""

from __future__ import annotations

import re
from typing import Final

_SHAPE: Final = re.compile(r"[0-9]{10}[0-9A-Z]{5}", re.ASCII)
_WITHIN: Final = re.compile(r"(?<![0-9A-Za-z])[0-9]{10}[0-9A-Za-z]{5}(?![0-9A-Za-z])", re.ASCII)
_SIGNS: Final = re.compile(r"[\s#\-._/:]+")


def order_number(text: str) -> str:
    """The number itself: in the marketplace's shape where it has it, else without `#` in front and blanks."""
    bare = _SIGNS.sub("", text).upper()
    return bare if _SHAPE.fullmatch(bare) else "".join(text.removeprefix("#").split())


def is_order_shaped(cell: str) -> bool:
    """Whether a cell is nothing but an order number of the marketplace, whatever its case and signs."""
    return bool(_SHAPE.fullmatch(_SIGNS.sub("", cell.strip("\"'`=")).upper()))


def orders_within(text: str) -> list[re.Match[str]]:
    """The order numbers that stand in a line of text."""
    return [found for found in _WITHIN.finditer(text) if _SHAPE.fullmatch(found[0].upper())]
