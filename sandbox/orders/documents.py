"""Orders as they look on the wire: a page of rows is read by columns, then written order by order."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

import numpy as np

from sandbox.buyers.addresses import billing_address, country_of, shipping_address
from sandbox.buyers.buyers import Buyer, Buyers
from sandbox.carriers.numbers import parcel_bits
from sandbox.contract.channels import CHANNELS
from sandbox.contract.choices import Choices
from sandbox.contract.delivery_modes import PICKUP
from sandbox.nature import paris
from sandbox.orders.book import OrderBook
from sandbox.orders.drafts import PAYMENTS
from sandbox.orders.identifiers import order_id
from sandbox.orders.lines import LINE_COLUMNS, LineDocuments, LineValues, OrderFacts, line_total
from sandbox.orders.parcels import OrderParcels
from sandbox.orders.references import reference_of
from sandbox.orders.status_events import status_events
from sandbox.orders.statuses import ADDRESS_KNOWN, ORDER_STATUSES, PROCESSING, WAITING_ACCEPTANCE

_COLUMNS: Final = ("status", "channel", "supply", "payment", "business", "purchased")
_INSTANTS: Final = ("purchased", "created", "updated", "ship_by")
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
        self._parcels = OrderParcels(book)

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
        events = status_events(self._book, order.row) if self._choices.status_events == "line" else None
        return OrderFacts(order.supply, dates, address, events)

    def _lines(
        self, order: _Order, country: str, ship_by: datetime | None, values: dict[int, LineValues]
    ) -> list[dict[str, Any]]:
        mode = values[order.line_rows[0]].mode
        facts = self._facts(order, country, ship_by, mode == PICKUP)
        parcels = self._parcels.of(order.row, order.status, mode, order.parcel_bits, order.line_rows)
        return [self.lines.render(line, values[line], facts, parcels.get(line, [])) for line in order.line_rows]

    def _render(self, order: _Order, values: dict[int, LineValues]) -> dict[str, Any]:
        identifier = order_id(order.row, CHANNELS[order.channel].id, order.purchased)
        country, ship_by = country_of(order.buyer, self._choices), self._ship_by(order)
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
            document["statusEvents"] = status_events(self._book, order.row)
        return document
