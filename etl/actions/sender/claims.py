"""Takes an action for sending or for reading, so that no other process has it, and gives it back with a verdict."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import Connection, Engine, func, insert, literal, select, update

from etl.actions.errors import IllegalTransition
from etl.actions.notes import Note, result_of
from etl.actions.outbox.reading import asked_as
from etl.actions.outbox.records import ActionRow, Outcome, action_row
from etl.actions.sender.histories import History, history_of
from etl.actions.sender.verdicts import Verdict
from etl.actions.states import State, Step, take_step
from etl.store.ops.database import reading, writing
from etl.store.ops.schema import action, attempt

_TO_BE_READ = (State.UNKNOWN, State.WORKING)
_WAITING = (State.QUEUED, *_TO_BE_READ)
_AHEAD = (*_WAITING, State.SENDING, State.RECONCILING)
_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Due:
    """An action that may be taken now."""

    action_id: str
    target: str
    state: State


@dataclass(frozen=True)
class Claim:
    """An action that is ours; `number` is the attempt that was written down for it, 0 when it is only read."""

    action: ActionRow
    earlier: History
    number: int = 0


def due_actions(ops: Engine, now: datetime, limit: int, besides: Collection[str] = ()) -> list[Due]:
    """Answer what may be sent or read now, the longest due first, at most one per object.

    An action waits for an older one on the same object, so that they reach the marketplace in the order asked for.
    """
    older = action.alias("older")
    is_first_on_target = ~(
        select(literal(1))
        .where(older.c.target == action.c.target, older.c.state.in_(_AHEAD))
        .where(older.c.subject_type == action.c.subject_type)
        .where(older.c.action_id != action.c.action_id, asked_as(older) < asked_as(action))
        .exists()
    )
    chosen = (
        select(action.c.action_id, action.c.target, action.c.state)
        .where(action.c.state.in_(_WAITING), action.c.not_before_at <= now, is_first_on_target)
        .where(action.c.action_id.not_in(list(besides)))
        .order_by(action.c.not_before_at, action.c.requested_at, action.c.action_id)
        .limit(limit)
    )
    with reading(ops) as connection:
        return [Due(row.action_id, row.target, State(row.state)) for row in connection.execute(chosen)]


def claim_for_sending(ops: Engine, action_id: str, *, now: datetime, actor: str) -> Claim | None:
    """Take a queued action that is due and write its attempt down, in one transaction; `None` when it is gone."""
    step = Step(action_id, State.QUEUED, State.SENDING, now, actor)
    counted = {
        "attempt_count": action.c.attempt_count + 1,
        "sent_at": func.coalesce(action.c.sent_at, literal(now, action.c.sent_at.type)),
    }
    with writing(ops) as connection:
        if not take_step(connection, step, only_if=action.c.not_before_at <= now, **counted):
            return None
        claim = _claimed(connection, action_id)
        # Before the request leaves: if this process dies on the way, the next one reads the object and does not send.
        number = claim.action.attempt_count
        connection.execute(insert(attempt).values(action_id=action_id, number=number, started_at=now))
        return Claim(claim.action, claim.earlier, number)


def claim_for_reading(ops: Engine, action_id: str, *, now: datetime, actor: str) -> Claim | None:
    """Take an action whose outcome is unknown or still being worked on; `None` when it is gone."""
    steps = [Step(action_id, state, State.RECONCILING, now, actor) for state in _TO_BE_READ]
    # Each step names the state it expects: of two that want the action one finds it moved, and gets nothing.
    with writing(ops) as connection:
        is_ours = any(take_step(connection, step) for step in steps)
        return _claimed(connection, action_id) if is_ours else None


def keep_facts(ops: Engine, claim: Claim, facts: dict[str, Any]) -> Claim:
    """Commit facts to the evidence of an action being sent, before the request that relies on them.

    Answers the claim with them. Raises `IllegalTransition` when somebody else has moved the action: nothing more may be
    sent for it.
    """
    asked = claim.action
    evidence = {**(asked.evidence or {}), **facts}
    is_ours = (action.c.action_id == asked.action_id) & (action.c.state == State.SENDING)
    with writing(ops) as connection:
        if connection.execute(update(action).where(is_ours).values(evidence=evidence)).rowcount != 1:
            raise IllegalTransition(
                f"Action {asked.action_id} was moved while it was being sent: nothing more is sent."
            )
    return replace(claim, action=replace(asked, evidence=evidence))


def end_attempt(connection: Connection, claim: Claim, *, outcome: Outcome, detail: Note, now: datetime) -> History:
    """Write down how the claim's request ended and answer the action's history with it."""
    action_id = claim.action.action_id
    this = (attempt.c.action_id == action_id) & (attempt.c.number == claim.number)
    told = {"detail": detail.text, "code": detail.code, "arguments": dict(detail.arguments) or None}
    connection.execute(update(attempt).where(this).values(ended_at=now, outcome=outcome, **told))
    history = history_of(connection, action_id, claim.action.patience_from_at)
    if not history.was_treated:  # nothing of it ever reached the marketplace: it can be undone again
        connection.execute(update(action).where(action.c.action_id == action_id).values(sent_at=None))
    return history


def give_back(connection: Connection, claim: Claim, verdict: Verdict, step: Step, facts: dict[str, Any]) -> bool:
    """Write the verdict down; `False`, and a warning in the log, when somebody else moved the action meanwhile."""
    changes: dict[str, Any] = {"evidence": {**(claim.action.evidence or {}), **facts}, **result_of(verdict.note)}
    if verdict.not_before_at is not None:
        changes["not_before_at"] = verdict.not_before_at
    is_ours = take_step(connection, step, **changes)
    if not is_ours:
        _log.warning("action.moved_by_another", action_id=claim.action.action_id, expected=str(step.expected))
    return is_ours


def _claimed(connection: Connection, action_id: str) -> Claim:
    row = action_row(connection.execute(select(action).where(action.c.action_id == action_id)).one())
    return Claim(row, history_of(connection, action_id, row.patience_from_at))
