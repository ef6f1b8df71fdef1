"""The words of a sheet of parcels: its columns, what becomes of a row and why, and why a file cannot be read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from etl.domain.errors import UnreadableSheet
from etl.domain.tracking.numbers import Problem
from etl.preflight.parcels.columns import Field
from etl.preflight.parcels.verdicts import Judged, RowVerdict
from etl.words.catalogues import N_, _
from etl.words.codes import ORDER_STATUSES, word
from etl.words.formats import number

COLUMNS: Final[Mapping[Field, str]] = {
    "order_id": N_("Order number"),
    "parcel_number": N_("Tracking number"),
    "carrier_name": N_("Carrier"),
    "tracking_url": N_("Tracking link"),
    "order_line_ids": N_("Order lines"),
}
VERDICTS: Final = {
    RowVerdict.CONFLICT: N_("Choose a number"),
    RowVerdict.NO_CARRIER: N_("Choose a carrier"),
    RowVerdict.WARNING: N_("To confirm"),
    RowVerdict.IMPOSSIBLE: N_("Cannot be sent"),
    RowVerdict.WILL_SEND: N_("Ready"),
    RowVerdict.ALREADY_DONE: N_("Already done"),
    RowVerdict.DUPLICATE: N_("Repeated"),
    RowVerdict.SET_ASIDE: N_("Set aside"),
}
COLOURS: Final = {
    RowVerdict.CONFLICT: "orange",
    RowVerdict.NO_CARRIER: "orange",
    RowVerdict.WARNING: "orange",
    RowVerdict.IMPOSSIBLE: "red",
    RowVerdict.WILL_SEND: "blue",
    RowVerdict.ALREADY_DONE: "green",
    RowVerdict.DUPLICATE: "gray",
    RowVerdict.SET_ASIDE: "gray",
}
REASONS: Final = {
    "order_missing": N_("No order number: fill it in."),
    "order_formula": N_("The order number is a formula: paste its value instead."),
    "order_digits_lost": N_("The spreadsheet has lost digits of the order number: format the column as text first."),
    "order_characters": N_("This is no order number: it has characters that no order number has."),
    "order_too_long": N_("This is no order number: it is too long."),
    "number_missing": N_("No tracking number: fill it in."),
    "number_formula": N_("The tracking number is a formula: paste its value instead."),
    "number_digits_lost": N_(
        "The spreadsheet has lost digits of the tracking number: format the column as text, enter it again."
    ),
    "number_too_long": N_("The tracking number is too long: the marketplace takes 50 characters."),
    "number_characters": N_("The marketplace refuses {detail} in a tracking number: correct it."),
    "row_too_long": N_("The row is too long to be a parcel: check the separators."),
    "order_unknown": N_("No order of yours has this number: check it. A new order appears after the next sync."),
    "not_ours_to_ship": N_("The marketplace's warehouse ships this order."),
    "asked_otherwise": N_("Already asked for, with number {detail}: undo that first, as long as it waits."),
    "shipped_otherwise": N_("Already declared, with number {detail}: a shipment cannot be changed."),
    "shipped_unseen": N_("Already shipped: a shipment cannot be changed."),
    "not_shippable": N_("Its status is “{detail}”: it cannot be shipped."),
    "line_unknown": N_("The order has no line {detail}: check the lines, or leave them out."),
    "part_of_order": N_("This channel takes one parcel for the whole order: leave the lines out."),
    "carrier_unknown": N_("The marketplace knows no carrier “{detail}”: choose the right one above."),
    "carrier_missing": N_("No carrier: choose one for all rows without, above."),
    "same_number": N_("This number is declared for the order already."),
    "duplicate_of": N_("The same as row {detail}."),
    "several_numbers": N_("The file has other numbers for this order: {detail}."),
    "other_chosen": N_("You chose row {detail} for this order."),
    "url_left_out": N_("The tracking link is no web address: it is left out."),
    "number_on_other_order": N_("This number is already on order {detail}."),
    "number_twice_in_sheet": N_("The file has this number for order {detail} too."),
    "open_elsewhere": N_("A colleague has this order open: {detail}."),
    "zeros_lost": N_("Zeros in front seem lost: {detail}?"),
    "wrong_shape": N_("Does not look like a number of this carrier."),
    "wrong_check_digit": N_("The check digit does not fit: a digit may be mistyped."),
    "return_label": N_("This is the number of a return label."),
}
UNREADABLE: Final = {
    "too_large": N_("The file is larger than 5 MB. Split it, or save it as CSV."),
    "too_many_rows": N_("The file has more than {detail} rows. Split it."),
    "empty": N_("There is nothing in it. A row needs an order number and a tracking number."),
    "old_workbook": N_("This is an old Excel workbook (.xls). Save it as .xlsx or as CSV."),
    "archive": N_("This is an archive, not a workbook. Unpack it and give the file inside."),
    "pdf": N_("This is a PDF, whatever its name says. Give the CSV or Excel file behind it."),
    "picture": N_("This is a picture, whatever its name says. Give the CSV or Excel file behind it."),
    "binary": N_("This is not a text file. Give a CSV or Excel file."),
    "damaged_workbook": N_("The workbook is damaged or cut off. Open it in Excel and save it again."),
    "order_column_missing": N_("No column with order numbers was found. Name it “Order number”, as in the template."),
    "number_column_missing": N_("No column with tracking numbers was found. Name it “Tracking number”."),
}


def reason_words(reason: Problem) -> str:
    """Why a row is judged as it is, and the remedy; plain text, with words of the file in it."""
    kind, detail = reason.kind, reason.detail
    if kind == "not_shippable":
        detail = word(ORDER_STATUSES, detail)
    if kind == "shipped_otherwise" and not detail:
        kind = "shipped_unseen"
    return _(REASONS[kind]).format(detail=detail) if kind in REASONS else kind


def reasons_words(judged: Judged) -> str:
    """All reasons of a row in one line."""
    return " ".join(map(reason_words, judged.reasons))


def unreadable_words(error: UnreadableSheet) -> str:
    """Why a file cannot be read, and what to do."""
    kind = error.kind
    if kind == "column_missing":
        kind = "order_column_missing" if error.detail == "order_id" else "number_column_missing"
    detail = number(int(error.detail)) if error.detail.isdecimal() else error.detail
    return _(UNREADABLE[kind]).format(detail=detail)
