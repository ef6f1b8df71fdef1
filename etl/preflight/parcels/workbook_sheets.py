"""The sheet of a workbook that has the orders in it: not the first one, and no hidden one without a word."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from etl.domain.errors import UnreadableSheet
from etl.preflight.parcels.headings import headed
from etl.preflight.parcels.order_numbers import orders_within
from etl.preflight.parcels.rows import ParcelSheet, parcel_sheet
from etl.preflight.sheets.text import SheetRow, bounded
from etl.preflight.sheets.workbooks import NamedSheet, sheets_of_file


def file_sheet(content: bytes, carriers: Collection[str]) -> ParcelSheet:
    """Read the parcels of a file, whatever its name says; raises `UnreadableSheet`."""
    sheets = sheets_of_file(content)
    chosen = _chosen(sheets)
    hidden = tuple(each.name for each in sheets if each.is_hidden and _has_orders(each.rows))
    return replace(parcel_sheet(bounded(list(chosen.rows)), carriers), name=chosen.name, hidden=hidden)


def _chosen(sheets: Sequence[NamedSheet]) -> NamedSheet:
    """Raises `UnreadableSheet` (several_sheets, hidden_sheet, empty) where it is not for a program to choose."""
    written = [each for each in sheets if each.rows]
    shown = [each for each in written if not each.is_hidden]
    for tell in (_has_parcels, _has_orders):
        telling = [each for each in shown if tell(each.rows)]
        if len(telling) > 1:
            raise UnreadableSheet("several_sheets", ", ".join(each.name for each in telling))
        if telling:
            return telling[0]
    if hidden := [each for each in written if each.is_hidden and _has_orders(each.rows)]:
        raise UnreadableSheet("hidden_sheet", hidden[0].name)
    if not shown:
        raise UnreadableSheet("empty")
    return shown[0]


def _has_orders(rows: Sequence[SheetRow]) -> bool:
    return any(map(orders_within, (cell for row in rows for cell in row.cells))) or _has_parcels(rows)


def _has_parcels(rows: Sequence[SheetRow]) -> bool:
    """Whether some row names both numbers as headings, and others stand below it."""
    return any({"order_id", "parcel_number"} <= set(headed(row)) for row in rows[:-1])
