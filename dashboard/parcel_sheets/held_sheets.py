"""The one sheet of parcels a session works on: read once, kept with the choices made about it, until another comes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import streamlit as st

from dashboard.orders.queries import carrier_labels
from dashboard.outbox.reasons import given_reason
from dashboard.parts.basis import basis_of
from dashboard.parts.desk import Desk, open_desk
from dashboard.people.presence import names_elsewhere
from etl.domain.errors import Choice, UnreadableSheet
from etl.preflight.parcels.readings import Reading, usual_reading
from etl.preflight.parcels.review import Choices, Review, review_sheet
from etl.preflight.parcels.rows import ParcelSheet, parcel_sheet
from etl.preflight.parcels.sheet_links import shown_links
from etl.preflight.parcels.workbook_sheets import file_sheet
from etl.preflight.sheets.text import MAX_BYTES, rows_of_text
from etl.store.snapshots.snapshots import Snapshot

HELD: Final = "held_sheet"
CHOICES: Final = "sheet_choices"
REVIEW: Final = "sheet_review"
UNREADABLE: Final = "unreadable_sheet"
GIVEN: Final = "given_sheet"


@dataclass(frozen=True)
class HeldSheet:
    """A sheet that was read: the name of its file, empty for a paste."""

    name: str
    sheet: ParcelSheet


@dataclass(frozen=True)
class _Given:
    """A file's bytes or a pasted text that has to be read again, once its reader has chosen how."""

    name: str
    content: bytes | str
    reading: Reading


def held_sheet() -> HeldSheet | None:
    """The sheet this session works on."""
    held: HeldSheet | None = st.session_state.get(HELD)
    return held


def choices_made() -> Choices:
    """The choices about it; changing them is writing into them. The reason is what the form holds."""
    made: Choices = st.session_state.setdefault(CHOICES, Choices())
    made.reason = given_reason("ship_order", CHOICES)
    return made


def unreadable() -> UnreadableSheet | None:
    """Why the last file or paste could not be read."""
    error: UnreadableSheet | None = st.session_state.get(UNREADABLE)
    return error


def drop_sheet() -> None:
    """Forget the sheet and every choice about it."""
    for key in (HELD, CHOICES, REVIEW, UNREADABLE, GIVEN):
        st.session_state.pop(key, None)


def hold_paste(snapshot: Snapshot, text: str) -> None:
    """Read a paste and keep it, or keep why it cannot be read."""
    _hold(snapshot, _Given("", text, usual_reading(open_desk().ops)))


def hold_file(snapshot: Snapshot, name: str, size: int, content: memoryview) -> None:
    """Read a file and keep it, or keep why it cannot be read; a larger one than is taken is not even copied."""
    if size > MAX_BYTES:
        drop_sheet()
        st.session_state[UNREADABLE] = UnreadableSheet("too_large", str(size))
        return
    _hold(snapshot, _Given(name, bytes(content), usual_reading(open_desk().ops)))


def choose_reading(snapshot: Snapshot, choice: Choice) -> None:
    """Read what was given once more, as its reader has chosen."""
    given: _Given | None = st.session_state.get(GIVEN)
    error = unreadable()
    if given is not None and error is not None:
        _hold(snapshot, replace(given, reading=given.reading.chosen(error, choice)))


def _hold(snapshot: Snapshot, given: _Given) -> None:
    """What was given is kept only while somebody has to choose how it is read."""
    drop_sheet()
    labels = carrier_labels(snapshot)
    try:
        if isinstance(given.content, str):
            sheet = parcel_sheet(rows_of_text(given.content), labels, given.reading)
        else:
            sheet = file_sheet(given.content, labels, given.reading)
        st.session_state[HELD] = HeldSheet(given.name, sheet)
    except UnreadableSheet as error:
        st.session_state[UNREADABLE] = error
        if error.choices:
            st.session_state[GIVEN] = given


def reviewed(desk: Desk, snapshot: Snapshot, held: HeldSheet) -> tuple[Review, Mapping[int, str]]:
    """The sheet judged as things stand, and its tracking addresses by row, a gap where a postcode goes.

    Judged again only when the data, the outbox, a choice, or what colleagues have open of it has changed.
    """
    choices, elsewhere = choices_made(), open_elsewhere(desk, held)
    basis = (desk.stamp, repr(choices), elsewhere)
    kept: tuple[object, Review, Mapping[int, str]] | None = st.session_state.get(REVIEW)
    if kept is None or kept[0] != basis:
        review = review_sheet(basis_of(desk, snapshot), held.sheet.rows, choices, elsewhere)
        kept = (basis, review, shown_links(desk.ops, review.judged))
        st.session_state[REVIEW] = kept
    return kept[1], kept[2]


def open_elsewhere(desk: Desk, held: HeldSheet) -> dict[str, tuple[str, ...]]:
    """The names of the colleagues who have an order of the sheet open, by order."""
    orders = {row.order_id for row in held.sheet.rows}
    names = names_elsewhere(desk.ops, "order", desk.user.name, desk.now)
    return {order_id: people for order_id, people in names.items() if order_id in orders}
