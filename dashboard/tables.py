"""Tables: from frames of data to frames of words, one row saying who, what, by when and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import polars as pl

from dashboard.formats import deadline, money
from dashboard.i18n import _
from dashboard.markdown import shortened
from dashboard.overlay import asked, overlaid
from dashboard.preflight import stock_needs, stock_words
from dashboard.urgency import COLOURS, ICONS, Owed, Urgency, urgency_of
from dashboard.words import OBLIGATION_KINDS, ORDER_STATUSES, URGENCIES, word
from etl.actions.records import ActionRow

TITLE_LENGTH: Final = 40


def contents(lines: pl.DataFrame) -> str:
    """What is in an order, in one line: `2 × Lampe de chevet (+1)`."""
    if not lines.height:
        return "–"
    first = lines.row(0, named=True)
    more = f" (+{lines.height - 1})" if lines.height > 1 else ""
    return f"{first['quantity']} × {shortened(first['product_title'], TITLE_LENGTH)}{more}"


def queue_rows(
    orders: pl.DataFrame, lines: pl.DataFrame, unseen: Mapping[str, ActionRow], now: datetime
) -> list[dict[str, Any]]:
    """Rows of the order table: due, what, order, stock, amount, task, state; a row per order."""
    by_order = lines.partition_by("order_id", as_dict=True)
    return [
        _queue_row(order, by_order.get((order["order_id"],), lines.clear()), unseen.get(order["order_id"]), now)
        for order in orders.iter_rows(named=True)
    ]


def _queue_row(order: dict[str, Any], lines: pl.DataFrame, action: ActionRow | None, now: datetime) -> dict[str, Any]:
    due_at = order["due_at"]
    return {
        "due": [deadline(due_at, now)] if due_at else [],
        "what": contents(lines),
        "order": order["order_id"],
        "task": word(OBLIGATION_KINDS, order["kind"]),
        "stock": stock_words(stock_needs(lines)),
        "amount": money(order["total_selling_price"], order["currency_code"]),
        "state": f"{asked(action)}: {overlaid(action, now)}" if action else word(ORDER_STATUSES, order["status"]),
    }


def due_badges(orders: pl.DataFrame, now: datetime) -> tuple[list[str], list[str]]:
    """The deadlines in the table as words, and the colour of each."""
    colours = {deadline(due_at, now): COLOURS[urgency_of(due_at, now)] for due_at in orders["due_at"].drop_nulls()}
    return list(colours), list(colours.values())


def owed_table(owed: list[Owed]) -> list[dict[str, str | int]]:
    """What is owed: a row per urgency, a column per kind, Markdown."""
    return [
        {
            _("Urgency"): f":{COLOURS[urgency]}-badge[{ICONS[urgency]} {word(URGENCIES, urgency)}]",
            **{word(OBLIGATION_KINDS, kind.kind): kind.by_urgency[urgency] for kind in owed},
        }
        for urgency in Urgency
    ]
