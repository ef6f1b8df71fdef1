"""The sheet of a workbook that has the orders in it: not the first one, and no hidden one without a word."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Final

from etl.domain.errors import Choice, UnreadableSheet
from etl.preflight.parcels.headings import headed
from etl.preflight.parcels.order_numbers import orders_within
from etl.preflight.parcels.readings import Reading
from etl.preflight.parcels.rows import ParcelSheet, parcel_sheet
from etl.preflight.sheets.text import SheetRow, bounded
from etl.preflight.sheets.workbooks import NamedSheet, sheets_of_file

_AS_FOUND: Final = Reading()


def file_sheet(content: bytes, carriers: Collection[str], reading: Reading = _AS_FOUND) -> ParcelSheet:
    """Read the parcels of a file, whatever its name says; raises `UnreadableSheet`."""
    sheets = sheets_of_file(content)
    chosen = _chosen(sheets) if reading.sheet is None else _named(sheets, reading.sheet)
    hidden = tuple(each.name for each in sheets if each.is_hidden and each is not chosen and _has_orders(each.rows))
    return replace(parcel_sheet(bounded(list(chosen.rows)), carriers, reading), name=chosen.name, hidden=hidden)


def _named(sheets: Sequence[NamedSheet], name: str) -> NamedSheet:
    found = next((each for each in sheets if each.name.strip().casefold() == name.strip().casefold()), None)
    if found is None:
        raise UnreadableSheet("sheet_unknown", name[:60], _choices(sheets))
    return found


def _choices(sheets: Sequence[NamedSheet]) -> tuple[Choice, ...]:
    return tuple(Choice(each.name, each.name) for each in sheets if each.rows and each.name)


def _chosen(sheets: Sequence[NamedSheet]) -> NamedSheet:
    """Raises `UnreadableSheet` (several_sheets, hidden_sheet, empty) where it is not for a program to choose."""
    written = [each for each in sheets if each.rows]
    shown = [each for each in written if not each.is_hidden]
    for tell in (_has_parcels, _has_orders):
        telling = [each for each in shown if tell(each.rows)]
        if len(telling) > 1:
            raise UnreadableSheet("several_sheets", ", ".join(each.name for each in telling), _choices(telling))
        if telling:
            return telling[0]
    if hidden := [each for each in written if each.is_hidden and _has_orders(each.rows)]:
        raise UnreadableSheet("hidden_sheet", hidden[0].name, _choices(hidden))
    if not shown:
        raise UnreadableSheet("empty")
    return shown[0]


def _has_orders(rows: Sequence[SheetRow]) -> bool:
    return any(map(orders_within, (cell for row in rows for cell in row.cells))) or _has_parcels(rows)


def _has_parcels(rows: Sequence[SheetRow]) -> bool:
    """Whether some row names both numbers as headings, and others stand below it."""
    return any({"order_id", "parcel_number"} <= set(headed(row)) for row in rows[:-1])
