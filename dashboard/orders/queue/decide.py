"""Deciding about many orders of the list at once: those selected, or all that match its filters."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import polars as pl

from dashboard.orders.decisions.bulk_requests import LARGEST, begin
from dashboard.orders.queries import owed_orders
from dashboard.orders.queue.filters import ChosenOrders
from dashboard.parts.entities import BulkButton, bulk_bar
from etl.store.snapshots.snapshots import Snapshot
from etl.words.catalogues import _
from etl.words.formats import counted, number


def decide_selected_bar(orders: pl.DataFrame, selected: list[str], unseen: Collection[str]) -> None:
    """Begin to accept or refuse the selected orders, if one of them waits for an answer."""
    waiting = orders.filter(
        pl.col("order_id").is_in(selected)
        & (pl.col("status") == "WaitingAcceptance")
        & (pl.col("supply_mode") == "Seller")
    )["order_id"].to_list()
    words = counted("{n} order selected", "{n} orders selected", len(selected))
    _bar(words, selected if set(waiting) - set(unseen) else [])


def decide_all_bar(snapshot: Snapshot, chosen: ChosenOrders, matching: int) -> None:
    """Begin to decide about all orders that match the filters, the most urgent of them when they are too many."""
    found = owed_orders(snapshot, chosen.wanted, page_size=LARGEST)["order_id"].to_list()
    words = counted("The {n} that matches", "All {n} that match", matching)
    if matching > LARGEST:
        words = counted("The most urgent {n} of {all}", "The {n} most urgent of {all}", LARGEST, all=number(matching))
    _bar(words, found)


def _bar(words: str, order_ids: Sequence[str]) -> None:
    many, wanted = len(order_ids), tuple(order_ids)
    accept = counted("Accept {n} order", "Accept {n} orders", many)
    refuse = counted("Refuse {n} order", "Refuse {n} orders", many)
    decisions = [
        BulkButton(accept, "bulk_approve_order", ":material/check:", begin, ("approve_order", wanted), is_primary=True),
        BulkButton(refuse, "bulk_refuse_order", ":material/close:", begin, ("refuse_order", wanted)),
    ]
    bulk_bar(words, decisions if order_ids else [], _("None of them waits for an answer."))
