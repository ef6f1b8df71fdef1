"""`statusEvents`, whose shape nobody has seen: an assumption, emitted only by choice (API sheet 16.9)."""

from typing import Any, Final

from sandbox.nature.paris import moment
from sandbox.orders.book import OrderBook
from sandbox.orders.statuses import ORDER_STATUSES

_KNOWN: Final = {
    "created": "Processing",
    "accepted": "Accepted",
    "prepared": "InPreparation",
    "shipped": "Shipped",
    "delivered": "Delivered",
}


def status_events(book: OrderBook, row: int) -> list[dict[str, Any]]:
    """What has happened to an order, oldest first, as `{status, occurredAt}`."""
    last = ORDER_STATUSES[book.status(row)]
    instants = {name: book.orders.value(name, row) for name in (*_KNOWN, "ended")}
    events = [(at, _KNOWN.get(name, last)) for name, at in instants.items() if at]
    return [{"status": status, "occurredAt": moment(at)} for at, status in sorted(events)]
