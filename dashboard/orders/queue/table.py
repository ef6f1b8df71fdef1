"""The table of orders: from frames of data to one row per order, opened by its button, that can be selected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import polars as pl
import streamlit as st

from dashboard.orders.entity import ORDER
from dashboard.orders.lines import contents_by_order, stock_words
from dashboard.orders.queries import lines_of
from dashboard.outbox.standing import asked, overlaid
from dashboard.parts.desk import Desk
from dashboard.parts.entities import OPEN_ICON, open_column
from dashboard.parts.urgency import COLOURS, urgency_of
from dashboard.people.presence import others_by_id
from etl.actions.outbox.records import ActionRow
from etl.preflight.orders.needs import needs_by_order
from etl.store.ops.presence import Presence
from etl.store.snapshots.snapshots import Snapshot
from etl.words.catalogues import _, language
from etl.words.codes import OBLIGATION_KINDS, ORDER_STATUSES, word
from etl.words.formats import deadline, labelled, listed, money

DUE_WIDTHS: Final = {"fr": 205, "en": 205, "zh": 235}
"""What a countdown with date and time needs."""


def order_table(desk: Desk, snapshot: Snapshot, orders: pl.DataFrame, unseen: Mapping[str, ActionRow]) -> list[str]:
    """Show one page of orders; answer the ids of the selected ones."""
    order_ids = tuple(orders["order_id"].to_list())
    others = others_by_id(desk.ops, ORDER.type, desk.user.name, desk.now)
    # Orders that owe nothing have no deadline and nothing to do: a list of them alone shows neither column.
    due, task = (["due"], ["task"]) if orders["due_at"].null_count() < orders.height else ([], [])
    event = st.dataframe(
        pl.DataFrame(queue_rows(orders, lines_of(snapshot, order_ids), unseen, others, desk.now)),
        column_config=_columns(orders, desk.now),
        column_order=["open", *due, "what", "order", *task, "stock", "amount", "state"],
        hide_index=True,
        height="content",
        on_select="rerun",
        selection_mode="multi-row",
        # Another key for other rows: a selection is kept by place, and would pass to whatever comes there.
        key=f"order_table_{hash(order_ids)}",
        alt=_("Orders, the most urgent first, with deadline, contents, stock and state"),
    )
    return [order_ids[row] for row in event.selection.rows if row < len(order_ids)]


def queue_rows(
    orders: pl.DataFrame,
    lines: pl.DataFrame,
    unseen: Mapping[str, ActionRow],
    others: Mapping[str, Sequence[Presence]],
    now: datetime,
) -> list[dict[str, Any]]:
    """Rows of the order table: open, due, what, order, stock, amount, task, state; a row per order.

    `unseen`: the actions that lie over the data; `others`: the colleagues who have an order open, named before what
    is in it.
    """
    needs, contents = needs_by_order(lines), contents_by_order(lines)

    def row(order: dict[str, Any]) -> dict[str, Any]:
        order_id, due_at = order["order_id"], order["due_at"]
        action, there = unseen.get(order_id), [one.person for one in others.get(order_id, ())]
        what = contents.get(order_id, "–")
        return {
            "open": OPEN_ICON,
            "due": [deadline(due_at, now)] if due_at else [],
            "what": f"\N{BUST IN SILHOUETTE} {listed(there)} · {what}" if there else what,
            "order": order_id,
            "task": word(OBLIGATION_KINDS, order["kind"]),
            "stock": stock_words(needs.get(order_id, ())),
            "amount": money(order["total_selling_price"], order["currency_code"]),
            "state": labelled(asked(action), overlaid(action, now))
            if action
            else word(ORDER_STATUSES, order["status"]),
        }

    return [row(order) for order in orders.iter_rows(named=True)]


def _columns(orders: pl.DataFrame, now: datetime) -> dict[str, Any]:
    column = st.column_config
    due_colours = {deadline(due_at, now): COLOURS[urgency_of(due_at, now)] for due_at in orders["due_at"].drop_nulls()}
    return {
        "open": open_column(ORDER, orders["order_id"].to_list()),
        "due": column.MultiselectColumn(
            _("Deadline"), options=list(due_colours), color=list(due_colours.values()), width=DUE_WIDTHS[language()]
        ),
        "task": column.TextColumn(_("To do"), width=80),
        "order": column.TextColumn(_("Order"), width=150),
        "what": column.TextColumn(_("Contents"), width=200),
        "stock": column.TextColumn(_("Stock"), width=130),
        "amount": column.TextColumn(_("Amount"), width=100, alignment="right"),
        "state": column.TextColumn(_("State"), width="medium"),
    }
