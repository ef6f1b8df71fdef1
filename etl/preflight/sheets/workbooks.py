"""Excel workbooks as rows of text: the values last saved, nothing calculated, bounded before unpacking."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Final
from zipfile import BadZipFile, ZipFile

import orjson

from etl.domain.errors import UnreadableSheet
from etl.preflight.sheets import limited
from etl.preflight.sheets.text import MAX_BYTES, SheetRow, bounded, rows_of_bytes, visible

MAX_UNPACKED: Final = 100_000_000
ROOT: Final = Path(__file__).parents[3]


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
        reader = subprocess.run(  # noqa: S603 - our own module, no shell
            [sys.executable, "-m", limited.__name__],
            input=content,
            capture_output=True,
            timeout=2 * limited.SECONDS,
            cwd=ROOT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise UnreadableSheet("too_far") from None
    if reader.returncode == limited.DAMAGED:
        raise UnreadableSheet("damaged_workbook")
    if reader.returncode:  # out of memory or of time: the library has ended the process, which is its own
        raise UnreadableSheet("too_far")
    rows = [
        SheetRow(number, tuple(visible(cell).strip() for cell in cells))
        for number, cells in orjson.loads(reader.stdout)
    ]
    return bounded([row for row in rows if any(row.cells)])
