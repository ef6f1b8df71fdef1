"""What approving and refusing an order have in common: one request, one field, one decision per order.

Source: octopia-api section 4: whole order, no reason field, only while WaitingAcceptance.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from etl.actions.errors import InvalidAction
from etl.actions.findings import Finding, Marketplace, Payload, Relation, Sight
from etl.actions.notes import Note, note
from etl.actions.orders.readings import OrderReading, checked_order_id, order_path, read_order
from etl.octopia.answers import Reply

DECISION_KINDS = frozenset({"approve_order", "refuse_order"})
UNDECIDED_STATUSES = frozenset({"Processing", "WaitingAcceptance"})


_WORDINGS: Final = {
    "order_is": "Order {order} is {status}.",
    "order_is_still": "Order {order} is still {status}.",
    "order_is_instead": "Order {order} is {status} instead.",
    "order_status_unknown": "Order {order} has the unknown status {status!r}.",
}
"""The notes as they are published, by their codes."""


def _said(code: str, **arguments: object) -> Note:
    return note(code, _WORDINGS[code], **arguments)


@dataclass(frozen=True)
class OrderDecision:
    """Accepting or refusing an order: the word sent, the statuses that show it, those that rule it out."""

    name: str
    approval_status: str
    shown_by: frozenset[str]
    ruled_out_by: frozenset[str]
    doubles_are_refused: bool = True
    subject_type: str = "order"
    discharges: frozenset[str] = frozenset({"accept_order"})
    moves: frozenset[str] = frozenset({"orders"})

    def checked_target(self, target: str) -> str:
        """An order's id."""
        return checked_order_id(target)

    def checked_payload(self, payload: Mapping[str, Any]) -> Payload:
        """A decision says nothing more; any field is refused rather than dropped."""
        for field, value in payload.items():
            raise InvalidAction.for_field(field, value, f"{self.name} takes no payload; leave it out.")
        return {}

    def fingerprint(self, target: str, payload: Payload) -> str:  # noqa: ARG002  same for every payload
        """One decision per order, whichever it is."""
        return f"decision:{target}"

    def relation(self, payload: Payload, other_kind: str, other_payload: Payload) -> Relation:  # noqa: ARG002  no payload
        """The same decision is the same action; the other one contradicts it."""
        if other_kind == self.name:
            return Relation.SAME
        return Relation.CONFLICT if other_kind in DECISION_KINDS else Relation.INDEPENDENT

    def send(self, marketplace: Marketplace, target: str, payload: Payload) -> Reply:  # noqa: ARG002  no payload
        """Post the decision."""
        body = {"approval_status": self.approval_status}
        return marketplace.write("POST", f"{order_path(target)}/approval-status", body)

    def look(self, marketplace: Marketplace, target: str, payload: Payload) -> Finding:  # noqa: ARG002  no payload
        """Read the order and judge by its status."""
        return self.judged(read_order(marketplace, target))

    def judged(self, order: OrderReading) -> Finding:
        """Judge a reading of the order."""
        status, facts = order.status, order.facts()
        names = {"order": order.order_id, "status": status[:40]}
        if status in self.shown_by:
            return Finding(Sight.EFFECT, _said("order_is", **names), facts)
        if status in UNDECIDED_STATUSES:
            return Finding(Sight.UNTOUCHED, _said("order_is_still", **names), facts)
        if status in self.ruled_out_by:
            return Finding(Sight.RULED_OUT, _said("order_is_instead", **names), facts)
        strange = _said("order_status_unknown", **names)
        return Finding(Sight.UNCLEAR, strange, facts)
