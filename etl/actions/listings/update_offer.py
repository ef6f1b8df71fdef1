"""`update_offer`: give a listing another quantity, price or both. The target is the seller's SKU.

Source: octopia-api section 11: a package is opened, filled and handed in; its integration comes later and reports on
each request. Only the handing in has an effect, and the package is written down before: it can always be looked into.
Setting a listing twice to the same is harmless; two different changes at once are refused, and a later change waits
until the one before it has ended, so that an older one never overtakes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from etl.actions.findings import Facts, Finding, Marketplace, Payload, Relation, Sight
from etl.actions.listings.offer_changes import OfferChange, checked_change, checked_sku
from etl.actions.listings.offer_readings import (
    INTEGRATED,
    OPEN,
    REJECTED,
    WORKED_ON,
    OfferReading,
    PackageReading,
    package_id_in,
    package_path,
    read_offer,
    read_package,
)
from etl.actions.notes import Note, note
from etl.octopia.answers import Reply

_WORDINGS: Final = {
    "no_listing": "There is no listing with the SKU {sku} on {channel}.",
    "listing_as_asked": "Listing {sku} shows what was asked for.",
    "listing_unchanged": "Listing {sku} is unchanged: no package for it was handed in.",
    "change_refused": "The marketplace did not take the change of {sku}: {words}",
    "change_taken": "Listing {sku} was integrated and shows what was asked for.",
    "change_to_show": "The change of {sku} was integrated, but the listing does not show it yet.",
    "package_worked_on": "The marketplace is working on package {package}.",
    "report_to_come": "Package {package} is {state}; its report does not tell of {sku} yet.",
    "change_taken_and_sold": "Listing {sku} was integrated; by now it shows {n} units.",
}
"""The notes as they are published, by their codes."""


def _said(code: str, **arguments: object) -> Note:
    return note(code, _WORDINGS[code], **arguments)


@dataclass(frozen=True)
class UpdateOffer:
    """Changing one listing by a package of one request."""

    name: str = "update_offer"
    doubles_are_refused: bool = True
    subject_type: str = "offer"
    discharges: frozenset[str] = frozenset()
    moves: frozenset[str] = frozenset({"listings"})

    def checked_target(self, target: str) -> str:
        """The seller's SKU."""
        return checked_sku(target)

    def checked_payload(self, payload: Mapping[str, Any]) -> Payload:
        """Only what changes."""
        return checked_change(payload).payload()

    def fingerprint(self, target: str, payload: Payload) -> str:  # noqa: ARG002  same for every payload
        """One change per listing at a time, whatever it changes."""
        return f"offer:{target}"

    def relation(self, payload: Payload, other_kind: str, other_payload: Payload) -> Relation:
        """The same change is the same action; another change of the same listing contradicts it."""
        if other_kind != self.name:
            return Relation.INDEPENDENT
        return Relation.SAME if payload == other_payload else Relation.CONFLICT

    def open_package(self, marketplace: Marketplace, payload: Payload) -> Facts:
        """Open an empty package on the listing's channel."""
        channel = {"SalesChannelId": payload["sales_channel_id"]}
        reply = marketplace.write("POST", "/offer-packages", {"packageType": "Update"}, channel)
        return {"package_id": package_id_in(reply)}

    def hand_in(self, marketplace: Marketplace, target: str, payload: Payload, package: Facts) -> Reply:
        """Put the one request in and declare the package ready."""
        path = package_path(package["package_id"])
        marketplace.write("POST", f"{path}/offer-requests", [OfferChange(**payload).request(target)])
        return marketplace.write("PATCH", path, {"state": "Ready"})

    def look_into(self, marketplace: Marketplace, target: str, payload: Payload, package: Facts) -> Finding:
        """Read the package and, unless it is still worked on, the listing."""
        change = OfferChange(**payload)
        seen = read_package(marketplace, package["package_id"], target) if package else None
        if seen is not None and seen.state in WORKED_ON:
            said = _said("package_worked_on", package=seen.package_id)
            return Finding(Sight.PENDING, said, seen.facts())
        return judged_change(target, change, seen, read_offer(marketplace, change.sales_channel_id, target))


def judged_change(sku: str, change: OfferChange, package: PackageReading | None, offer: OfferReading | None) -> Finding:
    """Judge a package that is not worked on (None: there never was one) together with the listing (None: not found)."""
    facts = {**(package.facts() if package else {}), **(offer.facts() if offer else {})}
    if package is not None and package.state != OPEN:
        return _reported(sku, change, package, offer, facts)
    if offer is None:
        return Finding(Sight.RULED_OUT, _said("no_listing", sku=sku, channel=change.sales_channel_id), facts)
    if _shows(change, offer):
        return Finding(Sight.EFFECT, _said("listing_as_asked", sku=sku), facts)
    return Finding(Sight.UNTOUCHED, _said("listing_unchanged", sku=sku), facts)


def _reported(
    sku: str, change: OfferChange, package: PackageReading, offer: OfferReading | None, facts: Facts
) -> Finding:
    if package.status not in {None, INTEGRATED} or package.state == REJECTED:
        words = package.words or package.status or package.state
        return Finding(Sight.REFUSED, _said("change_refused", sku=sku, words=words), facts)
    if package.status is None:
        said = _said("report_to_come", package=package.package_id, state=package.state, sku=sku)
        return Finding(Sight.PENDING, said, facts)
    if offer is not None and _shows(change, offer):
        return Finding(Sight.EFFECT, _said("change_taken", sku=sku), facts)
    if offer is not None and _shows(change, offer, may_have_sold=True):
        said = _said("change_taken_and_sold", sku=sku, n=offer.quantity)
        return Finding(Sight.EFFECT, said, facts)
    return Finding(Sight.PENDING, _said("change_to_show", sku=sku), facts)


def _shows(change: OfferChange, offer: OfferReading, *, may_have_sold: bool = False) -> bool:
    """Whether the listing is as asked for; what it does not show cannot differ, and sales explain a lower stock."""
    wanted, shown = change.quantity, offer.quantity
    has_units = wanted is None or shown is None or shown == wanted or (may_have_sold and shown < wanted)
    return has_units and (change.price is None or offer.price is None or Decimal(offer.price) == change.price)


UPDATE_OFFER: Final = UpdateOffer()
