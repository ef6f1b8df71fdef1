"""The outbox: what people ask of the marketplace is written down here, committed, before anything is sent.

Every function is one short transaction and safe to call from any process at any time.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Engine, insert, select
from sqlalchemy.exc import IntegrityError

from etl.actions.errors import ConflictingAction
from etl.actions.findings import Payload, Relation
from etl.actions.kinds import kind_named
from etl.actions.outbox.hand import requeue, settle_by_hand, undo
from etl.actions.outbox.overrides import Override
from etl.actions.outbox.reading import list_actions, live_actions
from etl.actions.states import LIVE, State, Step, record_event
from etl.store.ops.database import writing
from etl.store.ops.errors import OpsBusy
from etl.store.ops.schema import action

__all__ = ["Enqueued", "enqueue", "list_actions", "live_actions", "requeue", "settle_by_hand", "undo"]

_RACES_TOLERATED: Final = 3


@dataclass(frozen=True)
class Enqueued:
    """The action that was asked for; `is_new` is false when the same thing was already under way."""

    action_id: str
    is_new: bool


@dataclass(frozen=True)
class _Intent:
    kind: str
    target: str
    payload: Payload
    fingerprint: str


def enqueue(
    ops: Engine,
    kind: str,
    target: str,
    payload: Mapping[str, Any],
    *,
    requested_by: str,
    hold: timedelta,
    now: datetime,
    seen: Mapping[str, Any] | None = None,
    batch_id: str | None = None,
    override: Override | None = None,
) -> Enqueued:
    """Write an action down; it may be sent from `now + hold` on and undone before.

    Asking for what is already under way answers that action. An `override` is told by the first audit event, its reason
    kept in `seen`. Raises `UnknownKind`, `InvalidAction` (the target, the payload or the override does not fit),
    `ConflictingAction` (something else is under way on the same object), `OpsError`.
    """
    intent = _checked_intent(kind, target, payload)
    accepted = None if override is None else override.checked()
    record = {
        "seen": _seen(seen, accepted),
        "batch_id": batch_id,
        "requested_by": requested_by,
        "requested_at": now,
        "not_before_at": now + max(hold, timedelta(0)),
        "patience_from_at": now,
    }
    for _ in range(_RACES_TOLERATED):
        try:
            with writing(ops) as connection:
                return _write_down(connection, intent, record, accepted.note if accepted else "asked for")
        except IntegrityError:  # another process wrote the same fingerprint first: look again and find it
            continue
    raise OpsBusy(f"{kind} {target}: the outbox is changing too fast. Nothing was written; try again.")


def _checked_intent(kind: str, target: str, payload: Mapping[str, Any]) -> _Intent:
    definition = kind_named(kind)
    name, checked = definition.checked_target(target), definition.checked_payload(payload)
    return _Intent(kind, name, checked, definition.fingerprint(name, checked))


def _seen(seen: Mapping[str, Any] | None, override: Override | None) -> dict[str, Any] | None:
    if override is None:
        return None if seen is None else dict(seen)
    return {**(seen or {}), "override": override.document()}


def _write_down(connection: Connection, intent: _Intent, record: Mapping[str, Any], note: str) -> Enqueued:
    under_way = _same_action(connection, intent)
    if under_way is not None:
        return Enqueued(under_way, is_new=False)
    action_id = str(uuid.uuid4())
    connection.execute(
        insert(action).values(
            action_id=action_id,
            kind=intent.kind,
            target=intent.target,
            payload=intent.payload,
            fingerprint=intent.fingerprint,
            active_fingerprint=intent.fingerprint,
            state=State.QUEUED,
            attempt_count=0,
            **record,
        )
    )
    asked = Step(action_id, State.QUEUED, State.QUEUED, record["requested_at"], record["requested_by"], note)
    record_event(connection, asked, is_first=True)
    return Enqueued(action_id, is_new=True)


def _same_action(connection: Connection, intent: _Intent) -> str | None:
    live = select(action).where(action.c.target == intent.target, action.c.state.in_(sorted(LIVE)))
    for row in connection.execute(live):
        relation = kind_named(intent.kind).relation(intent.payload, row.kind, row.payload)
        if relation is Relation.CONFLICT:
            raise ConflictingAction(_conflict_words(intent, row.kind, row.state, row.action_id), row.action_id)
        if relation is Relation.SAME:
            return str(row.action_id)
    return None


def _conflict_words(intent: _Intent, kind: str, state: str, action_id: str) -> str:
    is_open = state == State.NEEDS_HUMAN
    remedy = "settle it on the Actions page first" if is_open else "undo it first, or wait for its outcome"
    return (
        f"{intent.kind} cannot be asked for {intent.target}: {kind} is already {state} for it (action {action_id}); "
        f"{remedy}."
    )
