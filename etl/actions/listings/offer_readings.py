"""Reads a listing and an offer package as actions need them.

Source: octopia-api section 11. Where a listing shows its stock is not attested: every place a client has seen is read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final

import orjson

from etl.actions.findings import Facts, Marketplace
from etl.octopia.answers import Reply
from etl.octopia.errors import BrokenAnswer

WORKED_ON: Final = frozenset({"Ready", "IntegrationPending"})
OPEN: Final = "WaitingForCompletion"
INTEGRATED: Final = "Integrated"
REJECTED: Final = "Rejected"

_PACKAGE_ID: Final = re.compile(r"offers?-packages/([A-Za-z0-9-]{1,64})/?\Z")
_RESULTS_READ: Final = 1000
_LONGEST_WORDS: Final = 400


@dataclass(frozen=True)
class OfferReading:
    """A listing as the marketplace shows it now; None: not shown. `price` is exact text, such as 19.90."""

    seller_product_id: str
    quantity: int | None
    price: str | None
    state: str | None
    updated_at: str | None

    def facts(self) -> Facts:
        """The reading as evidence."""
        return {"reading": asdict(self)}


@dataclass(frozen=True)
class PackageReading:
    """A package and what it says of our one request: its status, None while there is no report, and the words."""

    package_id: str
    state: str
    status: str | None
    words: str

    def facts(self) -> Facts:
        """The reading as evidence."""
        return {"package_reading": asdict(self)}


def package_path(package_id: str) -> str:
    """The address of a package."""
    return f"/offer-packages/{package_id}"


def package_id_in(reply: Reply) -> str:
    """The id of a package just opened; raises `BrokenAnswer` when the answer does not name it."""
    found = _PACKAGE_ID.search(reply.headers.get("content-location", "").strip())
    if found is None:
        raise BrokenAnswer("The offer package was opened but the answer does not name it; nothing was changed by it.")
    return found[1]


def read_offer(marketplace: Marketplace, sales_channel_id: str, seller_product_id: str) -> OfferReading | None:
    """The listing with that SKU, None when the channel has none; raises `OctopiaError`."""
    asked: dict[str, str | int] = {
        "salesChannelId": sales_channel_id,
        "sellerExternalReferences": seller_product_id,
        "limit": 100,
    }
    items = _items(marketplace.read("/offers", asked).body, f"SKU {seller_product_id}")
    mine = [one for one in items if one.get("sellerExternalReference") == seller_product_id]
    try:
        return _offer(mine[-1], seller_product_id) if mine else None
    except (InvalidOperation, ValueError, TypeError, AttributeError, LookupError) as error:
        raise BrokenAnswer(f"The listing {seller_product_id} cannot be read ({type(error).__name__})") from None


def read_package(marketplace: Marketplace, package_id: str, seller_product_id: str) -> PackageReading:
    """The package and its report on one SKU; raises `OctopiaError`."""
    content = _content(marketplace.read(package_path(package_id)).body, f"package {package_id}")
    state = str(content.get("state"))
    if state not in {INTEGRATED, REJECTED}:
        return PackageReading(package_id, state, None, "")
    path = f"{package_path(package_id)}/offer-requests-results"
    items = _items(marketplace.read(path, {"limit": _RESULTS_READ}).body, f"the report of package {package_id}")
    mine = [one for one in items if one.get("sellerExternalReference") == seller_product_id]
    if not mine:
        return PackageReading(package_id, state, None, "")
    return PackageReading(package_id, state, str(mine[-1].get("integrationStatus")), _words(mine[-1]))


def _words(report: Mapping[str, Any]) -> str:
    said = [f"{one.get('resultCode')}: {one.get('message')}" for one in report.get("results") or []]
    return "; ".join(said)[:_LONGEST_WORDS]


def _offer(item: Mapping[str, Any], seller_product_id: str) -> OfferReading:
    stocks = item.get("stocks") or [{}]
    places = (
        item.get("quantity"),
        item.get("stockQuantity"),
        _part(item, "stock", "quantity"),
        stocks[0].get("quantity"),
    )
    quantity = next((int(one) for one in places if one is not None), None)
    prices = (_part(item, "facialPrice", "price"), _part(item, "price", "price"))
    price = next((_amount(one) for one in prices if one is not None), None)
    return OfferReading(seller_product_id, quantity, price, item.get("offerState"), item.get("updatedAt"))


def _part(item: Mapping[str, Any], name: str, part: str) -> Any:
    return (item.get(name) or {}).get(part)


def _amount(value: object) -> str:
    return str(Decimal(str(value)).quantize(Decimal("0.01")))


def _items(body: bytes, what: str) -> list[dict[str, Any]]:
    items = _content(body, what).get("items")
    if not isinstance(items, list) or not all(isinstance(one, dict) for one in items):
        raise BrokenAnswer(f"The answer for {what} is not a list of items")
    return items


def _content(body: bytes, what: str) -> dict[str, Any]:
    try:
        content = orjson.loads(body)
    except orjson.JSONDecodeError:
        content = None
    if not isinstance(content, dict):
        raise BrokenAnswer(f"The answer for {what} is not an object")
    return content
