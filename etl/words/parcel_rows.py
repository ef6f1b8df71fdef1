"""The words of a sheet of parcels: its columns, what becomes of a row and why, and why a file cannot be read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from etl.domain.checks import Check
from etl.domain.errors import Choice, UnreadableSheet
from etl.words.catalogues import N_, _
from etl.words.checks import Write, plain_words
from etl.words.formats import counted, listed, number
from etl.words.markdown import shortened

COLUMNS: Final[Mapping[str, str]] = {
    "order_id": N_("Order number"),
    "parcel_number": N_("Tracking number"),
    "carrier_name": N_("Carrier"),
    "tracking_url": N_("Tracking link"),
    "order_line_ids": N_("Order lines"),
    "item_ids": N_("Item numbers of another tool"),
}
VERDICTS: Final = {
    "conflict": N_("Choose a number"),
    "no_carrier": N_("Choose a carrier"),
    "asks": N_("To confirm"),
    "impossible": N_("Cannot be sent"),
    "ready": N_("Ready"),
    "already_done": N_("Already done"),
    "duplicate": N_("Repeated"),
    "set_aside": N_("Set aside"),
}
COLOURS: Final = {
    "conflict": "orange",
    "no_carrier": "orange",
    "asks": "orange",
    "impossible": "red",
    "ready": "blue",
    "already_done": "green",
    "duplicate": "gray",
    "set_aside": "gray",
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
    "too_far": N_(
        "A cell far from the table makes this workbook too large to be read. "
        "Copy the table alone into a new sheet, or save it as CSV."
    ),
    "order_column_missing": N_("No column with order numbers was found. Name it “Order number”, as in the template."),
    "order_column_unclear": N_("Two columns could be the order numbers: {detail}. Name one “Order number”."),
    "number_column_unclear": N_("Two columns could be the tracking numbers: {detail}. Name one “Tracking number”."),
    "carrier_column_unclear": N_("Two columns could be the carriers: {detail}. Name one “Carrier”."),
    "several_sheets": N_("Several sheets of the workbook have orders: {detail}. Keep one, or save it as CSV."),
    "hidden_sheet": N_("Only a hidden sheet of the workbook has orders: {detail}. Show it, or save it as CSV."),
    "column_unknown": N_("The sheet has no column “{detail}”."),
    "sheet_unknown": N_("The workbook has no sheet “{detail}”."),
    "number_column_missing": N_("No column with tracking numbers was found. Name it “Tracking number”."),
}


def reasons_words(reasons: Iterable[Check]) -> str:
    """Why a row is judged as it is, and the remedies, in one line of plain text."""
    return " ".join(map(plain_words, reasons))


def recognised_words(
    columns: Mapping[Any, int],
    headings: Sequence[str],
    *,
    left_out: int = 0,
    name: str = "",
    hidden: Sequence[str] = (),
) -> str:
    """What was recognised in a sheet: `Order number: “N° commande” · Tracking number: “Suivi”`, and what was not read.

    `columns`: the place of each field; none where order numbers stood in the lines of a text. `left_out`: rows that
    are no parcels. `name`: the sheet of a workbook; `hidden`: its hidden ones that have orders too.
    """
    found = [
        _("{field}: “{heading}”").format(field=_(COLUMNS[field]), heading=shortened(headings[place], 30))
        if place < len(headings)
        else _("{field}: column {place}").format(field=_(COLUMNS[field]), place=place + 1)
        for field, place in sorted(columns.items(), key=lambda pair: list(COLUMNS).index(pair[0]))
    ]
    words = " · ".join(found)
    if not columns:
        words = _("Order numbers, tracking numbers and carriers were found in the lines of a text.")
    elif not headings:
        words = _("No headings, so the columns were recognised by what is in them: {columns}").format(columns=words)
    said = [
        *([_("Sheet “{name}”").format(name=shortened(name, 40))] if name else []),
        words,
        *(
            [counted("{n} row that is no parcel left out", "{n} rows that are no parcels left out", left_out)]
            * bool(left_out)
        ),
        *([_("Hidden sheets not read: {names}").format(names=shortened(", ".join(hidden), 80))] if hidden else []),
    ]
    return " · ".join(said)


def sheet_words(counts: Mapping[str, int], ready: int) -> str:
    """What a sheet comes to: `180 parcels ready to ship, 12 rows wait for your choice, 8 rows cannot be sent.`

    `counts`: rows by verdict. `ready`: those that would be sent, what was confirmed included.
    """
    waiting = sum(counts.get(verdict, 0) for verdict in ("conflict", "no_carrier", "asks", "ready")) - ready
    impossible, done = counts.get("impossible", 0), counts.get("already_done", 0)
    repeated = counts.get("duplicate", 0) + counts.get("set_aside", 0)
    clauses = [
        (ready, counted("{n} parcel ready to ship", "{n} parcels ready to ship", ready)),
        (waiting, counted("{n} row waits for your choice", "{n} rows wait for your choice", waiting)),
        (impossible, counted("{n} row cannot be sent", "{n} rows cannot be sent", impossible)),
        (done, counted("{n} already done", "{n} already done", done)),
        (repeated, counted("{n} row repeats another", "{n} rows repeat others", repeated)),
    ]
    said = [words for count, words in clauses if count]
    sentence = said[0]
    for words in said[1:]:
        sentence = _("{first}, {second}").format(first=sentence, second=words)
    return _("{sentence}.").format(sentence=sentence)


def unreadable_words(error: UnreadableSheet, write: Write = shortened) -> str:
    """Why a file cannot be read, and what to do; `write` makes what stands in the sheet safe where it is shown."""
    field, *names = error.detail.split("|")
    if error.kind == "column_missing":
        kind = "order_column_missing" if field == "order_id" else "number_column_missing"
        return _(UNREADABLE[kind])
    if error.kind == "column_unclear":
        detail = listed([_("“{name}”").format(name=write(name)) for name in names])
        return _(UNREADABLE[_UNCLEAR.get(field, "number_column_unclear")]).format(detail=detail)
    is_count = error.detail.isdecimal() and error.kind not in {"column_unknown", "sheet_unknown"}
    detail = number(int(error.detail)) if is_count else write(error.detail)
    return _(UNREADABLE[error.kind]).format(detail=detail)


def asked_column_words(error: UnreadableSheet) -> str:
    """What is asked where two columns could be one field, or none was found."""
    return _("Which column is it: {field}?").format(field=_(COLUMNS[error.detail.split("|", maxsplit=1)[0]]))


def choice_words(choice: Choice) -> str:
    """A column or a sheet to choose from, with what stands in it: `Suivi · 6A12345678905`."""
    if isinstance(choice.value, str):
        return shortened(choice.name, 60)
    name = shortened(choice.name, 40) or _("Column {place}").format(place=choice.value + 1)
    return f"{name} · {shortened(choice.example, 60)}"


_UNCLEAR: Final = {"order_id": "order_column_unclear", "carrier_name": "carrier_column_unclear"}
