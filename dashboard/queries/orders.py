"""What the Orders page asks of a snapshot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import polars as pl

from dashboard.queries.rows import rows
from etl.store.snapshots import Snapshot

PAGE_SIZE: Final = 25
_LAST_CHARACTER: Final = "\U0010ffff"


@dataclass(frozen=True)
class OrderFilter:
    """What part of the orders is wanted; None means no restriction. Instants are UTC, `search` an order id or a SKU."""

    kind: str | None = None
    status: str | None = None
    channel: str | None = None
    due_from: datetime | None = None
    due_until: datetime | None = None
    search: str | None = None


def owed_orders(snapshot: Snapshot, wanted: OrderFilter, page: int = 1, page_size: int = PAGE_SIZE) -> pl.DataFrame:
    """One page of the orders that owe something, soonest first.

    Columns: kind, alert_at, due_at, order_id, status, supply_mode, sales_channel_id, currency_code,
    total_selling_price, line_count, unit_count, updated_at, matching (how many on all pages).
    """
    return rows(
        snapshot,
        "queue",
        kind=wanted.kind,
        channel=wanted.channel,
        due_from=wanted.due_from,
        due_until=wanted.due_until,
        search=wanted.search,
        page_size=page_size,
        skipped=(page - 1) * page_size,
    )


def all_orders(snapshot: Snapshot, wanted: OrderFilter, page: int = 1) -> tuple[pl.DataFrame, int]:
    """One page of all orders, last changed first, and how many there are; the columns of `owed_orders`.

    With `search`, those found by it: at most 1,000 by number or reference, and the 200 of a SKU to be shipped last.
    """
    filters = {"status": wanted.status, "channel": wanted.channel}
    paging = {"page_size": PAGE_SIZE, "skipped": (page - 1) * PAGE_SIZE}
    if wanted.search is None:
        return rows(snapshot, "orders", **filters, **paging), int(rows(snapshot, "orders_count", **filters).item())
    span = {"search": wanted.search, "search_end": wanted.search + _LAST_CHARACTER}
    found = rows(snapshot, "orders_found", **filters, **span, **paging)
    return found, int(found["matching"][0]) if found.height else 0


def lines_of(snapshot: Snapshot, order_ids: tuple[str, ...]) -> pl.DataFrame:
    """Lines of some orders with stock_quantity and `promised` (units other open lines of the listing wait for)."""
    return rows(snapshot, "lines_of", order_ids=order_ids)


def channels(snapshot: Snapshot) -> dict[str, str]:
    """Sales channels by id."""
    return dict(rows(snapshot, "channels").iter_rows())


def statuses(snapshot: Snapshot) -> list[str]:
    """Statuses that orders have, unknown ones included."""
    return rows(snapshot, "statuses")["status"].to_list()


def carrier_labels(snapshot: Snapshot) -> list[str]:
    """Carriers the marketplace knows, by label."""
    return rows(snapshot, "carriers")["carrier_label"].to_list()


def still_owed(snapshot: Snapshot, order_ids: tuple[str, ...]) -> dict[str, str]:
    """What each of some orders still owes: kind of obligation by order id."""
    if not order_ids:
        return {}
    return dict(rows(snapshot, "still_owed", order_ids=order_ids).iter_rows())
