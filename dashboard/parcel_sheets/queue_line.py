"""The queue of parcels in one sentence: how many orders are to ship, how many are late."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from dashboard.orders.words import shipping_sentence
from dashboard.parts.questions import first_row, question
from dashboard.parts.shown_query import show_query
from etl.store.snapshots.snapshots import Snapshot


def shipping_queue(snapshot: Snapshot, now: datetime) -> None:
    """`31 orders to ship, 2 orders are already late.`, with its query."""
    asked = question("orders/owed", kind="ship_order", now=now.replace(microsecond=0))
    owed = first_row(snapshot, asked) or {"figure": 0, "late": 0}
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"#### {shipping_sentence(owed['figure'], owed['late'])}", anchors=False, width="content")
        show_query(asked)
