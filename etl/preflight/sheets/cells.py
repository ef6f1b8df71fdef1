"""What spreadsheets do to identifiers: scientific notation, decimals, formulas, text marks; undone where it can be.

Nothing is ever calculated: a formula is text, and no text of a formula is an identifier.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

MAX_CELL: Final = 300
EXACT_DIGITS: Final = 15
"""What a spreadsheet's number holds; of a longer one the last digits are made up."""

_TEXT_FORMULA: Final = re.compile(r'="([^"]*)"')
_QUOTED: Final = re.compile(r"""(["'“”‘’«»`])(.*)(["'“”‘’«»`])""")
_SCIENTIFIC: Final = re.compile(r"([0-9]{1,9})(?:[.,]([0-9]+))?E\+?([0-9]{1,3})", re.IGNORECASE | re.ASCII)
_DECIMAL: Final = re.compile(r"([0-9]{6,})[.,]0{1,6}", re.ASCII)
_MARKS: Final = "'`´‘’"


@dataclass(frozen=True, slots=True)
class Identifier:
    """An order or parcel number as read from a cell; `fault` is why it cannot be one: formula, digits_lost, too_long.

    `is_restored` when a spreadsheet had written it as a number and every digit was still there.
    """

    text: str
    fault: str | None = None
    is_restored: bool = False


def plain_cell(cell: str) -> str:
    """A cell without what only marks it as text: `="00123"`, `'00123` and `"00123"` are 00123."""
    constant = _TEXT_FORMULA.fullmatch(cell.strip())
    text = constant[1] if constant else cell.strip()
    quoted = _QUOTED.fullmatch(text)
    return (quoted[2] if quoted else text.lstrip(_MARKS)).strip()


def identifier(cell: str) -> Identifier:
    """Read an order or parcel number as it stands, blanks within included: whether they may go, its carrier says.

    `6.12346E+12` and `12345E11` have lost digits; `6.123456789012E12` has not.
    `6E12345678901` is a number of letters and digits.
    """
    text = plain_cell(cell)
    if len(text) > MAX_CELL:
        return Identifier(text[:MAX_CELL], "too_long")
    if text.startswith(("=", "+", "-", "@")):
        return Identifier(text, "formula")
    number = "".join(text.split())
    if scientific := _SCIENTIFIC.fullmatch(number):
        return _from_scientific(number, scientific)
    if decimal := _DECIMAL.fullmatch(number):
        return _exact(number, decimal[1])
    return Identifier(text)


def _from_scientific(number: str, parts: re.Match[str]) -> Identifier:
    fraction = parts[2] or ""
    return _exact(number, parts[1] + fraction if len(fraction) == int(parts[3]) else "")


def _exact(number: str, digits: str) -> Identifier:
    if not 0 < len(digits) <= EXACT_DIGITS:
        return Identifier(number, "digits_lost")
    return Identifier(digits, is_restored=True)
