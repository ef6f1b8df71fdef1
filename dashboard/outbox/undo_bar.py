"""The bar of what is held and can still be undone, with its countdown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

import streamlit as st

from dashboard.outbox.asking import take_back
from dashboard.outbox.batch_forms import take_back_batch
from dashboard.parts.desk import Desk
from dashboard.parts.keyboard import UNDO, hint
from etl.actions.outbox.held import Held, held_by
from etl.preflight.orders.acceptance import REQUESTER
from etl.words.catalogues import _
from etl.words.codes import ACTION_KINDS, word
from etl.words.formats import counted, duration
from etl.words.markdown import escape

SHOWN: Final = 3


def held_actions(desk: Desk) -> list[Held]:
    """What this person can still take back, newest first: a line per action, one for a whole batch.

    Then what nobody asked for: automatic acceptances.
    """
    return [*held_by(desk.ops, desk.user.name, desk.now), *held_by(desk.ops, REQUESTER, desk.now)]


def hold_bar(held: list[Held], now: datetime) -> None:
    """One line per held action or batch with its countdown and its undo; the rest counted."""
    for each in held[:SHOWN]:
        what = escape(each.target) if each.items == 1 else counted("{n} order", "{n} orders", each.items)
        with st.container(horizontal=True, vertical_alignment="center", border=True, key=f"hold_{_key(each)}"):
            _undo(each)
            st.markdown(f"**{word(ACTION_KINDS, each.kind)}** · {what} · {_when(each, now)}", width="stretch")
    if len(held) > SHOWN:
        st.caption(counted("and {n} more, on the Actions page", "and {n} more, on the Actions page", len(held) - SHOWN))


def _undo(held: Held) -> None:
    label = counted("Undo {n}", "Undo all {n}", held.items) if held.batch_id else _("Undo")
    act: Callable[[str], None] = take_back_batch if held.batch_id else take_back
    st.button(
        label, key=f"undo_{_key(held)}", icon=":material/undo:", help=hint(UNDO), on_click=act, args=(_key(held),)
    )


def _key(held: Held) -> str:
    return held.batch_id or held.action_id


def _when(held: Held, now: datetime) -> str:
    if held.last_send_at <= now:
        return _("being sent one after the other")
    return _("Will be sent in {duration}").format(duration=duration(held.last_send_at - now))
