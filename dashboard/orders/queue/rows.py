"""Tables: from frames of data to frames of words, one row saying who, what, by when and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import polars as pl

from dashboard.orders.lines import contents_by_order, stock_words
from dashboard.outbox.standing import asked, overlaid
from dashboard.parts.urgency import COLOURS, urgency_of
from etl.actions.outbox.records import ActionRow
from etl.preflight.orders.needs import needs_by_order
from etl.words.codes import OBLIGATION_KINDS, ORDER_STATUSES, word
from etl.words.formats import deadline, labelled, money


def queue_rows(
    orders: pl.DataFrame, lines: pl.DataFrame, unseen: Mapping[str, ActionRow], now: datetime
) -> list[dict[str, Any]]:
    """Rows of the order table: due, what, order, stock, amount, task, state; a row per order."""
    needs, contents = needs_by_order(lines), contents_by_order(lines)
    return [
        {
            **_queue_row(order, unseen.get(order["order_id"]), now),
            "what": contents.get(order["order_id"], "–"),
            "stock": stock_words(needs.get(order["order_id"], ())),
        }
        for order in orders.iter_rows(named=True)
    ]


def _queue_row(order: dict[str, Any], action: ActionRow | None, now: datetime) -> dict[str, Any]:
    due_at = order["due_at"]
    return {
        "due": [deadline(due_at, now)] if due_at else [],
        "order": order["order_id"],
        "task": word(OBLIGATION_KINDS, order["kind"]),
        "amount": money(order["total_selling_price"], order["currency_code"]),
        "state": labelled(asked(action), overlaid(action, now)) if action else word(ORDER_STATUSES, order["status"]),
    }


def due_badges(orders: pl.DataFrame, now: datetime) -> tuple[list[str], list[str]]:
    """The deadlines in the table as words, and the colour of each."""
    colours = {deadline(due_at, now): COLOURS[urgency_of(due_at, now)] for due_at in orders["due_at"].drop_nulls()}
    return list(colours), list(colours.values())
