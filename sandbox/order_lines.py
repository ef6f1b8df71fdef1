"""Order lines as they look on the wire (API sheet 3.2, 5)."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from orjson import Fragment, dumps

from sandbox.choices import Choices
from sandbox.drafts import DELIVERY_MODES
from sandbox.identifiers import line_id
from sandbox.listings import Listing
from sandbox.statuses import LINE_STATUSES, SUPPLY_MODES

LINE_COLUMNS = ("status", "quantity", "listing", "mode", "unit_price", "shipping")


class LineValues(NamedTuple):
    """One line's columns, in the order of LINE_COLUMNS."""

    status: int
    quantity: int
    listing: int
    mode: int
    unit_price: int
    shipping: int


class OrderFacts(NamedTuple):
    """What the lines of one order share."""

    supply: int
    delivery_dates: dict[str, Any]
    address: dict[str, Any] | None
    events: list[dict[str, Any]] | None


def line_total(line: LineValues) -> int:
    """What the customer pays for a line, in cents: units and, once, shipping (API sheet 3.2)."""
    return line.unit_price * line.quantity + line.shipping


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
        self._is_unique, self._has_events = choices.unique_line_ids, choices.status_events == "line"

    def line_id(self, row: int) -> str:
        """The line's id on the wire."""
        return line_id(row, self._is_unique)

    def _prices(self, line: LineValues, total: int) -> tuple[dict[str, Any], dict[str, Any]]:
        rate = self._rates[line.listing]
        commission = round(total * rate / 100)
        unit, shipping = line.unit_price / 100, line.shipping / 100
        vat = {"code": "VAT", "target": "SalesPrice", "amount": round(line.unit_price * line.quantity / 6) / 100}
        offer = {
            "unitSalesPrice": unit,
            "shippingCost": shipping,
            "commission": {
                "amountWithVat": round(commission * 1.2) / 100,
                "amountWithoutVat": commission / 100,
                "rate": rate,
            },
            "taxes": [{**vat, "rate": 20.0}],
        }
        return offer, {"unitSalesPrice": unit, "shippingCost": shipping, "taxes": []}

    def render(self, row: int, line: LineValues, order: OrderFacts, parcels: list[dict[str, Any]]) -> dict[str, Any]:
        """One line object."""
        total = line_total(line)
        offer_price, selling_price = self._prices(line, total)
        document = {
            "orderLineId": line_id(row, self._is_unique),
            "status": LINE_STATUSES[line.status],
            "quantity": line.quantity,
            "totalPrice": {"offerPrice": total / 100, "sellingPrice": total / 100},
            "offerPrice": offer_price,
            "sellingPrice": selling_price,
            "offer": self._offers[line.listing][order.supply],
            "delivery": {"mode": DELIVERY_MODES[line.mode], **order.delivery_dates},
            "shippingAddress": order.address,
            "parcels": parcels,
        }
        if self._has_events:
            document["statusEvents"] = order.events
        return document
