"""Order numbers as people and tools write them: in any case, with `#`, blanks, quotes and hyphens."""

from __future__ import annotations

import re
from typing import Final

_SHAPE: Final = re.compile(r"[0-9]{10}[0-9A-Z]{5}", re.ASCII)
_WITHIN: Final = re.compile(r"(?<![0-9A-Za-z])[0-9]{10}[0-9A-Za-z]{5}(?![0-9A-Za-z])", re.ASCII)
_SIGNS: Final = re.compile(r"[\s#\-._/:]+")
_SAYS_ORDER: Final = re.compile(
    r"[\W_]*(?:(?:commande|cde|order|bestellung|pedido|ordine|r[ée]f[ée]rence|r[ée]f|num[ée]ro|num|no|nr|n|id|订单编号|订单号|订单|编号|单号)"
    r"[\W_]*){1,3}",
    re.IGNORECASE,
)
"""What people write before the number in its own cell: "N° ", "Commande n°"."""


def order_number(text: str) -> str:
    """The number itself: in the marketplace's shape where it has it, else without `#` in front and blanks.

    A word that says what it is may stand before it: "N° 2611210954kbdre".
    """
    said = orders_within(text)
    if len(said) == 1 and _SAYS_ORDER.fullmatch(text[: said[0].start()]) and said[0].end() == len(text.rstrip()):
        return said[0][0].upper()
    bare = _SIGNS.sub("", text).upper()
    return bare if _SHAPE.fullmatch(bare) else "".join(text.removeprefix("#").split())


def is_order_shaped(cell: str) -> bool:
    """Whether a cell is nothing but an order number of the marketplace, whatever its case and signs."""
    return bool(_SHAPE.fullmatch(_SIGNS.sub("", cell.strip("\"'`=")).upper()))


def orders_within(text: str) -> list[re.Match[str]]:
    """The order numbers that stand in a line of text."""
    return [found for found in _WITHIN.finditer(text) if _SHAPE.fullmatch(found[0].upper())]
