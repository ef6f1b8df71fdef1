"""What a person does to an action that was asked for: take it back in time, send it again, or say how it ended."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import Engine, select

from etl.actions.errors import ActionNotFound, IllegalTransition
from etl.actions.notes import as_written, result_of
from etl.actions.notes import note as coded
from etl.actions.states import State, Step, take_step
from etl.store.ops.database import reading, writing
from etl.store.ops.schema import action

UNDONE: Final = coded("undone", "undone before it was sent")
UNDONE_RESULT: Final = coded("undone", "Undone.")


def undo(ops: Engine, action_id: str, *, by: str, now: datetime) -> bool:
    """Take an action back; `False` when it is too late because it was, or is being, sent or is settled.

    The compare-and-set decides the race with the worker: exactly one of them gets the action.
    """
    step = Step(action_id, State.QUEUED, State.UNDONE, now, by, UNDONE)
    with writing(ops) as connection:
        is_undone = take_step(connection, step, only_if=action.c.sent_at.is_(None), **result_of(UNDONE_RESULT))
    if not is_undone:
        _state(ops, action_id)
    return is_undone


def requeue(ops: Engine, action_id: str, *, by: str, now: datetime, note: str) -> None:
    """Have an action that needs a person sent again, with patience counted anew; raises `IllegalTransition`."""
    step = Step(action_id, State.NEEDS_HUMAN, State.QUEUED, now, by, as_written(note))
    _decide(ops, step, {"not_before_at": now, "patience_from_at": now, **result_of(None)})


def settle_by_hand(
    ops: Engine, action_id: str, *, outcome: Literal["done", "rejected"], by: str, note: str, now: datetime
) -> None:
    """Write down how an action that needs a person truly ended; raises `IllegalTransition` in any other state."""
    words = as_written(note)
    step = Step(action_id, State.NEEDS_HUMAN, State(outcome), now, by, words)
    _decide(ops, step, result_of(coded("settled_by_hand", "Settled by hand: {rest}", rest=words)))


def _decide(ops: Engine, step: Step, changes: dict[str, Any]) -> None:
    with writing(ops) as connection:
        is_decided = take_step(connection, step, **changes)
    if not is_decided:
        raise IllegalTransition(
            f"Action {step.action_id} is {_state(ops, step.action_id)}: only an action that needs a person can be "
            f"decided by hand. Wait for its outcome, or ask for it anew once it is settled."
        )


def _state(ops: Engine, action_id: str) -> State:
    with reading(ops) as connection:
        state = connection.execute(select(action.c.state).where(action.c.action_id == action_id)).scalar_one_or_none()
    if state is None:
        raise ActionNotFound(action_id)
    return State(state)
