"""A sheet of parcels: the rows of a paste or a file, each with what it says about one parcel and what spoils it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from etl.domain.errors import UnreadableSheet
from etl.domain.tracking.numbers import Problem, parcel_number_problems, tracking_url_problems
from etl.preflight.parcels.columns import Field, recognised_columns
from etl.preflight.sheets.cells import MAX_CELL, identifier, plain_cell
from etl.preflight.sheets.text import SheetRow

MAX_ORDER_ID: Final = 64

_ORDER_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_LINE_SEPARATORS: Final = re.compile(r"[\s,;|/+]+")


@dataclass(frozen=True, slots=True)
class ParcelRow:
    """One parcel as a row gives it. `number` is the row's number in the sheet, the first being 1.

    `faults` make the row impossible: order_missing, order_formula, order_digits_lost, order_characters, number_formula,
    number_digits_lost, row_too_long, and the kinds of `parcel_number_problems`. `remarks` only warn: url_left_out.
    """

    number: int
    order_id: str
    parcel_number: str
    carrier_name: str = ""
    tracking_url: str | None = None
    order_line_ids: tuple[str, ...] = ()
    faults: tuple[Problem, ...] = ()
    remarks: tuple[str, ...] = ()
    is_restored: bool = False


@dataclass(frozen=True, slots=True)
class ParcelSheet:
    """The rows of a sheet, and where its columns were found: position by field, from 0."""

    rows: tuple[ParcelRow, ...]
    columns: Mapping[Field, int]
    has_heading: bool


def parcel_sheet(rows: Sequence[SheetRow], carriers: Collection[str]) -> ParcelSheet:
    """Read the rows of a sheet; `carriers` are the marketplace's labels. Raises `UnreadableSheet`."""
    columns, has_heading = recognised_columns(rows, carriers)
    parcels = tuple(_parcel_row(row, columns) for row in rows[1 if has_heading else 0 :])
    if not parcels:
        raise UnreadableSheet("empty")
    return ParcelSheet(parcels, columns, has_heading)


def _parcel_row(row: SheetRow, columns: Mapping[Field, int]) -> ParcelRow:
    cells = {field: row.cells[at] for field, at in columns.items() if at < len(row.cells)}
    order, parcel = identifier(cells.get("order_id", "")), identifier(cells.get("parcel_number", ""))
    url = plain_cell(cells.get("tracking_url", ""))
    is_url_wrong = bool(tracking_url_problems(url))
    faults = [
        *([Problem("row_too_long")] if row.is_cut else []),
        *_order_faults(order.text, order.fault),
        *([Problem(f"number_{parcel.fault}")] if parcel.fault else parcel_number_problems(parcel.text)),
    ]
    return ParcelRow(
        number=row.number,
        order_id=order.text,
        parcel_number=parcel.text,
        carrier_name=plain_cell(cells.get("carrier_name", ""))[:MAX_CELL],
        tracking_url=None if is_url_wrong else url or None,
        order_line_ids=_line_ids(cells.get("order_line_ids", "")),
        faults=tuple(faults),
        remarks=("url_left_out",) if is_url_wrong else (),
        is_restored=order.is_restored or parcel.is_restored,
    )


def _order_faults(order_id: str, fault: str | None) -> list[Problem]:
    if fault:
        return [Problem(f"order_{fault}")]
    if not order_id:
        return [Problem("order_missing")]
    is_usable = len(order_id) <= MAX_ORDER_ID and _ORDER_ID.fullmatch(order_id)
    return [] if is_usable else [Problem("order_characters")]


def _line_ids(cell: str) -> tuple[str, ...]:
    return tuple(sorted({part for part in _LINE_SEPARATORS.split(plain_cell(cell)) if part}))
