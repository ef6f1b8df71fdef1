"""The table of actions: what was asked, of which order, by whom, where it stands."""

from __future__ import annotations

from typing import Any, Final

import polars as pl
import streamlit as st

from dashboard.actions.entity import ACTION
from dashboard.outbox.standing import COLOURS, asked, standing
from dashboard.parts import address
from dashboard.parts.desk import Desk
from dashboard.parts.entities import OPEN_ICON, open_column
from etl.actions.outbox.reading import Wanted
from etl.actions.outbox.records import ActionRow
from etl.actions.states import LIVE, State
from etl.words.catalogues import N_, _
from etl.words.codes import ACTION_STATES, REQUESTERS, word
from etl.words.formats import moment
from etl.words.notes import note_words

SHOWN: Final = 200
VIEWS: Final = {
    "all": N_("All"),
    "waiting": N_("On their way"),
    "needs_human": N_("Need you"),
    "done": N_("Done"),
    "rejected": N_("Refused by the marketplace"),
    "batches": N_("Batches"),
}
_STATES: Final[dict[str, frozenset[State] | None]] = {
    "all": None,
    "waiting": LIVE - {State.NEEDS_HUMAN},
    "needs_human": frozenset({State.NEEDS_HUMAN}),
    "done": frozenset({State.DONE}),
    "rejected": frozenset({State.REJECTED}),
}


def chosen_actions() -> Wanted | None:
    """Show the filter and answer which actions it asks for, None for batches; the newest are enough for a screen."""
    view = address.choice("state", VIEWS, "all")
    chosen = st.segmented_control(
        _("Show"),
        list(VIEWS),
        format_func=lambda code: _(VIEWS[code]),
        key=address.widget_key("state"),
        on_change=address.keep,
        args=("state", "all"),
        required=True,
    )
    wanted = chosen or view
    return Wanted(states=_STATES[wanted], limit=SHOWN) if wanted in _STATES else None


def action_queue(desk: Desk, actions: list[ActionRow]) -> None:
    """A row per action, the newest first, opened by its button."""
    action_ids = [row.action_id for row in actions]
    st.dataframe(
        pl.DataFrame([_row(desk, row) for row in actions]),
        column_config=_columns(action_ids),
        hide_index=True,
        key="action_table",
        alt=_("Actions, the newest first, with state and result"),
    )


def _row(desk: Desk, row: ActionRow) -> dict[str, Any]:
    return {
        "open": OPEN_ICON,
        "state": [word(ACTION_STATES, row.state)],
        "asked": asked(row),
        "order": row.target,
        "by": word(REQUESTERS, row.requested_by),
        "at": moment(row.requested_at),
        "standing": note_words(row.outcome) or standing(row, desk.now),
    }


def _columns(action_ids: list[str]) -> dict[str, Any]:
    column = st.column_config
    words, colours = [word(ACTION_STATES, state) for state in State], [COLOURS[state] for state in State]
    return {
        "open": open_column(ACTION, action_ids),
        "state": column.MultiselectColumn(_("State"), options=words, color=colours, width=190),
        "asked": column.TextColumn(_("Asked"), width=140),
        "order": column.TextColumn(_("Order or SKU"), width=150),
        "by": column.TextColumn(_("By"), width=80),
        "at": column.TextColumn(_("Asked at"), width=140),
        "standing": column.TextColumn(_("Where it stands"), width="large"),
    }
