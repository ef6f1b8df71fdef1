"""Orders as they look on the wire: a page of rows is read by columns, then written order by order."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sandbox import paris
from sandbox.addresses import billing_address, country_of, shipping_address
from sandbox.buyers import Buyer, Buyers
from sandbox.channels import CHANNELS
from sandbox.choices import Choices
from sandbox.drafts import PAYMENTS, PICKUP
from sandbox.identifiers import order_id
from sandbox.order_book import OrderBook
from sandbox.order_lines import LINE_COLUMNS, LineDocuments, LineValues, OrderFacts, line_total
from sandbox.order_parcels import OrderParcels
from sandbox.statuses import ADDRESS_KNOWN, ORDER_STATUSES, PROCESSING, WAITING_ACCEPTANCE

_ORDER_COLUMNS: Final = ("status", "channel", "supply", "payment", "line_count", "first_line", "business", "purchased")
_INSTANT_COLUMNS: Final = ("purchased", "created", "updated", "ship_by")
_EVENT_COLUMNS: Final = ("created", "accepted", "prepared", "shipped", "delivered", "ended")
_CHANNEL_OBJECTS: Final = [{"id": channel.id, "name": channel.name} for channel in CHANNELS]


class _OrderValues(NamedTuple):
    status: int
    channel: int
    supply: int
    payment: int
    line_count: int
    first_line: int
    business: bool
    purchased_ms: int


def _moments(milliseconds: Any) -> list[datetime]:
    """Naive UTC datetimes, which orjson writes in the chosen form."""
    moments: list[datetime] = milliseconds.astype("datetime64[ms]").tolist()
    return moments


class OrderDocuments:
    """Renders orders by row number."""

    def __init__(self, book: OrderBook, buyers: Buyers, lines: LineDocuments, choices: Choices, seller_id: str) -> None:
        self._book, self._buyers, self.lines, self._choices = book, buyers, lines, choices
        self._seller = {"id": seller_id}
        self._parcels = OrderParcels(book)

    def _line_values(self, orders: list[_OrderValues]) -> dict[int, LineValues]:
        rows = [row for order in orders for row in range(order.first_line, order.first_line + order.line_count)]
        columns = [self._book.lines.take(name, rows) for name in LINE_COLUMNS]
        return dict(zip(rows, map(LineValues._make, zip(*columns, strict=True)), strict=True))

    def render(self, rows: Sequence[int] | NDArray[np.int32]) -> list[dict[str, Any]]:
        """Order objects for rows, in that order."""
        table = self._book.orders
        picked = np.asarray(rows, dtype=np.int64)
        columns = [table.take(name, picked) for name in _ORDER_COLUMNS]
        orders = [_OrderValues._make(values) for values in zip(*columns, strict=True)]
        instants = list(zip(*(_moments(table[name][picked]) for name in _INSTANT_COLUMNS), strict=True))
        promises = list(zip(*map(_moments, self._promises(table["ship_by"][picked])), strict=True))
        buyers = self._buyers.of(table["customer"][picked])
        lines = self._line_values(orders)
        return [
            self._render(row, order, lines, buyer, dates, promise)
            for row, order, buyer, dates, promise in zip(
                picked.tolist(), orders, buyers, instants, promises, strict=True
            )
        ]

    def _promises(self, ship_by: Any) -> tuple[Any, Any]:
        days = paris.local_day(ship_by)
        return days * paris.DAY + 2 * paris.DAY, days * paris.DAY + 5 * paris.DAY

    def _facts(
        self, row: int, order: _OrderValues, buyer: Buyer, country: str, ship_by: Any, promise: Any, is_pickup: bool
    ) -> OrderFacts:
        dates = {"promisedAtMin": promise[0], "promisedAtMax": promise[1], "shippedAtMax": ship_by}
        pickup = order.purchased_ms + row if is_pickup else None
        address = shipping_address(buyer, country, pickup) if order.status in ADDRESS_KNOWN else None
        return OrderFacts(order.supply, dates, address, self._events(row, order, "line"))

    def _events(self, row: int, order: _OrderValues, place: str) -> list[dict[str, Any]] | None:
        if self._choices.status_events != place:
            return None
        known = ("Processing", "Accepted", "InPreparation", "Shipped", "Delivered", ORDER_STATUSES[order.status])
        instants = [self._book.orders.value(name, row) for name in _EVENT_COLUMNS]
        return [
            {"status": name, "occurredAt": paris.moment(at)} for name, at in zip(known, instants, strict=True) if at
        ]

    def _render(
        self,
        row: int,
        order: _OrderValues,
        lines: dict[int, LineValues],
        buyer: Buyer,
        dates: tuple[datetime, ...],
        promise: tuple[datetime, ...],
    ) -> dict[str, Any]:
        line_rows = range(order.first_line, order.first_line + order.line_count)
        undecided = order.status in (PROCESSING, WAITING_ACCEPTANCE) and not self._choices.ship_by_before_acceptance
        ship_by = None if undecided else dates[3]
        mode = lines[order.first_line].mode
        country = country_of(buyer, self._choices)
        facts = self._facts(row, order, buyer, country, ship_by, promise, mode == PICKUP)
        identifier = order_id(row, CHANNELS[order.channel].id, order.purchased_ms)
        parcels = self._parcels.of(row, order.status, mode, line_rows)
        total = sum(line_total(lines[line]) for line in line_rows) / 100
        document = {
            "orderId": identifier,
            "reference": identifier,
            "businessOrder": order.business,
            "salesChannel": _CHANNEL_OBJECTS[order.channel],
            "seller": self._seller,
            "customer": {"reference": buyer.reference},
            "purchasedAt": dates[0],
            "createdAt": dates[1],
            "updatedAt": dates[2],
            "shippedAtMax": ship_by,
            "status": ORDER_STATUSES[order.status],
            "payment": {"method": PAYMENTS[order.payment]},
            "currencyCode": "EUR",
            "billingAddress": billing_address(buyer, country),
            "totalPrice": {"offerPrice": total, "sellingPrice": total},
            "lines": [self.lines.render(line, lines[line], facts, parcels.get(line, [])) for line in line_rows],
            "serviceFees": [],
        }
        if self._choices.status_events == "order":
            document["statusEvents"] = self._events(row, order, "order")
        return document
