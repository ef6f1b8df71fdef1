"""Offer packages: created, filled with checked requests, made ready, then integrated in virtual time (API sheet 11)."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final

from sandbox.contract.choices import Choices
from sandbox.contract.parameters import invalid
from sandbox.engine.clock import Agenda
from sandbox.engine.ledger import Ledger
from sandbox.listings.offers import OfferShelf
from sandbox.nature.paris import moment

STATES: Final = ("WaitingForCompletion", "Ready", "IntegrationPending", "Integrated", "Rejected")
PACKAGE_TYPES: Final = ("Upsert", "Update", "Delete")
MOST_REQUESTS: Final = 50_000
KEPT_MILLISECONDS: Final = 3 * 86_400_000
"""How long the results of a package can be read, in virtual time."""


@dataclass
class Package:
    """One package of offer requests."""

    number: int
    kind: str
    channel_id: str
    state: str = "WaitingForCompletion"
    requests: list[dict[str, Any]] = field(default_factory=list)
    results: list[dict[str, Any]] = field(default_factory=list)
    integrated_at: int = 0

    def document(self) -> dict[str, Any]:
        """The package object."""
        return {
            "packageId": str(self.number),
            "packageType": self.kind,
            "salesChannelId": self.channel_id,
            "state": self.state,
        }


def _check_price(price: Any, place: str) -> None:
    if price is None:
        return
    value = price.get("price") if isinstance(price, dict) else None
    if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
        raise invalid(f"{place}.price.price", "The field price must be a number above 0.")


def _checked(request: Any, place: str, kind: str) -> dict[str, Any]:
    if not isinstance(request, dict):
        raise invalid(place, "An offer request must be an object.")
    reference = request.get("sellerExternalReference")
    if not isinstance(reference, str) or not 0 < len(reference) <= 50:
        raise invalid(f"{place}.sellerExternalReference", "The reference must have 1 to 50 characters.")
    quantity = request.get("quantity")
    if quantity is not None and (isinstance(quantity, bool) or not isinstance(quantity, int) or quantity < 0):
        raise invalid(f"{place}.quantity", "The field quantity must be an integer from 0.")
    if kind == "Upsert" and (quantity is None or request.get("price") is None):
        raise invalid(place, "An Upsert needs price and quantity.")
    _check_price(request.get("price"), place)
    return request


def checked_requests(body: Any, kind: str, most: int) -> list[dict[str, Any]]:
    """The requests of one call; Problem 400 unless it is an array of 1 to `most` good ones."""
    if not isinstance(body, list) or not 1 <= len(body) <= most:
        raise invalid("$", f"An array of 1 to {most} offer requests is expected.")
    return [_checked(request, f"[{place}]", kind) for place, request in enumerate(body)]


def _result(reference: str, status: str, code: str, message: str) -> dict[str, Any]:
    results = [{"resultCode": code, "message": message}] if code else []
    return {"sellerExternalReference": reference, "integrationStatus": status, "results": results}


class OfferPackages:
    """All packages; integration happens through the world's agenda."""

    def __init__(self, shelf: OfferShelf, agenda: Agenda, ledger: Ledger, choices: Choices) -> None:
        self._shelf, self._agenda, self._ledger = shelf, agenda, ledger
        self._delay = choices.package_seconds * 1000
        self.packages: dict[str, Package] = {}
        agenda.handlers |= {"package begins": self._begin, "package ends": self._integrate}

    def create(self, kind: str, channel_id: str) -> Package:
        """A new, empty package."""
        package = Package(812_000 + len(self.packages) + 1, kind, channel_id)
        self.packages[str(package.number)] = package
        return package

    def fill(self, package: Package, requests: list[dict[str, Any]]) -> None:
        """Add checked requests; Problem 400 beyond the size of a package."""
        if len(package.requests) + len(requests) > MOST_REQUESTS:
            raise invalid("$", f"A package holds at most {MOST_REQUESTS} offer requests.")
        package.requests += requests

    def make_ready(self, package: Package, at: int) -> None:
        """Close a package; its integration begins and ends later."""
        package.state = "Ready"
        self._agenda.plan(at + self._delay, "package begins", package.number)
        self._agenda.plan(at + 2 * self._delay, "package ends", package.number)

    def _begin(self, number: int, at: int) -> None:
        del at
        self.packages[str(number)].state = "IntegrationPending"

    def _integrate(self, number: int, at: int) -> None:
        package = self.packages[str(number)]
        times = Counter(request["sellerExternalReference"] for request in package.requests)
        package.results = [self._apply(package, request, times, at) for request in package.requests]
        package.state, package.integrated_at = "Integrated", at

    def _apply(self, package: Package, request: dict[str, Any], times: Counter[str], at: int) -> dict[str, Any]:
        reference = request["sellerExternalReference"]
        offer = self._shelf.by_reference.get(reference)
        if times[reference] > 1:
            return _result(
                reference, "Duplicated", "DuplicatedReference", "The reference is sent twice in the package."
            )
        if offer is None:
            return _result(reference, "Rejected", "OfferNotFound", f"No offer has the reference {reference}.")
        # Absent is not zero: an Update says only what changes, and a null leaves the value as it is.
        price, quantity = (request.get("price") or {}).get("price"), request.get("quantity")
        if price is not None:
            offer.price = round(float(price) * 100)
        if quantity is not None:
            offer.stock = int(quantity)
        offer.is_withdrawn = package.kind == "Delete"
        offer.updated = at
        effect = {"package": str(package.number), "type": package.kind, "price": price, "quantity": quantity}
        self._ledger.note("update_offer", reference, moment(at), "client", effect)
        return _result(reference, "Integrated", "", "")
