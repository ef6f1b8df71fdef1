"""From the bytes of a file, or a paste, to rows of cells: encodings, invisible characters, mixed separators, limits.

A row is one physical line: a stray quote then spoils its own line, never the lines after it.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from typing import Final

from etl.domain.errors import UnreadableSheet

MAX_BYTES: Final = 5_000_000
MAX_ROWS: Final = 10_000
MAX_LINE: Final = 4_000
"""Characters of one line; a longer one is cut there, and its row is refused as too long."""

SEPARATORS: Final = ("\t", ";", "|", ",")
"""In the order they win a tie: a comma is also a decimal sign, a semicolon hardly ever anything else."""

_SIGNATURES: Final = (
    (b"\xd0\xcf\x11\xe0", "old_workbook"),
    (b"PK\x03\x04", "archive"),
    (b"%PDF", "pdf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
)
_BYTE_ORDER_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_CHINESE_PAIRS: Final = re.compile(rb"(?:[\xb0-\xf7][\xa1-\xfe]|\xa3[\xa1-\xfe]|\xa1[\xa1-\xfe])+")
_HIGH_BYTES: Final = re.compile(rb"[\x80-\xff]")
_INVISIBLE: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_SPACES: Final = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_LINE_ENDS: Final = re.compile("\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
_GAPS: Final = re.compile(r" {2,}")
_QUOTED: Final = re.compile(r'"(?:[^"]|"")*"')
_NOTHING_SAID: Final = re.compile(r"""[\s;,|"]*""")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One line that is not blank: its number in the sheet, the first being 1, its cells, whether it was cut."""

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
    """Split a text into the cells of its lines; raises `UnreadableSheet` when it is empty or too long."""
    if len(text) > MAX_BYTES:
        raise UnreadableSheet("too_large", str(len(text)))
    lines = [
        (number, line)
        for number, line in enumerate(_LINE_ENDS.split(text), 1)
        if not _NOTHING_SAID.fullmatch(visible(line))
    ]
    width = max((len(_cells(visible(line[:MAX_LINE]), None)) for _number, line in lines[:1]), default=0)
    return bounded([_row(number, line, width) for number, line in lines[: MAX_ROWS + 2]])


def bounded(rows: list[SheetRow]) -> list[SheetRow]:
    """The rows, unless there are none or more than a heading and 10,000; raises `UnreadableSheet`."""
    if not rows:
        raise UnreadableSheet("empty")
    if len(rows) > MAX_ROWS + 1:
        raise UnreadableSheet("too_many_rows", str(MAX_ROWS))
    return rows


def decoded(content: bytes) -> str:
    """Bytes as text: by their byte order mark, as UTF-8, UTF-16, GB18030 or, failing all, Windows-1252.

    GB18030 and Windows-1252 accept nearly the same bytes. Chinese comes in pairs of high bytes, French accents stand
    alone between letters: nine in ten paired means Chinese.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    if content.count(0) > len(content) // 8:
        return _without_mark(content)
    for encoding in ("utf-8", *(["gb18030"] if _is_paired(content) else [])):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("cp1252", errors="replace")


def _without_mark(content: bytes) -> str:
    odd, even = content[1::2].count(0), content[::2].count(0)
    if min(odd, even) * 4 > max(odd, even):
        raise UnreadableSheet("binary")
    return content.decode("utf-16-le" if odd > even else "utf-16-be", errors="replace")


def _is_paired(content: bytes) -> bool:
    high = len(_HIGH_BYTES.findall(content))
    paired = sum(len(pairs) for pairs in _CHINESE_PAIRS.findall(content))
    return high > 0 and paired * 10 >= high * 9


def visible(line: str) -> str:
    """A text without characters nobody sees, every kind of space a plain one."""
    return _SPACES.sub(" ", _INVISIBLE.sub("", line))


def _row(number: int, line: str, width: int) -> SheetRow:
    cells = _cells(visible(line[:MAX_LINE]), width)
    return SheetRow(number, tuple(cell.strip() for cell in cells), is_cut=len(line) > MAX_LINE)


def _cells(line: str, width: int | None) -> list[str]:
    """Split by the separator that gives the expected number of cells, or else the most of them."""
    bare = line if line.count('"') % 2 else _QUOTED.sub("", line)
    splits = [_split(line, separator) for separator in SEPARATORS if separator in bare]
    if not splits:
        return _GAPS.split(line.strip().strip('"'))
    return max(splits, key=lambda cells: (len(cells) == width, len(cells)))


def _split(line: str, separator: str) -> list[str]:
    if line.count('"') % 2:
        return [cell.strip().strip('"') for cell in line.split(separator)]
    return next(csv.reader([line], delimiter=separator, skipinitialspace=True), [""])
