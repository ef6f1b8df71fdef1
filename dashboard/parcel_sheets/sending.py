"""Shipping what a sheet comes to: one confirmation, judged again at that instant, written down under one batch."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

import streamlit as st

from dashboard.actions.entity import BATCH
from dashboard.outbox.batch_words import CALLS_PER_ITEM
from dashboard.parcel_sheets.held_sheets import HeldSheet, choices_made, open_elsewhere
from dashboard.parcel_sheets.table import left_out
from dashboard.parts.basis import basis_of
from dashboard.parts.desk import Desk
from dashboard.parts.entities import go_to
from dashboard.parts.notices import refuse
from etl.actions.outbox.batches import Asked, Wish, ask_each
from etl.domain.time.clock import has_passed, system_clock
from etl.preflight.parcels.review import Choices, Review, review_sheet, still_meant, wishes
from etl.preflight.parcels.sheet_links import sent_links
from etl.preflight.parcels.verdicts import Judged
from etl.store.ops.errors import OpsError
from etl.store.snapshots.snapshots import Snapshot
from etl.words.catalogues import _
from etl.words.formats import counted, duration
from etl.words.markdown import escape

SENDING: Final = "parcel_sending"
OUTCOME: Final = "parcel_outcome"
CHUNK: Final = 50
RESUMED_WITHIN: Final = timedelta(minutes=2)


@dataclass
class Sending:
    """What somebody confirmed, as it was seen; `answers` by row grow as it is written down, to go on from there."""

    intended: tuple[Judged, ...]
    choices: Choices
    confirmed_at: datetime
    batch_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    answers: dict[int, Asked] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What became of a confirmation: how many were written down, what had changed since, what was refused."""

    batch_id: str
    written: int
    changed: tuple[Judged, ...]
    refused: tuple[Asked, ...]


def ship_bar(desk: Desk, review: Review, choices: Choices) -> None:
    """One button with exactly what will be sent, what will not, and how long the marketplace takes for it."""
    going = review.sendable(choices)
    staying = len(left_out(review, choices))
    if not going:
        st.button(_("Nothing to ship"), icon=":material/local_shipping:", disabled=True, key="nothing_to_ship")
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        label = counted("Ship {n} parcel", "Ship {n} parcels", len(going))
        with st.popover(label, type="primary", icon=":material/local_shipping:", key="ship_parcels"):
            _confirmation(desk, going, staying)
        if staying:
            st.caption(counted("{n} row is not sent", "{n} rows are not sent", staying), width="content")


def sending() -> Sending | None:
    """What was just confirmed and is not all written down; an older one is forgotten: its rest has to be seen again."""
    under_way: Sending | None = st.session_state.get(SENDING)
    if under_way is not None and has_passed(RESUMED_WITHIN, under_way.confirmed_at, system_clock()):
        del st.session_state[SENDING]
        return None
    return under_way


def carry_out(desk: Desk, snapshot: Snapshot, held: HeldSheet, under_way: Sending) -> None:
    """Judge what was confirmed once more by what is newest, write it down with a progress bar, tell the outcome."""
    choices, basis = under_way.choices, basis_of(desk, snapshot)
    intended = [each for each in under_way.intended if each.row.number not in under_way.answers]
    try:
        now = review_sheet(basis, held.sheet.rows, choices, open_elsewhere(desk, held))
        going, changed = still_meant(intended, now, choices)
        asked_for = zip(
            [each.row.number for each in going],
            wishes(going, now.orders, choices, sent_links(basis, going)),
            strict=True,
        )
        _write_down(desk, under_way, list(asked_for))
    except OpsError as error:
        refuse(escape(str(error), 400))
        del st.session_state[SENDING]
        st.rerun()
    del st.session_state[SENDING]
    _show(_outcome(under_way, changed))


def outcome() -> Outcome | None:
    """What became of the last confirmation, when there is something to say about it."""
    found: Outcome | None = st.session_state.get(OUTCOME)
    return found


def forget_outcome() -> None:
    """Go on with the sheet."""
    st.session_state.pop(OUTCOME, None)


def _confirmation(desk: Desk, going: list[Judged], staying: int) -> None:
    text = counted(
        "Declare **{n} parcel** as shipped. A shipment cannot be corrected once it is sent.",
        "Declare **{n} parcels** as shipped. A shipment cannot be corrected once it is sent.",
        len(going),
    )
    undo = _("You can undo for {duration}, all at once or one by one.").format(
        duration=duration(desk.settings.undo_window)
    )
    st.markdown(f"{text} {undo}")
    needed = timedelta(minutes=len(going) * CALLS_PER_ITEM / desk.settings.calls_per_minute)
    if needed > timedelta(minutes=1):
        st.caption(_("The marketplace takes about {duration} for so many.").format(duration=duration(needed)))
    if staying:
        st.caption(counted("{n} row is not sent", "{n} rows are not sent", staying))
    st.button(
        counted("Declare {n} shipment", "Declare {n} shipments", len(going)),
        type="primary",
        key="declare_shipments",
        on_click=_confirm,
        args=(tuple(going),),
    )


def _confirm(going: tuple[Judged, ...]) -> None:
    forget_outcome()
    st.session_state[SENDING] = Sending(going, replace(choices_made()), system_clock())


def _write_down(desk: Desk, under_way: Sending, asked_for: list[tuple[int, Wish]]) -> None:
    """Each chunk takes its instant anew, so that every parcel keeps its whole time to be undone."""
    bar = st.progress(0.0, text=_("Writing down"))
    for start in range(0, len(asked_for), CHUNK):
        chunk = asked_for[start : start + CHUNK]
        answers = ask_each(
            desk.ops,
            [wish for _row, wish in chunk],
            batch_id=under_way.batch_id,
            requested_by=desk.user.name,
            hold=desk.settings.undo_window,
            now=system_clock(),
        )
        under_way.answers.update(zip([row for row, _wish in chunk], answers, strict=True))
        written = len(under_way.answers)
        share = min(written / len(under_way.intended), 1.0)
        bar.progress(share, text=counted("{n} written down", "{n} written down", written))


def _outcome(under_way: Sending, changed: list[Judged]) -> Outcome:
    refused = tuple(answer for answer in under_way.answers.values() if answer.refusal)
    return Outcome(under_way.batch_id, len(under_way.answers) - len(refused), tuple(changed), refused)


def _show(became: Outcome) -> None:
    """Straight to the batch when all went as confirmed; else the page says first what did not."""
    if became.written and not became.changed and not became.refused:
        go_to(BATCH, became.batch_id)
    st.session_state[OUTCOME] = became
    st.rerun()
