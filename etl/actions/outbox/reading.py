"""Reads the outbox: actions by what is asked of them, their attempts and their audit events."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Engine, FromClause, ScalarSelect, Select, case, func, select

from etl.actions.errors import ActionNotFound
from etl.actions.outbox.records import ActionRow, AttemptRow, EventRow, action_row, attempt_row, event_row
from etl.actions.states import LIVE, State
from etl.store.ops.database import reading
from etl.store.ops.schema import action, attempt, event_log

ACTION: Final = "action"
"""The type of an action where the thing itself is looked at like a subject."""
_COUNTED: Final = select(action.c.state, func.count()).group_by(action.c.state)


@dataclass(frozen=True)
class Wanted:
    """Which actions to list; `None` means all. Newest request first, at most `limit`."""

    states: Collection[State] | None = None
    kinds: Collection[str] | None = None
    targets: Collection[str] | None = None
    subject_type: str | None = None
    batch_id: str | None = None
    requested_from: datetime | None = None
    limit: int | None = None


def list_actions(ops: Engine, wanted: Wanted | None = None) -> list[ActionRow]:
    """Answer the wanted actions, the newest request first."""
    with reading(ops) as connection:
        return [action_row(row) for row in connection.execute(_selection(wanted or Wanted()))]


def live_actions(ops: Engine, targets: Collection[str] | None = None) -> list[ActionRow]:
    """Answer the actions that are not settled, for all objects or the given ones: what pages lay over a snapshot."""
    return list_actions(ops, Wanted(states=LIVE, targets=targets))


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the newest action of an object stands. `settled_at` is UTC."""

    target: str
    kind: str
    state: State
    settled_at: datetime | None


def newest_standings(ops: Engine, kinds: Collection[str], requested_from: datetime) -> list[Standing]:
    """Where each object stands by its newest action of some kinds: live, or done or rejected and asked for since then.

    Light enough for tens of thousands: no payload is read.
    """
    found = select(action.c.target, action.c.kind, action.c.state, action.c.settled_at)
    counting = action.c.state.in_(sorted(LIVE)) | (
        action.c.state.in_([State.DONE, State.REJECTED]) & (action.c.requested_at >= requested_from)
    )
    # Live last, whatever its instant: an object has no settled action that is newer, only one with a clock ahead.
    is_live = case((action.c.state.in_(sorted(LIVE)), 1), else_=0)
    oldest_first = found.where(action.c.kind.in_(sorted(kinds)), counting).order_by(
        is_live, action.c.requested_at, action.c.action_id.desc()
    )
    with reading(ops) as connection:
        newest = {row.target: row for row in connection.execute(oldest_first)}
    return [Standing(row.target, row.kind, State(row.state), row.settled_at) for row in newest.values()]


def one_action(ops: Engine, action_id: str) -> ActionRow:
    """Answer the action, or raise `ActionNotFound`."""
    with reading(ops) as connection:
        row = connection.execute(select(action).where(action.c.action_id == action_id)).one_or_none()
    if row is None:
        raise ActionNotFound(action_id)
    return action_row(row)


def attempts_of(ops: Engine, action_id: str) -> list[AttemptRow]:
    """Answer the requests of an action, the first one first."""
    chosen = select(attempt).where(attempt.c.action_id == action_id).order_by(attempt.c.number)
    with reading(ops) as connection:
        return [attempt_row(row) for row in connection.execute(chosen)]


def events_of(ops: Engine, action_id: str) -> list[EventRow]:
    """Answer the audit events of an action, the first one first."""
    chosen = select(event_log).where(event_log.c.action_id == action_id).order_by(event_log.c.event_id)
    with reading(ops) as connection:
        return [event_row(row) for row in connection.execute(chosen)]


def asked_as(table: FromClause) -> ScalarSelect[int]:
    """The place of an action (a row of `action` or an alias of it) among all that was ever asked: its first event.

    Not its instant, which comes before that of an older one when the clock was set back between the two.
    """
    first = select(func.min(event_log.c.event_id)).where(event_log.c.action_id == table.c.action_id)
    return first.correlate(table).scalar_subquery()


def has_events(ops: Engine, subject_type: str, about: str, *, since: int) -> bool:
    """Answer whether anything happened after event `since` to an object, or (`action`) to the action of that id."""
    of_subject = (action.c.subject_type == subject_type) & (action.c.target == about)
    concerns = action.c.action_id == about if subject_type == ACTION else of_subject
    chosen = select(event_log.c.event_id).join(action, action.c.action_id == event_log.c.action_id)
    with reading(ops) as connection:
        return connection.execute(chosen.where(event_log.c.event_id > since, concerns).limit(1)).first() is not None


def counts_by_state(ops: Engine) -> dict[State, int]:
    """Answer how many actions stand in each state, 0 included."""
    with reading(ops) as connection:
        found = {State(state): number for state, number in connection.execute(_COUNTED)}
    return {state: found.get(state, 0) for state in State}


def _selection(wanted: Wanted) -> Select[tuple[object, ...]]:
    chosen = select(action).order_by(action.c.requested_at.desc(), action.c.action_id)
    for column, values in (
        (action.c.state, wanted.states),
        (action.c.kind, wanted.kinds),
        (action.c.target, wanted.targets),
    ):
        if values is not None:
            chosen = chosen.where(column.in_(sorted(values)))
    if wanted.subject_type is not None:
        chosen = chosen.where(action.c.subject_type == wanted.subject_type)
    if wanted.batch_id is not None:
        chosen = chosen.where(action.c.batch_id == wanted.batch_id)
    if wanted.requested_from is not None:
        chosen = chosen.where(action.c.requested_at >= wanted.requested_from)
    return chosen if wanted.limit is None else chosen.limit(wanted.limit)
