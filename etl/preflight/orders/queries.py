"""What is asked of the data before acting on orders: a few queries for any number of them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Final

import polars as pl

from etl.preflight.basis import Basis

SQL: Final = Path(__file__).parent / "sql"


def preflight_orders(basis: Basis, order_ids: tuple[str, ...]) -> pl.DataFrame:
    """Some orders: order_id, customer_id, currency_code, total_selling_price, is_missing, taken_from, due_at."""
    return basis.rows(SQL / "preflight_orders.sql", order_ids=order_ids)


def lines_of(basis: Basis, order_ids: tuple[str, ...]) -> pl.DataFrame:
    """Lines of some orders with stock_quantity and `promised` (units other open lines of the listing wait for)."""
    return basis.rows(SQL / "lines_of.sql", order_ids=order_ids)


def shipping_lines(basis: Basis, order_ids: tuple[str, ...]) -> pl.DataFrame:
    """Lines of some orders, as far as shipping goes.

    Columns: order_id, status, supply_mode, sales_channel_id, order_line_id, line_status, line_numbers, parcel_numbers.
    """
    return basis.rows(SQL / "shipping_states.sql", order_ids=order_ids)


def same_buyers(basis: Basis, order_ids: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Other open orders of the same buyer, by order id."""
    found = basis.rows(SQL / "same_buyers.sql", order_ids=order_ids)
    return {order_id: tuple(others) for order_id, others in found.iter_rows()}


def still_owed(basis: Basis, order_ids: tuple[str, ...]) -> dict[str, str]:
    """What each of some orders still owes: kind of obligation by order id."""
    return dict(basis.rows(SQL / "still_owed.sql", order_ids=order_ids).iter_rows())


def usual_amounts(basis: Basis) -> dict[str, Decimal]:
    """What 99 in 100 orders of the last 90 days stay under, by currency; none where they are too few."""
    return {currency: amount for currency, amount, _ in basis.rows(SQL / "usual_amounts.sql").iter_rows()}


def carrier_labels(basis: Basis) -> list[str]:
    """Carriers the marketplace knows, by label."""
    return basis.rows(SQL / "carriers.sql")["carrier_label"].to_list()


def destinations_of(basis: Basis, order_ids: tuple[str, ...]) -> pl.DataFrame:
    """Where some orders go: personal data from the private file, never kept in a cache.

    Columns: order_id, country_code, postal_code, city, address_line_1 to 3, phone, pickup_id.
    """
    return basis.private_rows(SQL / "destinations_of.sql", order_ids=order_ids)
