"""Many actions asked for at once: each is its own action, all carry one batch id.

Safe to stop anywhere and to ask again: what is already under way answers itself and is not doubled.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine

from etl.actions.errors import ActionError
from etl.actions.listings import Wanted, list_actions
from etl.actions.outbox import Enqueued, enqueue, undo
from etl.actions.states import State


@dataclass(frozen=True)
class Asked:
    """What became of one item: the action it is, or why it could not be written down."""

    target: str
    enqueued: Enqueued | None = None
    refusal: ActionError | None = None


def ask_all(
    ops: Engine,
    kind: str,
    items: Iterable[tuple[str, Mapping[str, Any]]],
    *,
    batch_id: str,
    requested_by: str,
    hold: timedelta,
    now: datetime,
    seen: Mapping[str, Any] | None = None,
) -> Iterator[Asked]:
    """Write down an action per item (target, payload), answering item by item so that progress can be shown.

    An item that does not fit, or contradicts what is under way, is answered with its refusal and stops no other.
    Raises `OpsError`: what was written until then stays, and asking again goes on from there.
    """
    for target, payload in items:
        try:
            enqueued = enqueue(
                ops,
                kind,
                target,
                payload,
                requested_by=requested_by,
                hold=hold,
                now=now,
                seen=seen,
                batch_id=batch_id,
            )
        except ActionError as error:
            yield Asked(target, refusal=error)
        else:
            yield Asked(target, enqueued)


def undo_batch(ops: Engine, batch_id: str, *, by: str, now: datetime) -> int:
    """Take back every action of a batch that has not been sent; answers how many."""
    waiting = list_actions(ops, Wanted(states={State.QUEUED}, batch_id=batch_id))
    return sum(undo(ops, row.action_id, by=by, now=now) for row in waiting if row.can_be_undone)
