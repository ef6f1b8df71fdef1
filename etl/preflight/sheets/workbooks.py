"""Excel workbooks as rows of text: the values last saved, nothing calculated, bounded before unpacking."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final
from zipfile import BadZipFile, ZipFile

import orjson

from etl.domain.characters import plain_line
from etl.domain.errors import UnreadableSheet
from etl.preflight.sheets import limited
from etl.preflight.sheets.text import MAX_BYTES, SheetRow, rows_of_bytes

MAX_UNPACKED: Final = 100_000_000
ROOT: Final = Path(__file__).parents[3]


@dataclass(frozen=True, slots=True)
class NamedSheet:
    """A sheet of a workbook and its rows; the one of a text file has no name."""

    name: str
    rows: tuple[SheetRow, ...]
    is_hidden: bool = False


def sheets_of_file(content: bytes) -> list[NamedSheet]:
    """Read a file by what it is, whatever its name says; raises `UnreadableSheet`."""
    if not content.startswith(b"PK\x03\x04"):
        return [NamedSheet("", tuple(rows_of_bytes(content)))]
    if len(content) > MAX_BYTES:
        raise UnreadableSheet("too_large", str(len(content)))
    _refuse_bombs(content)
    return _sheets(content)


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


def _sheets(content: bytes) -> list[NamedSheet]:
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
    return [
        NamedSheet(
            name, tuple(SheetRow(at, tuple(plain_line(cell).strip() for cell in cells)) for at, cells in rows), hid
        )
        for name, hid, rows in orjson.loads(reader.stdout)
    ]
