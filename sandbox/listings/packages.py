"""Offer packages: created, filled, made ready, then integrated in virtual time (API sheet 11)."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final

from sandbox.contract.choices import Choices
from sandbox.contract.parameters import invalid
from sandbox.engine.agenda import Agenda
from sandbox.engine.ledger import Ledger
from sandbox.listings.offers import OfferShelf
from sandbox.nature.paris import moment

STATES: Final = ("WaitingForCompletion", "Ready", "IntegrationPending", "Integrated", "Rejected")
PACKAGE_TYPES: Final = ("Upsert", "Update", "Delete")
MOST_REQUESTS: Final = 50_000
KEPT_MILLISECONDS: Final = 3 * 86_400_000


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

    def results_at(self, now: int) -> list[dict[str, Any]]:
        """The results while they are kept."""
        return self.results if now - self.integrated_at <= KEPT_MILLISECONDS else []

    def document(self) -> dict[str, Any]:
        """The package object."""
        return {
            "packageId": str(self.number),
            "packageType": self.kind,
            "salesChannelId": self.channel_id,
            "state": self.state,
        }


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
