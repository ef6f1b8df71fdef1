"""What other pages show of orders: how many are owed, and some of them in two lines each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import polars as pl

from dashboard.orders.lines import contents_by_order, stock_words
from dashboard.orders.queries import lines_of
from dashboard.outbox.standing import badge, overlaid
from dashboard.parts.figures import KEPT_ICON, LATE_ICON, Meaning, Trend, figure
from dashboard.parts.questions import first_row, question
from dashboard.parts.urgency import COLOURS, ICONS, urgency_of
from etl.actions.outbox.records import ActionRow
from etl.preflight.orders.needs import needs_by_order
from etl.store.snapshots.snapshots import Snapshot
from etl.words.catalogues import _
from etl.words.formats import counted, deadline, money, near, number
from etl.words.markdown import escape


def owed_figure(snapshot: Snapshot, label: str, kind: str, begun: Trend, *, in_hand: int, now: datetime) -> None:
    """How much is owed of one kind, how much of it is late or in hand; `begun`: how much began on each day."""
    asked = question("orders/owed", kind=kind, now=now)
    row = first_row(snapshot, asked)
    late = row["late"] if row else 0
    verdict = counted("{n} late", "{n} late", late)
    hand = counted("{n} in hand", "{n} in hand", in_hand)
    meaning = Meaning(
        f"{LATE_ICON if late else KEPT_ICON} {verdict}",
        "red" if late else "gray",
        _("{count} · {time}").format(count=hand, time=near(now, now)),
        _("Bars: how many began on each of the last 30 days."),
        begun,
    )
    figure(snapshot, label, asked, number, meaning)


def order_cards(snapshot: Snapshot, orders: pl.DataFrame, unseen: Mapping[str, ActionRow], now: datetime) -> list[str]:
    """By when, what, how much and whether the stock covers it, of each order; Markdown."""
    lines = lines_of(snapshot, tuple(orders["order_id"].to_list()))
    contents, needs = contents_by_order(lines), needs_by_order(lines)
    return [
        "  \n".join(
            [
                _due(order, unseen.get(order_id), now),
                f"{escape(contents.get(order_id, '–'))} · "
                f"{escape(money(order['total_selling_price'], order['currency_code']))} · "
                f"{stock_words(needs.get(order_id, ()))}",
            ]
        )
        for order in orders.iter_rows(named=True)
        for order_id in [order["order_id"]]
    ]


def _due(order: dict[str, Any], action: ActionRow | None, now: datetime) -> str:
    urgency = urgency_of(order["due_at"], now)
    due = deadline(order["due_at"], now) if order["due_at"] else _("no deadline")
    first = f":{COLOURS[urgency]}-badge[{ICONS[urgency]} {due}] **{escape(order['order_id'])}**"
    return f"{first} {badge(action, overlaid(action, now))}" if action else first
