"""Orders as they look on the wire: a page of rows is read by columns, then written order by order."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

import numpy as np

from sandbox.buyers.addresses import billing_address, shipping_address
from sandbox.buyers.buyers import Buyer, Buyers
from sandbox.carriers.carriers import parcel_bits, parcel_of
from sandbox.contract.choices import Choices
from sandbox.contract.codes import CHANNELS, PICKUP
from sandbox.nature import paris
from sandbox.orders.book import OrderBook
from sandbox.orders.drafts import PAYMENTS
from sandbox.orders.identifiers import order_id, reference_of
from sandbox.orders.lines import LINE_COLUMNS, LineDocuments, LineValues, OrderFacts, line_total
from sandbox.orders.statuses import (
    ADDRESS_KNOWN,
    CANCELLED,
    DELIVERED,
    ORDER_STATUSES,
    PROCESSING,
    SHIPPED,
    WAITING_ACCEPTANCE,
)

_COLUMNS: Final = ("status", "channel", "supply", "payment", "business", "purchased")
_INSTANTS: Final = ("purchased", "created", "updated", "ship_by")
_EVENTS: Final = {
    "created": "Processing",
    "accepted": "Accepted",
    "prepared": "InPreparation",
    "shipped": "Shipped",
    "delivered": "Delivered",
}
_CHANNEL_OBJECTS: Final = [{"id": channel.id, "name": channel.name} for channel in CHANNELS]


class _Order(NamedTuple):
    """One order's values; instants are naive UTC datetimes, which orjson writes in the chosen form."""

    row: int
    status: int
    channel: int
    supply: int
    payment: int
    business: bool
    purchased_ms: int
    purchased: datetime
    created: datetime
    updated: datetime
    ship_by: datetime
    promised_from: datetime
    promised_until: datetime
    parcel_bits: int
    buyer: Buyer
    line_rows: range


def _moments(milliseconds: Any) -> list[datetime]:
    moments: list[datetime] = milliseconds.astype("datetime64[ms]").tolist()
    return moments


class OrderDocuments:
    """Renders orders by row number."""

    def __init__(self, book: OrderBook, buyers: Buyers, lines: LineDocuments, choices: Choices, seller_id: str) -> None:
        self._book, self._buyers, self.lines, self._choices = book, buyers, lines, choices
        self._seller = {"id": seller_id}

    def render(self, rows: Sequence[int]) -> list[dict[str, Any]]:
        """Order objects for rows, in that order."""
        orders = list(self._orders(np.asarray(rows, dtype=np.int64)))
        line_rows = [line for order in orders for line in order.line_rows]
        columns = [self._book.lines.take(name, line_rows) for name in LINE_COLUMNS]
        lines = dict(zip(line_rows, map(LineValues._make, zip(*columns, strict=True)), strict=True))
        return [self._render(order, lines) for order in orders]

    def _orders(self, rows: Any) -> Iterator[_Order]:
        table = self._book.orders
        ship_days = paris.local_day(table["ship_by"][rows])
        first, count = table.take("first_line", rows), table.take("line_count", rows)
        columns = (
            rows.tolist(),
            *(table.take(name, rows) for name in _COLUMNS),
            *(_moments(table[name][rows]) for name in _INSTANTS),
            _moments((ship_days + 2) * paris.DAY),
            _moments((ship_days + 5) * paris.DAY),
            parcel_bits(rows).tolist(),
            self._buyers.of(table["customer"][rows]),
            [range(start, start + some) for start, some in zip(first, count, strict=True)],
        )
        return map(_Order._make, zip(*columns, strict=True))

    def _events(self, order: _Order) -> list[dict[str, Any]]:
        """What has happened, oldest first. Nobody has seen its shape: an assumption, emitted by choice (sheet 16.9)."""
        instants = {name: self._book.orders.value(name, order.row) for name in (*_EVENTS, "ended")}
        events = [(at, _EVENTS.get(name, ORDER_STATUSES[order.status])) for name, at in instants.items() if at]
        return [{"status": status, "occurredAt": paris.moment(at)} for at, status in sorted(events)]

    def _parcels(self, order: _Order, mode: int) -> dict[int, list[dict[str, Any]]]:
        """Parcel objects by line row: those declared, or the one the simulated seller sent once it is shipped."""
        if order.row in self._book.declared:
            declared = [
                (
                    parcel.line_rows,
                    {"parcelNumber": parcel.number, "carrierName": parcel.carrier, "trackingUrl": parcel.tracking_url},
                )
                for parcel in self._book.declared[order.row]
            ]
            return {line: [parcel for held, parcel in declared if line in held] for line in order.line_rows}
        if order.status not in (SHIPPED, DELIVERED):
            return {}
        number, carrier, url = parcel_of(mode, order.parcel_bits)
        objects = [{"parcelNumber": number, "carrierName": carrier, "trackingUrl": url}]
        statuses = self._book.lines["status"]
        return {line: objects for line in order.line_rows if statuses[line] != CANCELLED}

    def _ship_by(self, order: _Order) -> datetime | None:
        is_open = order.status in (PROCESSING, WAITING_ACCEPTANCE)
        return None if is_open and not self._choices.ship_by_before_acceptance else order.ship_by

    def _facts(self, order: _Order, country: str, ship_by: datetime | None, is_pickup: bool) -> OrderFacts:
        dates = {
            "promisedAtMin": order.promised_from,
            "promisedAtMax": order.promised_until,
            "shippedAtMax": ship_by,
        }
        pickup = order.purchased_ms + order.row if is_pickup else None
        address = shipping_address(order.buyer, country, pickup) if order.status in ADDRESS_KNOWN else None
        events = self._events(order) if self._choices.status_events == "line" else None
        return OrderFacts(order.supply, dates, address, events)

    def _lines(
        self, order: _Order, country: str, ship_by: datetime | None, values: dict[int, LineValues]
    ) -> list[dict[str, Any]]:
        mode = values[order.line_rows[0]].mode
        facts = self._facts(order, country, ship_by, mode == PICKUP)
        parcels = self._parcels(order, mode)
        return [self.lines.render(line, values[line], facts, parcels.get(line, [])) for line in order.line_rows]

    def _render(self, order: _Order, values: dict[int, LineValues]) -> dict[str, Any]:
        identifier = order_id(order.row, CHANNELS[order.channel].id, order.purchased)
        country, ship_by = order.buyer.town.country_code(self._choices), self._ship_by(order)
        total = sum([line_total(values[line]) for line in order.line_rows]) / 100
        document = {
            "orderId": identifier,
            "reference": reference_of(order.row, order.channel, identifier),
            "businessOrder": order.business,
            "salesChannel": _CHANNEL_OBJECTS[order.channel],
            "seller": self._seller,
            "customer": {"reference": order.buyer.reference},
            "purchasedAt": order.purchased,
            "createdAt": order.created,
            "updatedAt": order.updated,
            "shippedAtMax": ship_by,
            "status": ORDER_STATUSES[order.status],
            "payment": {"method": PAYMENTS[order.payment]},
            "currencyCode": "EUR",
            "billingAddress": billing_address(order.buyer, country),
            "totalPrice": {"offerPrice": total, "sellingPrice": total},
            "lines": self._lines(order, country, ship_by, values),
            "serviceFees": [],
        }
        if self._choices.status_events == "order":
            document["statusEvents"] = self._events(order)
        return document
