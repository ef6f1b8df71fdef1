"""`ship_order`: declare the parcel that carries an order. Discharges the obligation `ship_order`.

Source: octopia-api section 5: the body is an array of parcels; a shipment can be neither changed nor taken back, and
repeating it is refused because the lines are already Shipped.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from etl.actions.findings import Finding, Marketplace, Payload, Relation, Sight
from etl.actions.notes import Note, note
from etl.actions.orders.readings import LineReading, OrderReading, checked_order_id, order_path, read_order
from etl.actions.orders.shipments import Shipment, checked_shipment
from etl.domain.orders.statuses import OPEN_STATUSES, SHIPPED_STATUSES, TERMINAL_STATUSES
from etl.octopia.answers import Reply

SHIPPABLE_STATUSES: Final = OPEN_STATUSES | {"CancelRequest"}


_WORDINGS: Final = {
    "parcel_on_order": "Parcel {parcel} is on the lines of order {order}.",
    "parcel_on_some_lines": "Parcel {parcel} is on some lines of order {order} only.",
    "nothing_left_to_ship": "Nothing is left to ship: order {order} is {status}.",
    "lines_not_shown": "The lines of order {order} are not shown.",
    "order_without_parcel": "Order {order} is {status} and no parcel is on it.",
    "order_shows_no_parcel": "Order {order} is {status} but shows no parcel.",
    "shipped_with_another": "Order {order} was shipped with another parcel: {parcel}.",
    "order_statuses_unknown": "Order {order} has an unknown status: {status}.",
}
"""The notes as they are published, by their codes."""


def _said(code: str, **arguments: object) -> Note:
    return note(code, _WORDINGS[code], **arguments)


@dataclass(frozen=True)
class ShipOrder:
    """Declaring one parcel for all or some lines of an order."""

    name: str = "ship_order"
    doubles_are_refused: bool = True
    subject_type: str = "order"
    discharges: frozenset[str] = frozenset({"ship_order"})
    moves: frozenset[str] = frozenset({"orders"})

    def checked_target(self, target: str) -> str:
        """An order's id."""
        return checked_order_id(target)

    def checked_payload(self, payload: Mapping[str, Any]) -> Payload:
        """Check parcel, carrier, address and lines."""
        return checked_shipment(payload).payload()

    def fingerprint(self, target: str, payload: Payload) -> str:
        """One shipment per order and set of lines."""
        return f"ship:{target}:{' '.join(payload['order_line_ids'] or ['*'])}"

    def relation(self, payload: Payload, other_kind: str, other_payload: Payload) -> Relation:
        """The same parcel is the same action; another parcel for a line that has one under way contradicts it."""
        if other_kind != self.name:
            return Relation.INDEPENDENT
        if Shipment(**payload).parcel() == Shipment(**other_payload).parcel():
            return Relation.SAME
        mine, theirs = payload["order_line_ids"], other_payload["order_line_ids"]
        are_apart = bool(mine and theirs) and set(mine).isdisjoint(theirs)
        return Relation.INDEPENDENT if are_apart else Relation.CONFLICT

    def send(self, marketplace: Marketplace, target: str, payload: Payload) -> Reply:
        """Post the parcel."""
        return marketplace.write("POST", f"{order_path(target)}/shipments", [Shipment(**payload).parcel()])

    def look(self, marketplace: Marketplace, target: str, payload: Payload) -> Finding:
        """Read the order and look for the parcel number on its lines."""
        return judged_shipment(read_order(marketplace, target), Shipment(**payload))


def judged_shipment(order: OrderReading, shipment: Shipment) -> Finding:
    """Judge a reading of the order: is that parcel on those lines?"""
    wanted = shipment.order_line_ids
    lines = [line for line in order.lines if wanted is None or line.order_line_id in wanted]
    carrying = [line for line in lines if _carries(line, shipment.parcel_number)]
    owed = [line for line in lines if line.status not in TERMINAL_STATUSES]
    facts, names = order.facts(), {"order": order.order_id, "parcel": shipment.parcel_number, "status": order.status}
    if carrying and all(line in carrying for line in owed):
        return Finding(Sight.EFFECT, _said("parcel_on_order", **names), facts)
    if carrying:
        return Finding(Sight.UNCLEAR, _said("parcel_on_some_lines", **names), facts)
    if order.status in TERMINAL_STATUSES or (lines and not owed):
        return Finding(Sight.RULED_OUT, _said("nothing_left_to_ship", **names), facts)
    if not lines:
        return Finding(Sight.UNCLEAR, _said("lines_not_shown", **names), facts)
    return _not_carried(order, owed, facts)


def _not_carried(order: OrderReading, owed: list[LineReading], facts: dict[str, Any]) -> Finding:
    others = sorted({number for line in owed for number in line.parcel_numbers})
    if others:
        said = _said("shipped_with_another", order=order.order_id, parcel=", ".join(others))
        return Finding(Sight.CONTRADICTORY, said, facts)
    names = {"order": order.order_id, "status": order.status}
    statuses = {order.status, *(line.status for line in owed)}
    if statuses <= SHIPPABLE_STATUSES:
        return Finding(Sight.UNTOUCHED, _said("order_without_parcel", **names), facts)
    if statuses & SHIPPED_STATUSES:
        return Finding(Sight.UNCLEAR, _said("order_shows_no_parcel", **names), facts)
    said = _said("order_statuses_unknown", order=order.order_id, status=sorted(statuses))
    return Finding(Sight.UNCLEAR, said, facts)


def _carries(line: LineReading, parcel_number: str) -> bool:
    return parcel_number.casefold() in {number.casefold() for number in line.parcel_numbers}


SHIP_ORDER: Final = ShipOrder()
