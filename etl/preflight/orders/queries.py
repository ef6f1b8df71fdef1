"""What is asked of a snapshot before acting on orders: a few queries for any number of them."""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from dashboard.parts.rows import read_rows, rows
from etl.store.snapshots.snapshots import Snapshot


def preflight_orders(snapshot: Snapshot, order_ids: tuple[str, ...]) -> pl.DataFrame:
    """Some orders: order_id, customer_id, currency_code, total_selling_price, is_missing, taken_from, due_at."""
    return rows(snapshot, "orders/preflight_orders", order_ids=order_ids)


def same_buyers(snapshot: Snapshot, order_ids: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Other open orders of the same buyer, by order id."""
    found = rows(snapshot, "orders/same_buyers", order_ids=order_ids)
    return {order_id: tuple(others) for order_id, others in found.iter_rows()}


def usual_amounts(snapshot: Snapshot) -> dict[str, Decimal]:
    """What 99 in 100 orders of the last 90 days stay under, by currency; none where they are too few."""
    return {currency: amount for currency, amount, _ in rows(snapshot, "orders/usual_amounts").iter_rows()}


def destinations_of(snapshot: Snapshot, order_ids: tuple[str, ...]) -> pl.DataFrame:
    """Where some orders go: personal data from the private file, never kept in a cache.

    Columns: order_id, country_code, postal_code, city, address_line_1 to 3, phone, pickup_id.
    """
    return read_rows(snapshot, "orders/destinations_of", {"order_ids": order_ids})
