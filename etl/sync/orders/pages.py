"""Reads orders oldest change first, each page beginning where the last one ended.

Page numbers over a list that is sorted by `updatedAt` lose orders: one that changes while we read leaves its page, and
everything behind it moves up. So the next page is asked for by instant, not by number; numbers serve only where a whole
page shares one instant, or where the answer is not sorted.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from etl.sync.engine.reader import PAGE_SIZE, Reader, wire_instant

STEP_BACK = timedelta(seconds=1)
"""Whether `updatedAtMin` includes its instant, and at which precision, is not attested: ask from a second earlier."""

ORDERS = "/orders"


@dataclass(frozen=True)
class OrderPage:
    """One answer of `GET /orders`; `complete_until` is the instant up to which nothing is left to read, if known."""

    body: bytes
    complete_until: datetime | None
    is_last: bool


def changed_order_pages(reader: Reader, since: datetime) -> Iterator[OrderPage]:
    """Every order whose `updatedAt` is at or after `since` (UTC), as pages; an order may come more than once."""
    cursor, number, is_sorted = since, 1, True
    while True:
        params: dict[str, str | int] = {
            "updatedAtMin": wire_instant(cursor),
            "sort": "asc:updatedAt",
            "pageIndex": number,
            "pageSize": PAGE_SIZE,
        }
        reply, facts = reader.page(ORDERS, params)
        is_last = (facts.item_count or 0) < PAGE_SIZE
        is_sorted = is_sorted and facts.is_ascending is not False
        yield OrderPage(reply.body, facts.newest_at if is_sorted or is_last else None, is_last)
        if is_last:
            return
        following = facts.newest_at - STEP_BACK if facts.newest_at and is_sorted else cursor
        cursor, number = (following, 1) if following > cursor else (cursor, number + 1)


def numbered_order_pages(reader: Reader, filters: dict[str, str | int]) -> Iterator[OrderPage]:
    """Every order that passes `filters`, by page number: for lists whose order does not change while they are read."""
    number = 1
    while True:
        reply, facts = reader.page(ORDERS, {**filters, "pageIndex": number, "pageSize": PAGE_SIZE})
        is_last = (facts.item_count or 0) < PAGE_SIZE
        yield OrderPage(reply.body, None, is_last)
        if is_last:
            return
        number += 1
