"""The newest batches: what was asked, by whom, how far each is."""

from __future__ import annotations

from typing import Any, Final

import polars as pl
import streamlit as st

from dashboard.actions.entity import BATCH
from dashboard.outbox.batch_words import COLOURS, PLACES, batch_title
from dashboard.parts.desk import Desk
from dashboard.parts.entities import OPEN_ICON, open_column
from dashboard.parts.states import nothing_here
from etl.actions.outbox.batch_progress import BatchProgress, Place, newest_batches
from etl.words.catalogues import _
from etl.words.formats import moment

SHOWN: Final = 100


def batch_queue(desk: Desk) -> None:
    """A row per batch, the newest first, opened by its button."""
    batches = newest_batches(desk.ops, desk.now, SHOWN)
    if not batches:
        nothing_here(_("No batch yet. Select several orders on the Orders page, and it appears."), ":material/inbox:")
        return
    st.dataframe(
        pl.DataFrame([_row(batch) for batch in batches]),
        column_config=_columns(batches),
        hide_index=True,
        key="batch_list",
        alt=_("Batches, the newest first, with how many items stand where"),
    )


def _row(batch: BatchProgress) -> dict[str, Any]:
    return {
        "open": OPEN_ICON,
        "asked": batch_title(batch),
        "standing": [f"{_(PLACES[place])} {number}" for place, number in batch.places.items() if number],
        "progress": (batch.items - batch.waiting) / batch.items,
        "by": batch.requested_by,
        "at": moment(batch.requested_at),
    }


def _columns(batches: list[BatchProgress]) -> dict[str, Any]:
    column = st.column_config
    badges = {f"{_(PLACES[place])} {batch.places[place]}": COLOURS[place] for batch in batches for place in Place}
    return {
        "open": open_column(BATCH, [batch.batch_id for batch in batches]),
        "asked": column.TextColumn(_("Asked"), width=190),
        "standing": column.MultiselectColumn(
            _("Where it stands"), options=list(badges), color=list(badges.values()), width=300
        ),
        "progress": column.ProgressColumn(_("Settled"), format="percent", min_value=0, max_value=1, width=110),
        "by": column.TextColumn(_("By"), width=80),
        "at": column.TextColumn(_("Asked at"), width=150),
    }
