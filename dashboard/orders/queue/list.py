"""The list of orders: what is owed, the filters, one page of the table, and what can be done with a selection."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboard.orders.entity import ORDER
from dashboard.orders.queries import ORDERS_OWE, OWED_BY_KIND, PAGE_SIZE, owed_counts
from dashboard.orders.queue.decide import decide_all_bar, decide_selected_bar
from dashboard.orders.queue.filters import ChosenOrders, chosen_orders, page_of
from dashboard.orders.queue.table import order_table
from dashboard.orders.words import queue_sentence
from dashboard.outbox import overlay
from dashboard.papers.bar import papers_bar
from dashboard.parts import address
from dashboard.parts.desk import Desk
from dashboard.parts.shown_query import show_query
from dashboard.parts.states import nothing_here
from dashboard.parts.view_list import start_with_default, view_list
from dashboard.parts.walk import open_first
from etl.store.snapshots.snapshots import Snapshot
from etl.words.catalogues import _
from etl.words.formats import counted


def order_list(desk: Desk, snapshot: Snapshot) -> None:
    """The answer, the filters, and what they find."""
    owed = owed_counts(snapshot)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(queue_sentence(owed["accept_order"], owed["ship_order"]), width="content")
        show_query(OWED_BY_KIND)
    start_with_default(desk, ORDER)
    view_list(desk, ORDER)
    chosen = chosen_orders(snapshot, desk.now)
    orders, matching = page_of(chosen, snapshot, address.page_number())
    if orders.height:
        _found(desk, snapshot, chosen, orders, matching)
    else:
        nothing_here(
            _("No order fits these filters. Widen them, or look under “All orders”."), ":material/filter_alt_off:"
        )


def _found(desk: Desk, snapshot: Snapshot, chosen: ChosenOrders, orders: pl.DataFrame, matching: int) -> None:
    order_ids = orders["order_id"].to_list()
    open_first(ORDER, order_ids, overlay.in_hand(desk, ORDERS_OWE))
    above_the_table = st.container()
    unseen = overlay.unseen(desk, order_ids, ORDERS_OWE)
    selected = order_table(desk, snapshot, orders, unseen)
    with above_the_table:
        if selected:
            decide_selected_bar(orders, selected, unseen)
            papers_bar(desk, snapshot, selected)
        elif chosen.view == "accept":
            decide_all_bar(snapshot, chosen, matching)
    address.pager(address.pages_of(matching, PAGE_SIZE))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(counted("{n} order", "{n} orders", matching), width="content")
        show_query(chosen.counting)
