"""Order and line ids as they look on the wire; the row can be read back out of them, so no index is kept.

Sources: API sheet 3.2 (`2310171354KBDRE`, `SCID01210525142759UT8E`, line `EO7E`).
"""

import re
from datetime import UTC, datetime
from typing import Final

_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ALNUM: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CDISCOUNT: Final = re.compile(r"\d{10}([A-Z]{5})")
_OCTOPIA: Final = re.compile(r"[A-Z]+\d{2}\d{12}([0-9A-Z]{5})")
# Multipliers prime to the number of codes, with their inverses: neighbouring rows look unrelated.
_SPACE: Final = 26**5
_FACTOR: Final = 7_654_321
_OFFSET: Final = 4_912_733
_BACK: Final = pow(_FACTOR, -1, _SPACE)
_LINE_FACTOR: Final = 1_000_033


def _code(number: int, alphabet: str, width: int) -> str:
    base, code = len(alphabet), ""
    for _ in range(width):
        number, digit = divmod(number, base)
        code = alphabet[digit] + code
    return code


def _number(code: str, alphabet: str) -> int:
    number = 0
    for letter in code:
        number = number * len(alphabet) + alphabet.index(letter)
    return number


def order_id(row: int, channel_id: str, purchased_ms: int) -> str:
    """The id of an order: stamp of its purchase (UTC) and a scrambled row number."""
    bought = datetime.fromtimestamp(purchased_ms // 1000, tz=UTC)
    scrambled = (row * _FACTOR + _OFFSET) % _SPACE
    if channel_id == "CDISFR":
        return f"{bought:%y%m%d%H%M}{_code(scrambled, _LETTERS, 5)}"
    return f"{channel_id}{bought:%y%m%d%H%M%S}{_code(scrambled, _ALNUM, 5)}"


def row_of(identifier: str) -> int | None:
    """The row an id may stand for, or None; the caller compares that row's own id."""
    for pattern, alphabet in ((_CDISCOUNT, _LETTERS), (_OCTOPIA, _ALNUM)):
        if found := pattern.fullmatch(identifier):
            return (_number(found[1], alphabet) - _OFFSET) * _BACK % _SPACE
    return None


def line_id(line_row: int, is_unique: bool) -> str:
    """The id of an order line: four characters that differ within the order, or seven that differ everywhere."""
    width = 7 if is_unique else 4
    return _code((line_row + 1) * _LINE_FACTOR % 36**width, _ALNUM, width)
