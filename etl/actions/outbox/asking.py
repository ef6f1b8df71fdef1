"""The outbox: what people ask of the marketplace is written down here, committed, before anything is sent.

Every function is one short transaction and safe to call from any process at any time.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Engine, bindparam, insert, select
from sqlalchemy.exc import IntegrityError

from etl.actions.errors import ConflictingAction, InvalidAction
from etl.actions.findings import Kind, OnceOnlyKind, Payload, Relation
from etl.actions.notes import Note, note
from etl.actions.outbox.hand import requeue, settle_by_hand, undo
from etl.actions.outbox.overrides import Override
from etl.actions.outbox.reading import list_actions, live_actions
from etl.actions.states import LIVE, State, Step, record_event
from etl.domain.characters import visible, visible_values
from etl.store.ops.database import reading, writing
from etl.store.ops.errors import OpsBusy
from etl.store.ops.schema import LONGEST_ID, action

__all__ = ["Enqueued", "enqueue", "list_actions", "live_actions", "requeue", "settle_by_hand", "undo"]

ASKED: Final = note("asked", "asked for")
ONCE_KEY: Final = "once_key"
"""Any payload may carry one; it becomes a column of the action and is no part of what is sent."""
_RACES_TOLERATED: Final = 3
_GONE: Final = (State.REJECTED, State.UNDONE)
# Made once: SQLAlchemy needs longer to put a statement together than SQLite to answer it, and a writer holds the lock.
_LIVE_OF_A_SUBJECT: Final = select(action.c.action_id, action.c.kind, action.c.state, action.c.payload).where(
    action.c.subject_type == bindparam("subject_type"),
    action.c.target == bindparam("target"),
    action.c.state.in_(sorted(LIVE)),
)


@dataclass(frozen=True)
class Enqueued:
    """The action that was asked for; `is_new` is false when it was already under way, or done once for good.

    `state` is where it stands.
    """

    action_id: str
    is_new: bool
    state: State = State.QUEUED


@dataclass(frozen=True)
class Intent:
    """What is asked, in the canonical form of its kind."""

    kind: Kind
    target: str
    payload: Payload
    fingerprint: str
    once_key: str | None


def enqueue(
    ops: Engine,
    kind: Kind,
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

    Asking for what is already under way answers that action, and so does asking for what may happen only once: a
    payload's `once_key`, or the kind's own, belongs to one action for good unless that was rejected or undone. An
    `override` is told by the first audit event, its reason kept in `seen`. Raises `InvalidAction` (the target, the
    payload or the override does not fit), `ConflictingAction` (something else is under way on the same object),
    `OpsError`.
    """
    intent = intended(kind, target, payload)
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
                return _write_down(connection, intent, record, accepted.note if accepted else ASKED)
        except IntegrityError:  # another process wrote the same fingerprint first: look again and find it
            continue
    raise OpsBusy(f"{kind.name} {target}: the outbox is changing too fast. Nothing was written; try again.")


def asked_already(ops: Engine, intent: Intent) -> Enqueued | None:
    """The action that asking for this would answer, None without one; raises `ConflictingAction`, `OpsError`."""
    with reading(ops) as connection:
        return _once_asked(connection, intent) or _same_action(connection, intent)


def intended(kind: Kind, target: str, payload: Mapping[str, Any]) -> Intent:
    """What would be written down; raises `InvalidAction`.

    What nobody sees goes out of the payload; a target is never changed, it would name something else.
    """
    name = kind.checked_target(target)
    if visible(name) != name:
        raise InvalidAction.for_field("target", target, "It has characters that nobody sees: type it again.")
    given = visible_values(payload)
    said = {name: value for name, value in given.items() if name != ONCE_KEY}
    checked = kind.checked_payload(said)
    once_key = _checked_once_key(given.get(ONCE_KEY))
    if once_key is None and isinstance(kind, OnceOnlyKind):
        once_key = kind.once_key(name, checked)
    return Intent(kind, name, checked, kind.fingerprint(name, checked), once_key)


def _checked_once_key(given: object) -> str | None:
    if given is None:
        return None
    key = given.strip() if isinstance(given, str) else ""
    if not 0 < len(key) <= LONGEST_ID:
        raise InvalidAction.for_field(ONCE_KEY, given, f"Give a text of 1 to {LONGEST_ID} characters, or leave it out.")
    return key


def _seen(seen: Mapping[str, Any] | None, override: Override | None) -> dict[str, Any] | None:
    if override is None:
        return None if seen is None else dict(seen)
    return {**(seen or {}), "override": override.document()}


def _write_down(connection: Connection, intent: Intent, record: Mapping[str, Any], told: Note) -> Enqueued:
    known = _once_asked(connection, intent) or _same_action(connection, intent)
    if known is not None:
        return known
    action_id = str(uuid.uuid4())
    written = {
        "action_id": action_id,
        "kind": intent.kind.name,
        "subject_type": intent.kind.subject_type,
        "target": intent.target,
        "payload": intent.payload,
        "once_key": intent.once_key,
        "fingerprint": intent.fingerprint,
        "active_fingerprint": intent.fingerprint,
        "state": State.QUEUED,
        "attempt_count": 0,
        **record,
    }
    connection.execute(insert(action), written)
    asked = Step(action_id, State.QUEUED, State.QUEUED, record["requested_at"], record["requested_by"], told)
    record_event(connection, asked, is_first=True)
    return Enqueued(action_id, is_new=True)


def _once_asked(connection: Connection, intent: Intent) -> Enqueued | None:
    """The action that holds the once-only key for good, whatever became of it."""
    if intent.once_key is None:
        return None
    holding = (action.c.once_key == intent.once_key) & action.c.state.not_in(_GONE)
    row = connection.execute(select(action.c.action_id, action.c.state).where(holding)).one_or_none()
    return None if row is None else Enqueued(row.action_id, is_new=False, state=State(row.state))


def _same_action(connection: Connection, intent: Intent) -> Enqueued | None:
    subject = {"subject_type": intent.kind.subject_type, "target": intent.target}
    for row in connection.execute(_LIVE_OF_A_SUBJECT, subject):
        relation = intent.kind.relation(intent.payload, row.kind, row.payload)
        if relation is Relation.CONFLICT:
            raise ConflictingAction(_conflict_words(intent, row.kind, row.state, row.action_id), row.action_id)
        if relation is Relation.SAME:
            return Enqueued(row.action_id, is_new=False, state=State(row.state))
    return None


def _conflict_words(intent: Intent, kind: str, state: str, action_id: str) -> str:
    is_open = state == State.NEEDS_HUMAN
    remedy = "settle it on the Actions page first" if is_open else "undo it first, or wait for its outcome"
    return (
        f"{intent.kind.name} cannot be asked for {intent.target}: {kind} is already {state} for it "
        f"(action {action_id}); {remedy}."
    )
