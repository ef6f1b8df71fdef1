"""What people wish to tell the customer once an action is done: kept here until it is withdrawn or sent.

A wish says nothing of its action: whoever sends it looks first whether the order has really come that far.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Engine

from etl.store.ops.local_events import LocalEvent, Topic, record, standing
from etl.store.ops.presence import Subject

CONFIRM_ACCEPTANCE: Final = "confirm_acceptance"
CONFIRM_SHIPMENT: Final = "confirm_shipment"


@dataclass(frozen=True)
class FollowUp:
    """A wish that stands: what to confirm to the buyer of an order, who wished it, when (UTC)."""

    order_id: str
    kind: str
    wished_by: str
    wished_at: datetime


def _folded(state: dict[str, Any] | None, event: LocalEvent) -> dict[str, Any] | None:
    """The wishes that stand by kind; the same wish again, or taking back what does not stand, says nothing new."""
    wishes, kind = dict(state or {}), event.data["kind"]
    if event.code == "wished":
        wishes.setdefault(kind, {"by": event.actor, "at": event.at.isoformat()})
    else:
        wishes.pop(kind, None)
    return wishes or None


FOLLOW_UPS: Final = Topic("follow_up", _folded)


def wish_follow_up(ops: Engine, order_id: str, kind: str, *, by: str, now: datetime) -> bool:
    """Write a wish down; `False` when the same one stands already."""
    return record(ops, FOLLOW_UPS, LocalEvent(Subject("order", order_id), "wished", now, by, {"kind": kind}))


def withdraw_follow_up(ops: Engine, order_id: str, kind: str, *, by: str, now: datetime) -> bool:
    """Take a wish back; `False` when none stands."""
    return record(ops, FOLLOW_UPS, LocalEvent(Subject("order", order_id), "withdrawn", now, by, {"kind": kind}))


def standing_follow_ups(ops: Engine, order_id: str) -> dict[str, FollowUp]:
    """The wishes that stand for an order, by kind."""
    found = standing(ops, FOLLOW_UPS, "order", {order_id}).get(order_id)
    return {
        kind: FollowUp(order_id, kind, wish["by"], datetime.fromisoformat(wish["at"]))
        for kind, wish in (found.state if found else {}).items()
    }
