"""Sheets that open as they were written: no cell is taken for a formula, and our own reading gives it back."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

_STARTS_A_FORMULA: Final = ("=", "+", "-", "@")
_LINE_ENDS: Final = str.maketrans({"\r": " ", "\n": " "})


def sheet_bytes(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A CSV file as French Excel opens it: semicolons, UTF-8 with its mark; what looks like a formula is text."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerows([_harmless(cell) for cell in row] for row in (headings, *rows))
    return written.getvalue().encode("utf-8-sig")


def _harmless(cell: str) -> str:
    line = cell.translate(_LINE_ENDS)
    return f"'{line}" if line.lstrip().startswith(_STARTS_A_FORMULA) else line
