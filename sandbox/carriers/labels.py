"""The carriers list as read on a live account: 66 rows, codes not unique, one label with a trailing space."""

from typing import Final

from sandbox.nature.texts import text_table

_TRAILING_SPACE: Final = "war"
CARRIERS: Final = tuple((code, label + " " * (code == _TRAILING_SPACE)) for code, label in text_table("carriers"))
"""Pairs (code, label), in the order they are served."""

CARRIER_LABELS: Final = frozenset(label.strip() for _, label in CARRIERS)
