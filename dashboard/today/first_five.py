"""The five orders to deal with first, each with the link that leads to its form."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final

import polars as pl
import streamlit as st

from dashboard.orders.lines import contents_by_order, stock_words
from dashboard.orders.queries import OrderFilter, lines_of, owed_orders
from dashboard.outbox.standing import badge, overlaid
from dashboard.parts.pages import ORDERS
from dashboard.parts.urgency import COLOURS, ICONS, urgency_of
from etl.actions.outbox.records import ActionRow
from etl.preflight.orders.needs import needs_by_order
from etl.store.snapshots.snapshots import Snapshot
from etl.words.catalogues import N_, _
from etl.words.codes import word
from etl.words.formats import deadline, money
from etl.words.markdown import escape

SHOWN: Final = 5
_LINKS: Final = {"accept_order": N_("Accept or refuse"), "ship_order": N_("Ship")}


def first_orders(snapshot: Snapshot, in_hand: Collection[str]) -> pl.DataFrame:
    """The most urgent orders that nobody has in hand; the columns of `owed_orders`."""
    # A power of two: while a batch is worked off, the same question is asked, and its answer is kept.
    wanted = 1 << (SHOWN + len(in_hand)).bit_length()
    return (
        owed_orders(snapshot, OrderFilter(), page_size=wanted)
        .filter(~pl.col("order_id").is_in(list(in_hand)))
        .head(SHOWN)
    )


def first_five(snapshot: Snapshot, orders: pl.DataFrame, unseen: Mapping[str, ActionRow], now: datetime) -> None:
    """One row per order: by when, what, how much, stock, and the link to act."""
    lines = lines_of(snapshot, tuple(orders["order_id"].to_list()))
    contents, needs = contents_by_order(lines), needs_by_order(lines)
    for order in orders.iter_rows(named=True):
        order_id = order["order_id"]
        about = (
            f"{escape(contents.get(order_id, '–'))} · {escape(_amount(order))} · {stock_words(needs.get(order_id, ()))}"
        )
        with st.container(border=True):
            what, act = st.columns([5, 2], vertical_alignment="center")
            what.markdown(f"{_due(order, unseen.get(order_id), now)}  \n{about}")
            act.page_link(
                ORDERS.script,
                label=word(_LINKS, order["kind"]),
                icon=":material/arrow_forward:",
                icon_position="right",
                query_params={"order": order_id},
            )


def _amount(order: dict[str, Any]) -> str:
    return money(order["total_selling_price"], order["currency_code"])


def _due(order: dict[str, Any], action: ActionRow | None, now: datetime) -> str:
    urgency = urgency_of(order["due_at"], now)
    due = deadline(order["due_at"], now) if order["due_at"] else _("no deadline")
    first = f":{COLOURS[urgency]}-badge[{ICONS[urgency]} {due}] **{escape(order['order_id'])}**"
    return f"{first} {badge(action, overlaid(action, now))}" if action else first
