"""The table of orders: one row per order, opened by its button; a selection brings the bulk bar."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, Final

import polars as pl
import streamlit as st

from dashboard import address
from dashboard.desk import Desk
from dashboard.formats import counted
from dashboard.forms.asking import ask
from dashboard.i18n import _
from dashboard.presence import marked, others_present
from dashboard.queries.orders import PAGE_SIZE, lines_of
from dashboard.tables import due_badges, queue_rows
from etl.actions.records import ActionRow
from etl.store.snapshots import Snapshot

OPEN_CLICK: Final = "open_order"
TABLE: Final = "order_table"


def order_table(desk: Desk, snapshot: Snapshot, orders: pl.DataFrame, unseen: Mapping[str, ActionRow]) -> list[str]:
    """Show one page of orders; answer the ids of the selected ones."""
    order_ids = tuple(orders["order_id"].to_list())
    shown = queue_rows(orders, lines_of(snapshot, order_ids), unseen, desk.now)
    event = st.dataframe(
        _frame(marked(shown, others_present(desk.ops, desk.user.name, desk.now))),
        column_config=_columns(order_ids, due_badges(orders, desk.now)),
        column_order=_order_of_columns(has_deadlines=orders["due_at"].null_count() < orders.height),
        hide_index=True,
        height="content",
        on_select="rerun",
        selection_mode="multi-row",
        key=f"{TABLE}_{hash(order_ids)}",
        alt=_("Orders, the most urgent first, with deadline, contents, stock and state"),
    )
    return [order_ids[row] for row in event.selection.rows if row < len(order_ids)]


def bulk_bar(orders: pl.DataFrame, selected: list[str], unseen: Mapping[str, ActionRow]) -> None:
    """Accept the selected orders that wait for an answer, each its own action."""
    waiting = orders.filter(
        pl.col("order_id").is_in(selected)
        & (pl.col("status") == "WaitingAcceptance")
        & (pl.col("supply_mode") == "Seller")
    )["order_id"].to_list()
    free = [order_id for order_id in waiting if order_id not in unseen]
    if not selected:
        return
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        st.markdown(counted("{n} order selected", "{n} orders selected", len(selected)), width="content")
        if free:
            label = counted("Accept {n} order", "Accept {n} orders", len(free))
            with st.popover(label, type="primary", icon=":material/check:"):
                st.markdown(_("Each order is its own action, can be undone by itself and has its own result."))
                st.button(_("Confirm"), type="primary", key="bulk_accept", on_click=accept_all, args=(free,))
        else:
            st.caption(_("None of them waits for an answer."), width="content")


def accept_all(order_ids: list[str]) -> None:
    """Ask for the acceptance of several orders under one batch."""
    batch_id = str(uuid.uuid4())
    for order_id in order_ids:
        ask("approve_order", order_id, {}, {"screen": "order_table"}, batch_id)


def pages_below(matching: int) -> int:
    """How many pages there are."""
    return max(1, -(-matching // PAGE_SIZE))


def _open_clicked(order_ids: tuple[str, ...]) -> None:
    click = st.session_state[OPEN_CLICK]
    if click is not None and click["row"] < len(order_ids):
        address.show("order", order_ids[click["row"]])


def _frame(shown: list[dict[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame([{"open": ":material/open_in_full:", **row} for row in shown])


def _order_of_columns(*, has_deadlines: bool) -> list[str]:
    due, task = (["due"], ["task"]) if has_deadlines else ([], [])
    return ["open", *due, "what", "order", *task, "stock", "amount", "state"]


def _columns(order_ids: tuple[str, ...], badges: tuple[list[str], list[str]]) -> dict[str, Any]:
    words, colours = badges
    column = st.column_config
    return {
        "open": column.ButtonColumn(
            "", on_click=_open_clicked, args=(order_ids,), key=OPEN_CLICK, type="tertiary", width=44
        ),
        "due": column.MultiselectColumn(_("Deadline"), options=words, color=colours, width=205),
        "task": column.TextColumn(_("To do"), width=80),
        "order": column.TextColumn(_("Order"), width=150),
        "what": column.TextColumn(_("Contents"), width=230),
        "stock": column.TextColumn(_("Stock"), width=130),
        "amount": column.TextColumn(_("Amount"), width=100, alignment="right"),
        "state": column.TextColumn(_("State"), width="medium"),
    }
