"""Waits that outlive a clock that is set back: they begin anew, and nothing is sent or read before they are over."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import Engine, or_, select, update

from etl.actions.notes import note
from etl.actions.states import State, Step, record_event
from etl.store.ops.database import reading, writing
from etl.store.ops.schema import action, event_log

SET_BACK: Final = note("clock_set_back", "the clock was set back: the wait begins anew")
_WAITING: Final = (State.QUEUED, State.UNKNOWN, State.WORKING)

# What an action waits for was written with its last event, at that instant.
_written_at: Final = (
    select(event_log.c.at)
    .where(event_log.c.action_id == action.c.action_id)
    .order_by(event_log.c.event_id.desc())
    .limit(1)
    .scalar_subquery()
)


def restart_waits(ops: Engine, now: datetime, actor: str) -> int:
    """Let waits that were written down in the future begin anew at `now`, as long as they were; answer how many.

    To wait for the old instant to come back may take days; to send at once would cut an undo window short, or the time
    in which an earlier request may still have its effect. Patience counts anew as well.
    """
    ahead = (
        select(action.c.action_id, action.c.state, action.c.not_before_at, _written_at.label("written_at"))
        .where(action.c.state.in_(_WAITING))
        .where(or_(action.c.not_before_at > now, action.c.patience_from_at > now))
        .where(_written_at > now)
    )
    with reading(ops) as connection:
        found = connection.execute(ahead).all()
    if not found:
        return 0
    with writing(ops) as connection:
        for row in found:
            state, waits = State(row.state), max(row.not_before_at - row.written_at, row.written_at - row.written_at)
            as_read = (action.c.action_id == row.action_id) & (action.c.state == state)
            anew = update(action).where(as_read, action.c.not_before_at == row.not_before_at)
            changes = {"not_before_at": now + waits, "patience_from_at": now}
            if connection.execute(anew.values(changes)).rowcount:
                record_event(connection, Step(row.action_id, state, state, now, actor, SET_BACK))
    return len(found)
