"""Ids and references as they look on the wire; the row can be read back out of an order's, so no index is kept.

Sources: API sheet 3.2 (`2310171354KBDRE`, `SCID01210525142759UT8E`, line `EO7E`) and 18 (references).
"""

import re
from datetime import datetime
from itertools import product
from typing import Final

_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ALNUM: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CDISCOUNT: Final = re.compile(r"\d{10}([A-Z]{5})")
_OCTOPIA: Final = re.compile(r"[A-Z]+\d{2}\d{12}([0-9A-Z]{5})")
_REFERENCE: Final = re.compile(r"BBK(\d{8,})", re.ASCII)
_FIRST_REFERENCE: Final = 4_000_000
# Multipliers prime to the number of codes, with their inverses: neighbouring rows look unrelated.
_SPACE: Final = 26**5
_FACTOR: Final = 7_654_321
_OFFSET: Final = 4_912_733
_BACK: Final = pow(_FACTOR, -1, _SPACE)
_LINE_FACTOR: Final = 1_000_033


def _words(alphabet: str, width: int) -> list[str]:
    return ["".join(letters) for letters in product(alphabet, repeat=width)]


# Tables instead of loops: ids are written by the hundred on every page.
_TRIPLES: Final = _words(_LETTERS, 3)
_PAIRS: Final = _words(_LETTERS, 2)
_ALNUM_PAIRS: Final = _words(_ALNUM, 2)


def _number(code: str, alphabet: str) -> int:
    number = 0
    for letter in code:
        number = number * len(alphabet) + alphabet.index(letter)
    return number


def order_id(row: int, channel_id: str, purchased: datetime) -> str:
    """The id of an order: stamp of its purchase (UTC) and a scrambled row number."""
    at = purchased.isoformat()
    minute = at[2:4] + at[5:7] + at[8:10] + at[11:13] + at[14:16]
    scrambled = (row * _FACTOR + _OFFSET) % _SPACE
    if channel_id == "CDISFR":
        return minute + _TRIPLES[scrambled // 676] + _PAIRS[scrambled % 676]
    high, low = divmod(scrambled, 1296)
    return channel_id + minute + at[17:19] + _ALNUM[high // 1296] + _ALNUM_PAIRS[high % 1296] + _ALNUM_PAIRS[low]


def row_of(identifier: str) -> int | None:
    """The row an id may stand for, or None; the caller compares that row's own id."""
    for pattern, alphabet in ((_CDISCOUNT, _LETTERS), (_OCTOPIA, _ALNUM)):
        if found := pattern.fullmatch(identifier):
            return (_number(found[1], alphabet) - _OFFSET) * _BACK % _SPACE
    return None


def reference_of(row: int, channel: int, identifier: str) -> str | None:
    """The channel's own reference: the order id on Cdiscount, another number, or none; `channel` is its code."""
    return (identifier, f"BBK{row + _FIRST_REFERENCE:08d}", None)[channel]


def row_of_reference(reference: str) -> int | None:
    """The row a reference may stand for, or None; the caller compares that row's own reference."""
    found = _REFERENCE.fullmatch(reference)
    return int(found[1]) - _FIRST_REFERENCE if found else row_of(reference)


def line_id(line_row: int, is_unique: bool) -> str:
    """The id of an order line: four characters that differ within the order, or eight that differ everywhere."""
    code = (line_row + 1) * _LINE_FACTOR
    tail = _ALNUM_PAIRS[code // 1296 % 1296] + _ALNUM_PAIRS[code % 1296]
    return (
        _ALNUM_PAIRS[line_row // 1_679_616 % 1296] + _ALNUM_PAIRS[line_row // 1296 % 1296] + tail if is_unique else tail
    )
