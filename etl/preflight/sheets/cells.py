"""What spreadsheets do to identifiers: scientific notation, decimals, formulas, text marks; undone where it can be.

Nothing is ever calculated: a formula is text, and no text of a formula is an identifier.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

MAX_CELL: Final = 300

_TEXT_FORMULA: Final = re.compile(r'="([^"]*)"')
_SCIENTIFIC: Final = re.compile(r"([0-9])(?:[.,]([0-9]+))?E\+([0-9]{1,2})", re.IGNORECASE | re.ASCII)
_DECIMAL: Final = re.compile(r"([0-9]{6,})[.,]0{1,6}", re.ASCII)
_SPACES: Final = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Identifier:
    """An order or parcel number as read from a cell; `fault` is why it cannot be one: formula, digits_lost, too_long.

    `is_restored` when a spreadsheet had written it as a number and every digit was still there.
    """

    text: str
    fault: str | None = None
    is_restored: bool = False


def plain_cell(cell: str) -> str:
    """A cell without what only marks it as text: `="00123"` and `'00123` are 00123."""
    constant = _TEXT_FORMULA.fullmatch(cell.strip())
    text = constant[1] if constant else cell.strip()
    return text.removeprefix("'").strip()


def identifier(cell: str) -> Identifier:
    """Read an order or parcel number, spaces dropped. `6.12346E+12` has lost digits; `6.123456789012E+12` has not."""
    text = plain_cell(cell)
    if len(text) > MAX_CELL:
        return Identifier(text[:MAX_CELL], "too_long")
    if text.startswith(("=", "+", "-", "@")):
        return Identifier(text, "formula")
    number = _SPACES.sub("", text)
    if scientific := _SCIENTIFIC.fullmatch(number):
        return _from_scientific(number, scientific)
    if decimal := _DECIMAL.fullmatch(number):
        return Identifier(decimal[1], is_restored=True)
    return Identifier(number)


def _from_scientific(number: str, parts: re.Match[str]) -> Identifier:
    digits = parts[1] + (parts[2] or "")
    if len(digits) != int(parts[3]) + 1:
        return Identifier(number, "digits_lost")
    return Identifier(digits, is_restored=True)
