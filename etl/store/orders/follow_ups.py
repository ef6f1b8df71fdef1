"""What people wish to tell the customer once an action is done: kept here until it is withdrawn or sent.

A wish says nothing of its action: whoever sends it looks first whether the order has really come that far.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Engine, insert, select, update
from sqlalchemy.exc import IntegrityError

from etl.store.ops.database import reading, writing
from etl.store.ops.schema import follow_up

CONFIRM_ACCEPTANCE: Final = "confirm_acceptance"
CONFIRM_SHIPMENT: Final = "confirm_shipment"


@dataclass(frozen=True)
class FollowUp:
    """A wish that stands: what to confirm to the buyer of an order, who wished it, when (UTC)."""

    order_id: str
    kind: str
    wished_by: str
    wished_at: datetime


def wish_follow_up(ops: Engine, order_id: str, kind: str, *, by: str, now: datetime) -> bool:
    """Write a wish down; `False` when the same one stands already."""
    values = {"order_id": order_id, "kind": kind, "open_key": _key(order_id, kind), "wished_by": by, "wished_at": now}
    try:
        with writing(ops) as connection:
            connection.execute(insert(follow_up).values(values))
    except IntegrityError:  # the same wish stands
        return False
    return True


def withdraw_follow_up(ops: Engine, order_id: str, kind: str, *, by: str, now: datetime) -> bool:
    """Take a wish back; `False` when none stands."""
    standing = update(follow_up).where(follow_up.c.open_key == _key(order_id, kind))
    with writing(ops) as connection:
        done = connection.execute(standing.values(open_key=None, withdrawn_by=by, withdrawn_at=now))
    return done.rowcount == 1


def standing_follow_ups(ops: Engine, order_id: str) -> dict[str, FollowUp]:
    """The wishes that stand for an order, by kind."""
    columns = (follow_up.c.order_id, follow_up.c.kind, follow_up.c.wished_by, follow_up.c.wished_at)
    chosen = select(*columns).where(follow_up.c.order_id == order_id, follow_up.c.open_key.is_not(None))
    with reading(ops) as connection:
        return {row.kind: FollowUp(*row) for row in connection.execute(chosen)}


def _key(order_id: str, kind: str) -> str:
    return f"{kind}:{order_id}"
