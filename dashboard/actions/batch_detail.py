"""One batch: how far it is, live, then a row per item, those in trouble first."""

from __future__ import annotations

from typing import Any, Final

import polars as pl
import streamlit as st

from dashboard.actions.entity import ACTION, BATCH
from dashboard.outbox.batch_forms import ask_again, take_back_batch
from dashboard.outbox.batch_words import (
    COLOURS,
    PLACES,
    batch_title,
    expectation,
    outcome_words,
    place_badges,
    progress_words,
    result_sheet,
)
from dashboard.parts import address
from dashboard.parts.desk import Desk, open_desk
from dashboard.parts.entities import OPEN_ICON, Entity, link, link_column, open_column, there_is_none
from dashboard.parts.states import nothing_here
from etl.actions.outbox.batch_items import batch_items, failed_count
from etl.actions.outbox.batch_progress import BatchProgress, Place, batch_progress, place_of
from etl.actions.outbox.records import ActionRow
from etl.words.catalogues import _, language, speaking
from etl.words.formats import counted, moment
from etl.words.markdown import escape

PAGE_SIZE: Final = 50
LOOK_SECONDS: Final = 1
ALL: Final = "all"


def batch_detail(desk: Desk, batch_id: str, order: Entity) -> None:
    """The whole batch; an id nobody knows is said plainly. `order`: what its items are about."""
    batch = batch_progress(desk.ops, batch_id, desk.now)
    if batch is None:
        there_is_none(BATCH, batch_id)
        return
    st.subheader(batch_title(batch), anchor=False)
    who = _("Asked by {name}, {time}").format(name=escape(batch.requested_by), time=moment(batch.requested_at))
    st.caption(who)
    st.fragment(_live, run_every=LOOK_SECONDS if batch.waiting else None)(batch_id)
    _after_the_fact(desk, batch)
    _items(desk, batch, order)


def _live(batch_id: str) -> None:
    desk = open_desk()
    batch = batch_progress(desk.ops, batch_id, desk.now)
    if batch is None:
        return
    hope = expectation(batch, desk.settings.calls_per_minute, desk.now)
    words = " · ".join(filter(None, [progress_words(batch), hope]))
    st.progress((batch.items - batch.waiting) / batch.items, text=words)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(place_badges(batch), width="stretch")
        if batch.undoable:
            st.button(
                counted("Undo {n}", "Undo all {n}", batch.undoable),
                key="undo_batch",
                icon=":material/undo:",
                on_click=take_back_batch,
                args=(batch_id,),
            )


def _after_the_fact(desk: Desk, batch: BatchProgress) -> None:
    # Counting reads every item: only where the places say that there is one.
    has_failures = batch.places[Place.REFUSED] or batch.places[Place.UNDONE]
    failed = failed_count(desk.ops, batch.batch_id) if has_failures else 0
    with st.container(horizontal=True, vertical_alignment="center"):
        if failed:
            st.button(
                counted("Ask again for the {n} not done", "Ask again for the {n} not done", failed),
                key="ask_again",
                icon=":material/replay:",
                on_click=ask_again,
                args=(batch.batch_id,),
            )
        _download(desk, batch.batch_id)


def _download(desk: Desk, batch_id: str) -> None:
    reader = language()

    def sheet() -> bytes:
        with speaking(reader):
            return result_sheet(batch_items(desk.ops, batch_id, desk.now), desk.now)

    st.download_button(
        _("Download the result"),
        sheet,
        file_name=f"batch-{batch_id[:12]}.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        key="batch_sheet",
    )


def _items(desk: Desk, batch: BatchProgress, order: Entity) -> None:
    words = {ALL: _("All"), **{place.value: _(text) for place, text in PLACES.items()}}
    chosen = address.segments("place", _("Show"), words, ALL)
    places = None if chosen == ALL else {Place(chosen)}
    number = batch.items if places is None else sum(batch.places[place] for place in places)
    skipped = (address.page_number() - 1) * PAGE_SIZE
    rows = batch_items(desk.ops, batch.batch_id, desk.now, places=places, limit=PAGE_SIZE, skipped=skipped)
    if rows:
        _table(desk, rows, order)
        address.pager(-(-number // PAGE_SIZE))
    else:
        nothing_here(_("No item of this batch stands there."), ":material/filter_alt_off:")


def _table(desk: Desk, rows: list[ActionRow], order: Entity) -> None:
    st.dataframe(
        pl.DataFrame([_row(desk, row, order) for row in rows]),
        column_config=_columns([row.action_id for row in rows], order),
        column_order=["open", "state", "order", "standing"],
        hide_index=True,
        height="content",
        key="batch_table",
        alt=_("Items of the batch, those in trouble first, with state and result"),
    )


def _row(desk: Desk, row: ActionRow, order: Entity) -> dict[str, Any]:
    return {
        "open": OPEN_ICON,
        "state": [_(PLACES[place_of(row, desk.now)])],
        "order": link(order, row.target),
        "standing": outcome_words(row, desk.now),
    }


def _columns(action_ids: list[str], order: Entity) -> dict[str, Any]:
    column = st.column_config
    words, colours = [_(PLACES[place]) for place in Place], [COLOURS[place] for place in Place]
    return {
        "open": open_column(ACTION, action_ids),
        "state": column.MultiselectColumn(_("State"), options=words, color=colours, width=190),
        "order": link_column(order, _("Order"), 170),
        "standing": column.TextColumn(_("Where it stands"), width="large"),
    }
