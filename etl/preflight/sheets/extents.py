"""A workbook by its true extent: cells far from each other are moved together, the emptiness between them left out.

The library lays a sheet out as one rectangle from its first cell to its last: a single cell at XFD1048576, a file of
1.4 kB, asks for 512 GB. Where the rectangle would be huge, the sheets are written anew without the rows and columns
that hold nothing, before the library reads them.
"""

from __future__ import annotations

import re
from io import BytesIO
from typing import Final
from zipfile import ZipFile

LARGEST_AREA: Final = 5_000_000
"""Cells of the rectangle that is laid out as it is: 10,000 rows of 500 columns."""

_COLUMNS: Final = re.compile(rb'\sr="([A-Za-z]{1,3})[0-9]')
_ROWS: Final = re.compile(rb'\sr="[A-Za-z]{1,3}([0-9]{1,7})"')
_TABLE: Final = re.compile(rb"<((?:\w+:)?)sheetData\b[^>]*>(.*)</\1sheetData>", re.DOTALL)
_CELL: Final = re.compile(rb"<((?:\w+:)?)c\s([^>]*?)(?:/>|>(.*?)</\1c>)", re.DOTALL)
_PLACE: Final = re.compile(rb'\br="([A-Za-z]{1,3})([0-9]{1,7})"')
_TAG: Final = re.compile(rb"<[^>]*>")


def is_too_wide(content: bytes) -> bool:
    """Whether some sheet of a workbook would be laid out as a rectangle of more than `LARGEST_AREA` cells."""
    with ZipFile(BytesIO(content)) as archive:
        return any(_area(archive.read(name)) > LARGEST_AREA for name in _sheets(archive))


def moved_together(content: bytes) -> bytes:
    """The workbook with the cells of every sheet moved together, each row led by a cell with the number it had.

    A cell that says nothing is left out, whatever its style; one without a place of its own, which few programs write,
    as well. The order of rows and columns stays.
    """
    written = BytesIO()
    with ZipFile(BytesIO(content)) as archive, ZipFile(written, "w") as anew:
        sheets = set(_sheets(archive))
        for name in archive.namelist():
            member = archive.read(name)
            anew.writestr(name, _TABLE.sub(_table, member, count=1) if name in sheets else member)
    return written.getvalue()


def _sheets(archive: ZipFile) -> list[str]:
    return [name for name in archive.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml")]


def _area(sheet: bytes) -> int:
    width = max(map(_number, set(_COLUMNS.findall(sheet))), default=0)
    return width * max(map(int, set(_ROWS.findall(sheet))), default=0)


def _table(found: re.Match[bytes]) -> bytes:
    prefix = found[1]
    rows: dict[int, dict[int, tuple[bytes, bytes]]] = {}
    for cell in _CELL.finditer(found[2]):
        place, said = _PLACE.search(cell[2]), cell[3] or b""
        if place is not None and _TAG.sub(b"", said).strip():
            rows.setdefault(int(place[2]), {})[_number(place[1])] = (_PLACE.sub(b"", cell[2]), said)
    columns = {column: at for at, column in enumerate(sorted({column for row in rows.values() for column in row}), 2)}
    parts = []
    for at, (number, cells) in enumerate(sorted(rows.items()), 1):
        parts.append(
            b'<%brow r="%d"><%bc r="A%d"><%bv>%d</%bv></%bc>' % (prefix, at, prefix, at, prefix, number, prefix, prefix)
        )
        for column, (attributes, said) in sorted(cells.items()):
            parts.append(
                b'<%bc r="%b%d" %b>%b</%bc>' % (prefix, _letters(columns[column]), at, attributes, said, prefix)
            )
        parts.append(b"</%brow>" % prefix)
    return b"<%bsheetData>%b</%bsheetData>" % (prefix, b"".join(parts), prefix)


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _letters(number: int) -> bytes:
    letters = b""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = bytes([65 + rest]) + letters
    return letters
