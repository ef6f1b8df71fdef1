"""Runs in a process of its own, `python -m etl.preflight.sheets.limited`: a workbook on standard input, its cells out.

The library lays a sheet out as one rectangle from its first cell to its last: a single cell at XFD1048576, a file of
1.4 kB, asks for 512 GB and ends its process. Here that process is nobody else's, and its memory and time are bounded.
"""

import resource
import sys
from datetime import date, datetime, time, timedelta
from io import BytesIO

import orjson
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

MEMORY = 1 << 30
"""Bytes of address space; 10,000 rows of 50 columns take a third of it."""
SECONDS = 20
DAMAGED = 3
"""Exit status for a workbook that the library does not accept."""
EXACT_BELOW = 10**15
"""Excel keeps 15 digits of a number; a longer one has lost the others."""

_Cell = int | float | str | bool | time | date | datetime | timedelta


def main() -> int:
    """Write the sheets with their rows that are not blank as JSON: [name, is hidden, [[number, [cells]]]]."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(sys.stdin.buffer.read()))
        sheets = [
            (each.name, each.visible is not SheetVisibleEnum.Visible, _rows(workbook, each.name))
            for each in workbook.sheets_metadata
            if each.typ is SheetTypeEnum.WorkSheet
        ]
    except CalamineError:
        return DAMAGED
    sys.stdout.buffer.write(orjson.dumps(sheets))
    return 0


def _rows(workbook: CalamineWorkbook, name: str) -> list[tuple[int, list[str]]]:
    table = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
    rows = ((number, [*map(_text, cells)]) for number, cells in enumerate(table, 1))
    return [row for row in rows if any(row[1])]


def _text(cell: _Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell)) if abs(cell) < EXACT_BELOW else f"{cell:.5E}"
    return str(cell)


if __name__ == "__main__":
    sys.exit(main())
