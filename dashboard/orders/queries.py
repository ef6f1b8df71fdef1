"""What the Orders page asks of a snapshot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import polars as pl

from dashboard.outbox.overlay import Owing
from dashboard.parts.questions import Question, answer, question
from dashboard.parts.rows import rows
from etl.domain.tracking.numbers import normalised_number
from etl.store.snapshots.snapshots import Snapshot

PAGE_SIZE: Final = 25
OWED_BY_KIND: Final = question("orders/owed_by_kind")
_LAST_CHARACTER: Final = "\U0010ffff"


@dataclass(frozen=True)
class OrderFilter:
    """What part of the orders is wanted; None means no restriction. Instants are UTC.

    `search` is the beginning of an order's or a parcel's number, or a whole reference, buyer's reference or SKU.
    """

    kind: str | None = None
    status: str | None = None
    channel: str | None = None
    due_from: datetime | None = None
    due_until: datetime | None = None
    search: str | None = None


def queue(wanted: OrderFilter, page: int = 1, page_size: int = PAGE_SIZE) -> Question:
    """One page of the orders that owe something, soonest first."""
    return question(
        "orders/queue",
        kind=wanted.kind,
        channel=wanted.channel,
        due_from=wanted.due_from,
        due_until=wanted.due_until,
        **_searched(wanted.search),
        page_size=page_size,
        skipped=(page - 1) * page_size,
    )


def _searched(search: str | None) -> dict[str, str | None]:
    if search is None:
        return dict.fromkeys(("search", "compact", "compact_end", "number", "number_end"))
    compact, number = "".join(search.split()).upper(), normalised_number(search) or None
    return {
        "search": search,
        "compact": compact,
        "compact_end": compact + _LAST_CHARACTER,
        "number": number,
        "number_end": number and number + _LAST_CHARACTER,
    }


def owed_orders(snapshot: Snapshot, wanted: OrderFilter, page: int = 1, page_size: int = PAGE_SIZE) -> pl.DataFrame:
    """The answer to `queue`.

    Columns: kind, alert_at, due_at, order_id, status, supply_mode, sales_channel_id, currency_code,
    total_selling_price, line_count, unit_count, updated_at, matching (how many on all pages).
    """
    return answer(snapshot, queue(wanted, page, page_size))


def owed_counts(snapshot: Snapshot) -> dict[str, int]:
    """How many orders owe something, by kind: the answer to `OWED_BY_KIND`."""
    return {"accept_order": 0, "ship_order": 0, **dict(answer(snapshot, OWED_BY_KIND).iter_rows())}


def all_orders(snapshot: Snapshot, wanted: OrderFilter, page: int = 1) -> tuple[pl.DataFrame, int]:
    """One page of all orders, last changed first, and how many there are; the columns of `owed_orders`.

    With `search`, those found by it: at most 1,000 by each number or reference, and the 200 of a SKU shipped last.
    """
    found = answer(snapshot, listing(wanted, page))
    if wanted.search is None:
        return found, int(answer(snapshot, listing_count(wanted)).item())
    return found, int(found["matching"][0]) if found.height else 0


def listing(wanted: OrderFilter, page: int = 1) -> Question:
    """One page of all orders, or of those that a search finds."""
    filters = {"status": wanted.status, "channel": wanted.channel}
    paging = {"page_size": PAGE_SIZE, "skipped": (page - 1) * PAGE_SIZE}
    if wanted.search is None:
        return question("orders/orders", **filters, **paging)
    return question("orders/orders_found", **filters, **_searched(wanted.search), **paging)


def listing_count(wanted: OrderFilter) -> Question:
    """How many orders there are behind `listing`: a number, or the column `matching` of what a search finds."""
    if wanted.search is not None:
        return listing(wanted)
    return question("orders/orders_count", status=wanted.status, channel=wanted.channel)


def lines_of(snapshot: Snapshot, order_ids: tuple[str, ...]) -> pl.DataFrame:
    """Lines of some orders with stock_quantity and `promised` (units other open lines of the listing wait for)."""
    return rows(snapshot, "orders/lines_of", order_ids=order_ids)


def statuses(snapshot: Snapshot) -> list[str]:
    """Statuses that orders have, unknown ones included."""
    return rows(snapshot, "orders/statuses")["status"].to_list()


def carrier_labels(snapshot: Snapshot) -> list[str]:
    """Carriers the marketplace knows, by label."""
    return rows(snapshot, "orders/carriers")["carrier_label"].to_list()


def still_owed(snapshot: Snapshot, order_ids: tuple[str, ...]) -> dict[str, str]:
    """What each of some orders still owes: kind of obligation by order id."""
    if not order_ids:
        return {}
    return dict(rows(snapshot, "orders/still_owed", order_ids=order_ids).iter_rows())


ORDERS_OWE: Final = Owing(frozenset({"accept_order", "ship_order"}), still_owed)
"""What puts an order into somebody's hand."""
