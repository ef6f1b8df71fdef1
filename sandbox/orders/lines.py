"""Order lines as they look on the wire (API sheet 3.2, 5)."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from orjson import Fragment, dumps

from sandbox.contract.choices import Choices
from sandbox.contract.codes import DELIVERY_MODES
from sandbox.listings.listings import Listing
from sandbox.orders.identifiers import line_id
from sandbox.orders.statuses import LINE_STATUSES, SUPPLY_MODES

LINE_COLUMNS = ("status", "mode", "quantity", "listing", "unit_price", "shipping")

_PRICES_KEPT: Final = 50_000


class LineValues(NamedTuple):
    """One line's columns, in the order of LINE_COLUMNS."""

    status: int
    mode: int
    quantity: int
    listing: int
    unit_price: int
    shipping: int


class OrderFacts(NamedTuple):
    """What the lines of one order share."""

    supply: int
    delivery_dates: dict[str, Any]
    address: dict[str, Any] | None
    events: list[dict[str, Any]] | None


class _Prices(NamedTuple):
    total: int
    total_price: Fragment
    offer_price: Fragment
    selling_price: Fragment


def line_total(line: LineValues) -> int:
    """What the customer pays for a line, in cents: units and, once, shipping (API sheet 3.2)."""
    return line.unit_price * line.quantity + line.shipping


def _prices(line: LineValues, rate: float) -> _Prices:
    total = line_total(line)
    commission = round(total * rate / 100)
    fees = {"amountWithVat": round(commission * 1.2) / 100, "amountWithoutVat": commission / 100, "rate": rate}
    vat = round(line.unit_price * line.quantity / 6) / 100
    price = {"unitSalesPrice": line.unit_price / 100, "shippingCost": line.shipping / 100}
    taxes = [{"code": "VAT", "target": "SalesPrice", "amount": vat, "rate": 20.0}]
    return _Prices(
        total,
        Fragment(dumps({"offerPrice": total / 100, "sellingPrice": total / 100})),
        Fragment(dumps({**price, "commission": fees, "taxes": taxes})),
        Fragment(dumps({**price, "taxes": []})),
    )


def _offer_fragments(listings: Sequence[Listing]) -> list[list[Fragment]]:
    return [
        [
            Fragment(
                dumps(
                    {
                        "id": listing.offer_id,
                        "sellerProductId": listing.seller_product_id,
                        "supplyMode": supply,
                        "productId": listing.product_id,
                        "productTitle": listing.title,
                        "productGtin": listing.gtin,
                        "condition": listing.condition,
                    }
                )
            )
            for supply in SUPPLY_MODES
        ]
        for listing in listings
    ]


class LineDocuments:
    """Renders lines; the part that only depends on the listing is encoded once."""

    def __init__(self, listings: Sequence[Listing], choices: Choices) -> None:
        self._offers = _offer_fragments(listings)
        self._rates = [listing.commission_rate for listing in listings]
        self._prices: dict[tuple[int, ...], _Prices] = {}
        self._is_unique, self._has_events = choices.unique_line_ids, choices.status_events == "line"

    def line_id(self, row: int) -> str:
        """The line's id on the wire."""
        return line_id(row, self._is_unique)

    def prices(self, line: LineValues) -> _Prices:
        """The price objects of a line; many lines share theirs, so they are written once and kept."""
        key = line[2:]
        if key not in self._prices:
            if len(self._prices) > _PRICES_KEPT:
                self._prices.clear()
            self._prices[key] = _prices(line, self._rates[line.listing])
        return self._prices[key]

    def render(self, row: int, line: LineValues, order: OrderFacts, parcels: list[dict[str, Any]]) -> dict[str, Any]:
        """One line object."""
        prices = self.prices(line)
        document = {
            "orderLineId": line_id(row, self._is_unique),
            "status": LINE_STATUSES[line.status],
            "quantity": line.quantity,
            "totalPrice": prices.total_price,
            "offerPrice": prices.offer_price,
            "sellingPrice": prices.selling_price,
            "offer": self._offers[line.listing][order.supply],
            "delivery": {"mode": DELIVERY_MODES[line.mode], **order.delivery_dates},
            "shippingAddress": order.address,
            "parcels": parcels,
        }
        if self._has_events:
            document["statusEvents"] = order.events
        return document
