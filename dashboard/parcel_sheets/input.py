"""Giving a sheet of parcels: a file or a paste, the template, and what was recognised in it."""

from __future__ import annotations

from typing import Final

import streamlit as st

from dashboard.parcel_sheets.held_sheets import (
    HeldSheet,
    choose_reading,
    drop_sheet,
    hold_file,
    hold_paste,
    unreadable,
)
from etl.domain.errors import UnreadableSheet
from etl.preflight.parcels.headings import TEMPLATE
from etl.preflight.sheets.text import MAX_ROWS
from etl.preflight.sheets.writing import sheet_bytes
from etl.store.snapshots.snapshots import Snapshot
from etl.words.catalogues import _
from etl.words.formats import counted, number
from etl.words.markdown import escape
from etl.words.parcel_rows import COLUMNS, asked_column_words, choice_words, recognised_words, unreadable_words

PASTE: Final = "parcel_paste"
FILE: Final = "parcel_file"
READING: Final = "sheet_reading"
MAX_PASTE: Final = 1_000_000
MAX_MEGABYTES: Final = 5


def sheet_input(snapshot: Snapshot) -> None:
    """A file on the left, a paste on the right; a sheet that cannot be read is named with its remedy."""
    st.markdown(_("Give the order numbers with their tracking numbers. You see what will be sent before anything is."))
    if error := unreadable():
        st.error(unreadable_words(error, escape), icon=":material/unknown_document:")
        _reading_choice(snapshot, error)
    file, paste = st.columns(2, gap="medium")
    with file:
        _file(snapshot)
    with paste:
        _paste(snapshot)


def sheet_heading(held: HeldSheet) -> None:
    """Which sheet this is, the columns found in it, and the way to another one."""
    rows = counted("{n} row", "{n} rows", len(held.sheet.rows))
    name = escape(held.name, 60) if held.name else _("Pasted rows")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f":material/table: **{name}** · {rows}", width="content")
        st.button(_("Another sheet"), icon=":material/close:", type="tertiary", key="drop_sheet", on_click=drop_sheet)
    sheet = held.sheet
    words = recognised_words(
        sheet.columns, sheet.headings, left_out=sheet.left_out, name=sheet.name, hidden=sheet.hidden
    )
    st.caption(escape(words, 600))


def template() -> bytes:
    """An empty sheet with the headings of the reader's language."""
    return sheet_bytes([_(COLUMNS[field]) for field in TEMPLATE], [])


def _reading_choice(snapshot: Snapshot, error: UnreadableSheet) -> None:
    """Two readings are asked, never guessed: which column, or which sheet of the workbook, is meant."""
    if not error.choices:
        return
    is_sheet, key = isinstance(error.choices[0].value, str), f"{READING}_{error.kind}_{error.detail}"
    st.selectbox(
        _("Which sheet is it?") if is_sheet else asked_column_words(error),
        error.choices,
        index=None,
        format_func=choice_words,
        placeholder=_("Choose"),
        key=key,
        on_change=_choose,
        args=(snapshot, key),
        width=480,
    )


def _choose(snapshot: Snapshot, key: str) -> None:
    if (choice := st.session_state.get(key)) is not None:
        choose_reading(snapshot, choice)


def _file(snapshot: Snapshot) -> None:
    given = st.file_uploader(
        _("CSV or Excel file, up to 5 MB and {rows} rows").format(rows=number(MAX_ROWS)),
        key=FILE,
        max_upload_size=MAX_MEGABYTES,
    )
    if given is not None and st.session_state.get("file_read") != given.file_id:
        st.session_state["file_read"] = given.file_id
        hold_file(snapshot, given.name, given.size, given.getbuffer())
        st.rerun()
    st.download_button(
        _("Download the template"),
        template(),
        file_name=_("parcels.csv"),
        mime="text/csv",
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
        key="template",
    )


def _paste(snapshot: Snapshot) -> None:
    with st.form("paste_form", border=False):
        st.text_area(
            _("Or paste the rows, from a spreadsheet or an e-mail"),
            key=PASTE,
            height=132,
            max_chars=MAX_PASTE,
            placeholder="2511241030KBDRE\t6A12345678901\tColissimo",
        )
        st.form_submit_button(
            _("Check the rows"), icon=":material/fact_check:", on_click=_read_paste, args=(snapshot,), key="read_paste"
        )


def _read_paste(snapshot: Snapshot) -> None:
    hold_paste(snapshot, str(st.session_state.get(PASTE, "")))
