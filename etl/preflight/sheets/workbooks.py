"""Excel workbooks as rows of text: the values last saved, nothing calculated, bounded before unpacking."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Final
from zipfile import BadZipFile, ZipFile

from python_calamine import CalamineError, CalamineWorkbook

from etl.domain.errors import UnreadableSheet
from etl.preflight.sheets.text import MAX_BYTES, SheetRow, bounded, rows_of_bytes, visible

MAX_UNPACKED: Final = 100_000_000
EXACT_BELOW: Final = 10**15
"""Excel keeps 15 digits of a number; a longer one has lost the others."""

_Cell = int | float | str | bool | time | date | datetime | timedelta


def rows_of_file(content: bytes) -> list[SheetRow]:
    """Read a file by what it is, whatever its name says; raises `UnreadableSheet`."""
    if not content.startswith(b"PK\x03\x04"):
        return rows_of_bytes(content)
    if len(content) > MAX_BYTES:
        raise UnreadableSheet("too_large", str(len(content)))
    _refuse_bombs(content)
    return _rows(content)


def _refuse_bombs(content: bytes) -> None:
    try:
        with ZipFile(BytesIO(content)) as archive:
            members = archive.infolist()
    except BadZipFile:
        raise UnreadableSheet("damaged_workbook") from None
    if "xl/workbook.xml" not in {member.filename for member in members}:
        raise UnreadableSheet("archive")
    unpacked = sum(member.file_size for member in members)
    if unpacked > MAX_UNPACKED:
        raise UnreadableSheet("too_large", str(unpacked))


def _rows(content: bytes) -> list[SheetRow]:
    try:
        table = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    except CalamineError:
        raise UnreadableSheet("damaged_workbook") from None
    rows = [SheetRow(number, tuple(map(_text, cells))) for number, cells in enumerate(table, 1)]
    return bounded([row for row in rows if any(row.cells)])


def _text(cell: _Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell)) if abs(cell) < EXACT_BELOW else f"{cell:.5E}"
    return visible(str(cell)).strip()
