"""From the bytes of a file, or a paste, to rows of cells: what it is, invisible characters, lines, limits."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from etl.domain.characters import plain_line
from etl.domain.errors import UnreadableSheet
from etl.preflight.sheets.encodings import decoded
from etl.preflight.sheets.records import records, sheet_separator

MAX_BYTES: Final = 5_000_000
MAX_ROWS: Final = 10_000
MAX_LINES: Final = 60_000
"""Lines looked at; a cell may hold several."""
MAX_LINE: Final = 4_000
"""Characters of one line; a longer one is cut there, and its row is refused as too long."""

_SIGNATURES: Final = (
    (b"\xd0\xcf\x11\xe0", "old_workbook"),
    (b"PK\x03\x04", "archive"),
    (b"%PDF", "pdf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
)
_LINE_ENDS: Final = re.compile("\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
_NOTHING_SAID: Final = re.compile(r"""[\s;,|"]*""")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row that is not blank: the number of its first line, from 1, its cells, whether it was cut."""

    number: int
    cells: tuple[str, ...]
    is_cut: bool = False


def rows_of_bytes(content: bytes) -> list[SheetRow]:
    """Read a text file, whatever its encoding and separators; raises `UnreadableSheet`."""
    if len(content) > MAX_BYTES:
        raise UnreadableSheet("too_large", str(len(content)))
    for signature, kind in _SIGNATURES:
        if content.startswith(signature):
            raise UnreadableSheet(kind)
    return rows_of_text(decoded(content))


def rows_of_text(text: str) -> list[SheetRow]:
    """Split a text into the cells of its rows; raises `UnreadableSheet` when it is empty or too long."""
    if len(text) > MAX_BYTES:
        raise UnreadableSheet("too_large", str(len(text)))
    given = [(number, line) for number, line in enumerate(_LINE_ENDS.split(text), 1)]
    cut = {number for number, line in given if len(line) > MAX_LINE}
    if len(given) > MAX_LINES:
        raise UnreadableSheet("too_many_rows", str(MAX_ROWS))
    lines = [(number, plain_line(line[:MAX_LINE])) for number, line in given]
    said = [(number, line) for number, line in lines if not _NOTHING_SAID.fullmatch(line)]
    separator = sheet_separator([line for _number, line in said])
    rows = [
        SheetRow(number, tuple(cell.strip() for cell in cells), is_cut=number in cut)
        for number, cells in records(said, separator)
    ]
    return bounded([row for row in rows if any(row.cells)])


def bounded(rows: list[SheetRow]) -> list[SheetRow]:
    """The rows, unless there are none or more than a heading and 10,000; raises `UnreadableSheet`."""
    if not rows:
        raise UnreadableSheet("empty")
    if len(rows) > MAX_ROWS + 1:
        raise UnreadableSheet("too_many_rows", str(MAX_ROWS))
    return rows
