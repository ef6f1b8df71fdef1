"""The bar of actions that are held and can still be undone, with their countdown."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import streamlit as st

from dashboard.desk import Desk
from dashboard.formats import counted
from dashboard.forms.asking import take_back
from dashboard.i18n import _
from dashboard.markdown import escape
from dashboard.overlay import asked, standing
from etl.actions.listings import Wanted, list_actions
from etl.actions.records import ActionRow
from etl.actions.states import State
from etl.domain.auto_acceptance import REQUESTER

SHOWN: Final = 3


def held_actions(desk: Desk) -> list[ActionRow]:
    """This person's actions that are still held, newest first, then those nobody asked for."""
    queued = list_actions(desk.ops, Wanted(states={State.QUEUED}, limit=200))
    held = [row for row in queued if row.can_be_undone and row.not_before_at > desk.now]
    own = [row for row in held if row.requested_by == desk.user.name]
    return [*own, *(row for row in held if row.requested_by == REQUESTER)]


def hold_bar(held: list[ActionRow], now: datetime) -> None:
    """One line per held action with its countdown and its undo; the rest counted."""
    for row in held[:SHOWN]:
        with st.container(horizontal=True, vertical_alignment="center", border=True, key=f"hold_{row.action_id}"):
            st.button(
                _("Undo"),
                key=f"undo_{row.action_id}",
                icon=":material/undo:",
                on_click=take_back,
                args=(row.action_id,),
            )
            st.markdown(f"**{asked(row)}** · {escape(row.target)} · {standing(row, now)}", width="stretch")
    if len(held) > SHOWN:
        st.caption(counted("and {n} more, on the Actions page", "and {n} more, on the Actions page", len(held) - SHOWN))
