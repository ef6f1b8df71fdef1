"""The table of orders: one row per order, opened by its button; those selected are answered to whoever shows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import polars as pl
import streamlit as st

from dashboard.orders.entity import ORDER
from dashboard.orders.queries import lines_of
from dashboard.orders.queue.rows import due_badges, queue_rows
from dashboard.parts.desk import Desk
from dashboard.parts.entities import OPEN_ICON, open_column
from dashboard.people.presence import marked, others_by_id
from etl.actions.outbox.records import ActionRow
from etl.store.snapshots.snapshots import Snapshot
from etl.words.catalogues import _, language

TABLE: Final = "order_table"
DUE_WIDTHS: Final = {"fr": 205, "en": 205, "zh": 235}
"""What a countdown with date and time needs."""


def order_table(desk: Desk, snapshot: Snapshot, orders: pl.DataFrame, unseen: Mapping[str, ActionRow]) -> list[str]:
    """Show one page of orders; answer the ids of the selected ones."""
    order_ids = tuple(orders["order_id"].to_list())
    shown = queue_rows(orders, lines_of(snapshot, order_ids), unseen, desk.now)
    event = st.dataframe(
        _frame(marked(shown, others_by_id(desk.ops, "order", desk.user.name, desk.now))),
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


def _frame(shown: list[dict[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame([{"open": OPEN_ICON, **row} for row in shown])


def _order_of_columns(*, has_deadlines: bool) -> list[str]:
    due, task = (["due"], ["task"]) if has_deadlines else ([], [])
    return ["open", *due, "what", "order", *task, "stock", "amount", "state"]


def _columns(order_ids: tuple[str, ...], badges: tuple[list[str], list[str]]) -> dict[str, Any]:
    words, colours = badges
    column = st.column_config
    return {
        "open": open_column(ORDER, order_ids),
        "due": column.MultiselectColumn(_("Deadline"), options=words, color=colours, width=DUE_WIDTHS[language()]),
        "task": column.TextColumn(_("To do"), width=80),
        "order": column.TextColumn(_("Order"), width=150),
        "what": column.TextColumn(_("Contents"), width=200),
        "stock": column.TextColumn(_("Stock"), width=130),
        "amount": column.TextColumn(_("Amount"), width=100, alignment="right"),
        "state": column.TextColumn(_("State"), width="medium"),
    }
