"""The list of orders: what is owed, the filters, one page of the table, and what can be done with a selection."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboard.orders.queries import ORDERS_OWE, OWED_BY_KIND, owed_counts
from dashboard.orders.queue.filters import Selection, chosen_orders, page_of
from dashboard.orders.queue.table import all_bar, bulk_bar, order_table, pages_below
from dashboard.orders.queue.walk import open_first
from dashboard.orders.words import queue_sentence
from dashboard.outbox import overlay
from dashboard.papers.bar import papers_bar
from dashboard.parts import address
from dashboard.parts.desk import Desk
from dashboard.parts.shown_query import show_query
from dashboard.parts.states import nothing_here
from dashboard.parts.view_list import start_with_default, view_list
from etl.store.snapshots.snapshots import Snapshot
from etl.words.catalogues import _
from etl.words.formats import counted

VIEWS_OF = "orders"


def order_list(desk: Desk, snapshot: Snapshot) -> None:
    """The answer, the filters, and what they find."""
    owed = owed_counts(snapshot)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(queue_sentence(owed["accept_order"], owed["ship_order"]), width="content")
        show_query(OWED_BY_KIND)
    start_with_default(desk, VIEWS_OF)
    view_list(desk, VIEWS_OF)
    selection = chosen_orders(snapshot, desk.now)
    orders, matching = page_of(selection, snapshot, address.page_number())
    if orders.height:
        _found(desk, snapshot, selection, orders, matching)
    else:
        nothing_here(
            _("No order fits these filters. Widen them, or look under “All orders”."), ":material/filter_alt_off:"
        )


def _found(desk: Desk, snapshot: Snapshot, selection: Selection, orders: pl.DataFrame, matching: int) -> None:
    order_ids = orders["order_id"].to_list()
    open_first(order_ids, overlay.in_hand(desk, ORDERS_OWE))
    above_the_table = st.container()
    unseen = overlay.unseen(desk, order_ids, ORDERS_OWE)
    selected = order_table(desk, snapshot, orders, unseen)
    with above_the_table:
        if selected:
            bulk_bar(orders, selected, unseen)
            papers_bar(desk, snapshot, selected)
        elif selection.view == "accept":
            all_bar(snapshot, selection, matching)
    address.pager(pages_below(matching))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(counted("{n} order", "{n} orders", matching), width="content")
        show_query(selection.counting)
