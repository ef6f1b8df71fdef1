"""The states of an action and the only steps between them; each step is one compare-and-set and one audit event.

```
queued ──> sending ──> done | rejected | unknown | working | queued (not sent) | needs_human (gave up)
unknown, working ──> reconciling ──> done | rejected | queued | needs_human | unknown, working (look again later)
queued ──> undone        needs_human ──> queued | done | rejected (a person decided)
```
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, insert, update

from etl.actions.errors import IllegalTransition
from etl.actions.notes import Note
from etl.store.ops.schema import action, event_log


class State(StrEnum):
    """Where an action stands; `working`: the marketplace has taken it and says itself that it is not through."""

    QUEUED = "queued"
    SENDING = "sending"
    DONE = "done"
    REJECTED = "rejected"
    UNKNOWN = "unknown"
    WORKING = "working"
    RECONCILING = "reconciling"
    NEEDS_HUMAN = "needs_human"
    UNDONE = "undone"


_S = State
STEPS: Final[dict[State, frozenset[State]]] = {
    _S.QUEUED: frozenset({_S.SENDING, _S.UNDONE}),
    _S.SENDING: frozenset({_S.DONE, _S.REJECTED, _S.UNKNOWN, _S.WORKING, _S.QUEUED, _S.NEEDS_HUMAN}),
    _S.UNKNOWN: frozenset({_S.RECONCILING}),
    _S.WORKING: frozenset({_S.RECONCILING}),
    _S.RECONCILING: frozenset({_S.DONE, _S.REJECTED, _S.QUEUED, _S.NEEDS_HUMAN, _S.UNKNOWN, _S.WORKING}),
    _S.NEEDS_HUMAN: frozenset({_S.QUEUED, _S.DONE, _S.REJECTED}),
    _S.DONE: frozenset(),
    _S.REJECTED: frozenset(),
    _S.UNDONE: frozenset(),
}

SETTLED: Final = frozenset(state for state, following in STEPS.items() if not following)
"""Nothing follows; the same thing may be asked again."""

LIVE: Final = frozenset(State) - SETTLED
"""Still owed an outcome; the same thing asked again is this action."""

IN_FLIGHT: Final = frozenset({State.SENDING, State.RECONCILING})
"""Held by a worker at this instant; what a dead worker leaves behind."""


@dataclass(frozen=True)
class Step:
    """One step of one action: from where to where, when (UTC), by whom and why."""

    action_id: str
    expected: State
    to: State
    at: datetime
    actor: str
    note: Note | None = None


def take_step(
    connection: Connection, step: Step, *, only_if: ColumnElement[bool] | None = None, **changes: Any
) -> bool:
    """Make the step inside the caller's transaction; `False` when the action is no longer in the expected state.

    `changes` are further columns of the action written by the same statement. Raises `IllegalTransition` for a step
    that does not exist at all.
    """
    _require_existing(step)
    compared = update(action).where(action.c.action_id == step.action_id, action.c.state == step.expected)
    if only_if is not None:
        compared = compared.where(only_if)
    if connection.execute(compared.values(state=step.to, **_settling(step), **changes)).rowcount != 1:
        return False
    record_event(connection, step)
    return True


def take_same_step(connection: Connection, which: ColumnElement[bool], step: Step, **changes: Any) -> int:
    """Make one step for all actions of `which` that are in the expected state; answers how many that were.

    `step.action_id` does not count. As `take_step`, it is one statement: no action takes two steps at once.
    """
    _require_existing(step)
    compared = update(action).where(which, action.c.state == step.expected)
    moved = connection.execute(
        compared.values(state=step.to, **_settling(step), **changes).returning(action.c.action_id)
    ).scalars()
    events = [_event(replace(step, action_id=action_id)) for action_id in moved]
    if events:
        connection.execute(insert(event_log), events)
    return len(events)


def record_event(connection: Connection, step: Step, *, is_first: bool = False) -> None:
    """Append the step to the audit log; the first event of an action has no state before it."""
    connection.execute(insert(event_log), _event(step, is_first=is_first))


def _event(step: Step, *, is_first: bool = False) -> dict[str, Any]:
    return {
        "action_id": step.action_id,
        "at": step.at,
        "actor": step.actor,
        "from_state": None if is_first else step.expected,
        "to_state": step.to,
        "note": step.note and step.note.text,
        "code": step.note and step.note.code,
        "arguments": dict(step.note.arguments) or None if step.note else None,
    }


def _require_existing(step: Step) -> None:
    if step.to not in STEPS[step.expected]:
        allowed = ", ".join(sorted(STEPS[step.expected])) or "nothing: it is settled"
        raise IllegalTransition(
            f"Action {step.action_id} cannot go from {step.expected} to {step.to}; from there it can go to {allowed}."
        )


def _settling(step: Step) -> dict[str, Any]:
    return {"settled_at": step.at, "active_fingerprint": None} if step.to in SETTLED else {}
