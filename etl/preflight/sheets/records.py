"""Lines as rows of cells: one separator for the whole sheet, and a line break inside quotes belongs to its cell.

A stray quote spoils its own line only: lines are joined only where that makes exactly one row of the sheet's width.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

SEPARATORS: Final = ("\t", ";", "|", ",")
"""In the order they win a tie: a comma is also a decimal sign, a semicolon hardly ever anything else."""
MAX_JOINED: Final = 12
"""Lines that one quoted cell may have."""

_SAMPLE: Final = 2_000
_GAPS: Final = re.compile(r" {2,}")
_QUOTED: Final = re.compile(r'"(?:[^"]|"")*"')

Line = tuple[int, str]
"""A line's number in the sheet, the first being 1, and its text."""


def sheet_separator(lines: Sequence[str]) -> str | None:
    """The separator that most lines agree on, decided over all of them; None where none splits any."""
    scores: dict[str, tuple[int, int]] = {}
    for separator in SEPARATORS:
        widths = Counter(len(cells_of(line, separator)) for line in lines[:_SAMPLE] if separator in line)
        del widths[1]
        if widths:
            scores[separator] = (widths.total(), max(widths.values()))
    return max(scores, key=scores.__getitem__, default=None)


def records(lines: Sequence[Line], separator: str | None) -> Iterator[tuple[int, list[str]]]:
    """The cells of each row with the number of its first line."""
    width = _width([text for _number, text in lines], separator)
    at = 0
    while at < len(lines):
        number, text = lines[at]
        joined = _joined(lines, at, separator, width) if separator and text.count('"') % 2 else None
        if joined is not None:
            at, cells = joined
            yield number, cells
            continue
        yield number, _cells(text, separator)
        at += 1


def cells_of(line: str, separator: str) -> list[str]:
    """The cells of one line; where its quotes do not pair, they hold nothing."""
    if line.count('"') % 2:
        return [cell.strip().strip('"') for cell in line.split(separator)]
    return next(csv.reader([line], delimiter=separator, skipinitialspace=True), [""])


def _width(texts: Sequence[str], separator: str | None) -> int:
    if separator is None:
        return 0
    whole = [text for text in texts[:_SAMPLE] if text.count('"') % 2 == 0]
    widths = Counter(len(cells_of(text, separator)) for text in whole)
    del widths[1]
    return widths.most_common(1)[0][0] if widths else 0


def _joined(lines: Sequence[Line], at: int, separator: str | None, width: int) -> tuple[int, list[str]] | None:
    """The row that starts on a line with an open quote, and the place after it; None where the quote is a stray one."""
    text = lines[at][1]
    for end in range(at + 1, min(at + MAX_JOINED, len(lines))):
        text = f"{text}\n{lines[end][1]}"
        if text.count('"') % 2 == 0:
            cells = _one_row(text, separator)
            return (end + 1, cells) if len(cells) == width else None
        if _is_row(lines[end][1], separator, width):
            return None
    return None


def _one_row(text: str, separator: str | None) -> list[str]:
    """The cells of a text that is one row; none where a line break stands outside its quotes."""
    try:
        read = list(csv.reader([text], delimiter=separator or ";", skipinitialspace=True))
    except csv.Error:
        return []
    return read[0] if len(read) == 1 else []


def _is_row(text: str, separator: str | None, width: int) -> bool:
    return separator is not None and width > 1 and len(cells_of(text, separator)) >= width


def _cells(line: str, separator: str | None) -> list[str]:
    """Split by the sheet's separator; a line that has none of it is one pasted from elsewhere, with its own."""
    bare = line if line.count('"') % 2 else _QUOTED.sub("", line)
    if separator is not None and separator in bare:
        return cells_of(line, separator)
    splits = [cells_of(line, other) for other in SEPARATORS if other in bare]
    return max(splits, key=len) if splits else _GAPS.split(line.strip().strip('"'))
