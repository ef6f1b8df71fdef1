"""What can still be taken back, counted where it is kept: a batch of ten thousand is one line, not ten thousand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, Executable, func, select

from etl.actions.states import State
from etl.store.ops.database import reading
from etl.store.ops.schema import action


@dataclass(frozen=True)
class Held:
    """Actions of one person that no request was made of: one alone (`batch_id` is None), or all those of a batch.

    Instants are UTC. `kind` and `target` are those of the action, or of one of them. `last_send_at`: until when the
    last of them is held; an earlier instant means that they wait their turn.
    """

    batch_id: str | None
    action_id: str
    kind: str
    target: str
    items: int
    last_send_at: datetime


def held_by(ops: Engine, person: str, now: datetime) -> list[Held]:
    """What a person can still take back, the newest first.

    A single action shows while it is held; a batch for as long as some of it is unsent, since sending it takes minutes.
    """
    with reading(ops) as connection:
        held = [Held(**row) for row in connection.execute(_unsent(person)).mappings()]
    return [each for each in held if each.batch_id is not None or each.last_send_at > now]


def _unsent(person: str) -> Executable:
    return (
        select(
            func.max(action.c.batch_id).label("batch_id"),
            func.min(action.c.action_id).label("action_id"),
            func.min(action.c.kind).label("kind"),
            func.min(action.c.target).label("target"),
            func.count().label("items"),
            func.max(action.c.not_before_at).label("last_send_at"),
        )
        .where(
            action.c.state == State.QUEUED,
            action.c.sent_at.is_(None),
            action.c.requested_by == person,
        )
        .group_by(func.coalesce(action.c.batch_id, action.c.action_id))
        .order_by(func.max(action.c.requested_at).desc())
    )
