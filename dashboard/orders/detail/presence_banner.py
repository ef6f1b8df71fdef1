"""Who else has the order open, above its forms, with the tick that acting asks for."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import streamlit as st

from dashboard.orders.entity import ORDER
from dashboard.parts.desk import Desk, open_desk
from dashboard.parts.keyboard import GO_ON, hint
from dashboard.people.presence import names, others_by_id, tick_key
from etl.store.ops.presence import Presence, Subject
from etl.words.catalogues import _
from etl.words.formats import duration
from etl.words.markdown import escape

COUNTED_EVERY: Final = 15


def presence_banner(desk: Desk, order_id: str) -> None:
    """Nothing when nobody else is there. The shell runs the page again when somebody comes or leaves."""
    if others_by_id(desk.ops, ORDER.type, desk.user.name, desk.now).get(order_id):
        st.fragment(_banner, run_every=COUNTED_EVERY)(order_id)


def _banner(order_id: str) -> None:
    desk = open_desk()
    others = others_by_id(desk.ops, ORDER.type, desk.user.name, desk.now).get(order_id, [])
    if not others:
        return
    with st.container(border=True, key="presence"):
        for one in others:
            st.markdown(_words(one, desk.now))
        label = _("I have spoken with {names}, or go on anyway").format(names=names(others))
        st.checkbox(label, key=tick_key(Subject(ORDER.type, order_id), others), help=hint(GO_ON))


def _words(one: Presence, now: datetime) -> str:
    text = _("{name} has had this order open for {duration}.")
    words = text.format(name=escape(one.person, 40), duration=duration(now - one.opened_at))
    return f":orange[:material/group: {words}]"
