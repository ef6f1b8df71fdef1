"""A reviewed sheet: the sentence about it, a row per parcel with its verdict, the rows that are not sent as a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import polars as pl
import streamlit as st

from dashboard.parts import address
from etl.preflight.parcels.headings import TEMPLATE
from etl.preflight.parcels.review import Choices, Review
from etl.preflight.parcels.verdicts import Judged, RowVerdict
from etl.preflight.sheets.writing import sheet_bytes
from etl.words.catalogues import _
from etl.words.formats import counted, number
from etl.words.parcel_rows import COLOURS, COLUMNS, VERDICTS, reasons_words, sheet_words

PAGE_SIZE: Final = 200
FEW: Final = 10
ALL: Final = "all"
_ORDER: Final = {verdict: place for place, verdict in enumerate(RowVerdict)}


def sheet_answer(review: Review, choices: Choices) -> str:
    """What the sheet comes to: `180 parcels ready to ship, 12 rows wait for your choice, 8 rows cannot be sent.`"""
    counts = {verdict.value: count for verdict, count in review.counts.items()}
    return sheet_words(counts, len(review.sendable(choices)))


def parcel_table(review: Review, choices: Choices, links: Mapping[int, str]) -> None:
    """The rows by verdict, those that need somebody first; what will be sent of each, its tracking address included."""
    chosen = _chosen_verdict(review)
    rows = [each for each in review.judged if chosen in {ALL, each.verdict.value}]
    rows.sort(key=lambda each: (_ORDER[each.verdict], each.row.number))
    pages = address.pages_of(len(rows), PAGE_SIZE)
    first = (min(address.page_number(), pages) - 1) * PAGE_SIZE
    st.dataframe(
        pl.DataFrame(
            [_row(each, links.get(each.row.number)) for each in rows[first : first + PAGE_SIZE]], schema=_SCHEMA
        ),
        column_config=_columns(),
        hide_index=True,
        height="content" if len(rows) <= FEW else 440,
        key=f"parcel_table_{chosen}_{first}",
        alt=_("Rows of the sheet with their verdict and what will be sent, those that need you first"),
    )
    address.pager(pages)
    _download(review, choices)


def left_out(review: Review, choices: Choices) -> list[Judged]:
    """The rows that are not sent although their parcel is not declared yet."""
    going = {each.row.number for each in review.sendable(choices)}
    return [
        each
        for each in review.judged
        if each.row.number not in going and each.verdict not in {RowVerdict.ALREADY_DONE, RowVerdict.DUPLICATE}
    ]


def left_out_sheet(rows: list[Judged]) -> bytes:
    """These rows as a file to correct and give again: the columns of the template, then the row and why."""
    headings = [*(_(COLUMNS[field]) for field in TEMPLATE), _("Row of the sheet"), _("Why it was not sent")]
    return sheet_bytes(headings, (_sheet_row(each) for each in rows))


def _sheet_row(judged: Judged) -> tuple[str, ...]:
    row = judged.row
    return (
        row.order_id,
        row.parcel_number,
        row.carrier_name,
        row.tracking_url or "",
        " ".join(row.order_line_ids),
        str(row.number),
        reasons_words(judged.reasons),
    )


def _chosen_verdict(review: Review) -> str:
    words = {ALL: f"{_('All')} {number(len(review.judged))}"} | {
        verdict.value: f"{_(VERDICTS[verdict])} {number(review.counts[verdict])}"
        for verdict in RowVerdict
        if review.counts[verdict]
    }
    return address.segments("verdict", _("Show"), words, ALL)


_SCHEMA: Final[dict[str, pl.DataType | type[pl.DataType]]] = {
    "verdict": pl.List(pl.String),
    "order": pl.String,
    "number": pl.String,
    "carrier": pl.String,
    "why": pl.String,
    "link": pl.String,
    "row": pl.Int64,
}


def _row(judged: Judged, link: str | None) -> dict[str, Any]:
    row = judged.row
    return {
        "verdict": [_(VERDICTS[judged.verdict])],
        "order": row.order_id,
        "number": row.parcel_number,
        "carrier": judged.carrier_label or row.carrier_name,
        "why": reasons_words(judged.reasons)
        or (_("Digits of a spreadsheet's number put back") if row.is_restored else ""),
        "link": link,
        "row": row.number,
    }


def _columns() -> dict[str, Any]:
    column = st.column_config
    words, colours = [_(VERDICTS[verdict]) for verdict in RowVerdict], [COLOURS[verdict] for verdict in RowVerdict]
    return {
        "verdict": column.MultiselectColumn(_("Verdict"), options=words, color=colours, width=165),
        "order": column.TextColumn(_("Order"), width=140),
        "number": column.TextColumn(_("Tracking number"), width=140),
        "carrier": column.TextColumn(_("Carrier"), width=120),
        "why": column.TextColumn(_("Why"), width=380),
        "link": column.TextColumn(_("Tracking link"), width=160),
        "row": column.NumberColumn(_("Row"), width=60),
    }


def _download(review: Review, choices: Choices) -> None:
    rows = left_out(review, choices)
    if not rows:
        return
    st.download_button(
        counted("Download the {n} row not sent", "Download the {n} rows not sent", len(rows)),
        left_out_sheet(rows),
        file_name=_("rows-not-sent.csv"),
        mime="text/csv",
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
        key="left_out",
    )
