"""A sheet of parcels: the rows of a paste or a file, each with what it says about one parcel and what spoils it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from etl.domain.errors import UnreadableSheet
from etl.domain.tracking.carriers import carrier_family, plain_label
from etl.domain.tracking.floors import number_floor, one_number
from etl.domain.tracking.linked_numbers import LinkPatterns, linked_number
from etl.domain.tracking.numbers import MAX_NUMBER_LENGTH, Problem, tracking_url_problems
from etl.preflight.parcels.columns import Columns, heading_place, recognised_columns
from etl.preflight.parcels.headings import Field, is_called_off
from etl.preflight.parcels.mails import MAIL_COLUMNS, is_line_called_off, is_mail, mail_rows
from etl.preflight.parcels.order_numbers import order_number
from etl.preflight.parcels.readings import Reading
from etl.preflight.sheets.cells import MAX_CELL, identifier, plain_cell
from etl.preflight.sheets.text import SheetRow

MAX_ORDER_ID: Final = 64

_AS_FOUND: Final = Reading()
_ORDER_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_LINE_SEPARATORS: Final = re.compile(r"[\s,;|/+]+")


@dataclass(frozen=True, slots=True)
class ParcelRow:
    """One parcel as a row gives it. `number` is the row's number in the sheet, the first being 1.

    `faults` make the row impossible: order_missing, order_formula, order_digits_lost, order_characters, number_missing,
    number_formula, number_digits_lost, number_too_long, row_too_long. `remarks` only warn: url_left_out, row_shifted,
    row_called_off. `item_ids` are line ids or another tool's. `address`: where the number was taken out of, a page of
    the families or labels in `link_families` (of any carrier's, when there are none).
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
    item_ids: tuple[str, ...] = ()
    address: str = ""
    link_families: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ParcelSheet:
    """The rows of a sheet, and where its columns were found: position by field, from 0; none in the lines of a mail.

    `headings`: the cells of the row of headings, none where there is none. `left_out`: how many rows are no parcels:
    titles, headings again, the prose of a mail. `name`: the sheet of the workbook; `hidden`: hidden ones with orders.
    """

    rows: tuple[ParcelRow, ...]
    columns: Mapping[Field, int]
    has_heading: bool
    headings: tuple[str, ...] = ()
    left_out: int = 0
    name: str = ""
    hidden: tuple[str, ...] = ()


def parcel_sheet(rows: Sequence[SheetRow], carriers: Collection[str], reading: Reading = _AS_FOUND) -> ParcelSheet:
    """Read the rows of a sheet; `carriers` are the marketplace's labels. Raises `UnreadableSheet`."""
    if heading_place(rows) is None:
        if is_mail(rows) and not reading.columns:
            told = mail_rows(rows, carriers)
            off = {row.number for row in rows if is_line_called_off(", ".join(row.cells))}
            parcels = tuple(
                replace(parcel, remarks=(*parcel.remarks, "row_called_off")) if parcel.number in off else parcel
                for parcel in (_parcel_row(row, MAIL_COLUMNS, reading.links) for row in told)
            )
            return ParcelSheet(parcels, {}, has_heading=False, left_out=len(rows) - len(told))
        found = recognised_columns(_without_prose(rows), carriers, reading)
    else:
        found = recognised_columns(rows, carriers, reading)
    parcels = _flagged(found, tuple(_parcel_row(row, found.positions, reading.links) for row in found.body))
    if not parcels:
        raise UnreadableSheet("empty")
    headings = found.heading.cells if found.heading else ()
    left_out = len(rows) - len(parcels) - bool(headings)
    return ParcelSheet(parcels, found.positions, found.heading is not None, headings, left_out)


def tidied(row: ParcelRow, carrier_label: str | None) -> ParcelRow:
    """The row with its number as the carrier writes it: without the blanks, hyphens and dots that only group it.

    A number that was taken out of another carrier's page is that page's address again: no tracking number.
    """
    if row.faults or not carrier_label:
        return row
    if row.link_families and row.link_families.isdisjoint({carrier_family(carrier_label), plain_label(carrier_label)}):
        return replace(row, parcel_number=row.address)
    joined = one_number(row.parcel_number, carrier_label)
    return row if joined is None or joined == row.parcel_number else replace(row, parcel_number=joined)


def _flagged(found: Columns, parcels: tuple[ParcelRow, ...]) -> tuple[ParcelRow, ...]:
    """What speaks against rows as such: wider than their headings, or called off by a column of the sheet.

    A separator within a cell moves the others on by one; where most rows are wider, a heading is missing.
    """
    if found.heading is None:
        return parcels
    headings = found.heading.cells
    wide = {row.number for row in found.body if any(row.cells[len(headings) :])}
    if len(wide) * 2 > len(found.body):
        wide = set()
    off = {row.number for row in found.body if any(map(is_called_off, headings, row.cells))}
    return tuple(
        replace(
            parcel,
            remarks=(
                *parcel.remarks,
                *(["row_shifted"] if parcel.number in wide else []),
                *(["row_called_off"] if parcel.number in off else []),
            ),
        )
        if parcel.number in wide | off
        else parcel
        for parcel in parcels
    )


def _without_prose(rows: Sequence[SheetRow]) -> list[SheetRow]:
    """The rows without the lines of a letter around them: a single cell, or none with a digit."""
    table = [
        row
        for row in rows
        if len([cell for cell in row.cells if cell]) > 1 and any(map(str.isdigit, "".join(row.cells)))
    ]
    return table or list(rows)


def _parcel_row(row: SheetRow, columns: Mapping[Field, int], links: LinkPatterns) -> ParcelRow:
    cells = {field: row.cells[at] for field, at in columns.items() if at < len(row.cells)}
    order, parcel = identifier(cells.get("order_id", "")), identifier(cells.get("parcel_number", ""))
    order_id = order.text if order.fault else order_number(order.text)
    linked = linked_number(parcel.text, links) if parcel.fault is None else None
    number = linked.number if linked else parcel.text.strip(" ;,|")
    address = parcel.text if linked else ""
    url = plain_cell(cells.get("tracking_url", "")) or address
    is_url_wrong = bool(tracking_url_problems(url))
    faults = [
        *([Problem("row_too_long")] if row.is_cut else []),
        *_order_faults(order_id, order.fault),
        *([Problem(f"number_{parcel.fault}")] if parcel.fault else _number_faults(number)),
    ]
    return ParcelRow(
        number=row.number,
        order_id=order_id,
        parcel_number=number,
        carrier_name=plain_cell(cells.get("carrier_name", ""))[:MAX_CELL],
        tracking_url=None if is_url_wrong else url or None,
        order_line_ids=_line_ids(cells.get("order_line_ids", "")),
        faults=tuple(faults),
        remarks=("url_left_out",) if is_url_wrong else (),
        is_restored=order.is_restored or parcel.is_restored,
        item_ids=_line_ids(cells.get("item_ids", "")),
        address=address,
        link_families=linked.families if linked else frozenset(),
    )


def _order_faults(order_id: str, fault: str | None) -> list[Problem]:
    if fault:
        return [Problem(f"order_{fault}")]
    if not order_id:
        return [Problem("order_missing")]
    is_usable = len(order_id) <= MAX_ORDER_ID and _ORDER_ID.fullmatch(order_id)
    return [] if is_usable else [Problem("order_characters")]


def _number_faults(number: str) -> list[Problem]:
    if not number:
        return [Problem("number_missing")]
    is_long = len(number) > MAX_NUMBER_LENGTH and number_floor(number) is None
    return [Problem("number_too_long", str(len(number)))] if is_long else []


def _line_ids(cell: str) -> tuple[str, ...]:
    return tuple(sorted({part for part in _LINE_SEPARATORS.split(plain_cell(cell)) if part}))
