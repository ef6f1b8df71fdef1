"""Runs in a process of its own, `python -m etl.preflight.sheets.limited`: a workbook on standard input, its cells out.

The library ends its process when a workbook asks for more memory than there is. Here that process is nobody else's,
and its memory and time are bounded; cells far from each other are moved together first (`extents`).
"""

import resource
import sys
from datetime import date, datetime, time, timedelta
from io import BytesIO
from zipfile import BadZipFile

import orjson
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from etl.preflight.sheets.extents import is_too_wide, moved_together

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
    content = sys.stdin.buffer.read()
    try:
        is_moved = is_too_wide(content)
        workbook = CalamineWorkbook.from_filelike(BytesIO(moved_together(content) if is_moved else content))
        sheets = [
            (each.name, each.visible is not SheetVisibleEnum.Visible, _rows(workbook, each.name, is_moved=is_moved))
            for each in workbook.sheets_metadata
            if each.typ is SheetTypeEnum.WorkSheet
        ]
    except (BadZipFile, CalamineError, NotImplementedError, RuntimeError):  # the two: packed or locked in another way
        return DAMAGED
    sys.stdout.buffer.write(orjson.dumps(sheets))
    return 0


def _rows(workbook: CalamineWorkbook, name: str, *, is_moved: bool) -> list[tuple[int, list[str]]]:
    table = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
    if is_moved:
        return [(int(cells[0]), [*map(_text, cells[1:])]) for cells in table]  # type: ignore[arg-type]  # a number
    rows = ((number, [*map(_text, cells)]) for number, cells in enumerate(table, 1))
    return [row for row in rows if any(row[1])]


def _text(cell: _Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell)) if abs(cell) < EXACT_BELOW else f"{cell:.5E}"
    return str(cell)


if __name__ == "__main__":
    sys.exit(main())
