"""Settles actions of unknown outcome by reading the marketplace, and takes over what a dead worker left behind."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, select, update

from etl.actions.notes import note, result_of
from etl.actions.outbox.records import Outcome
from etl.actions.sender.claims import claim_for_reading, give_back
from etl.actions.sender.looking import look_at
from etl.actions.sender.sending import Desk, Turn
from etl.actions.states import IN_FLIGHT, State, Step, take_step
from etl.store.ops.database import reading, writing
from etl.store.ops.schema import action, attempt

INTERRUPTED: Final = note("interrupted", "The worker stopped during the request.")
TAKEN_OVER: Final = note("taken_over", "taken over from a worker that stopped in the middle")


def reconcile_action(desk: Desk, action_id: str) -> Turn | None:
    """Claim an action of unknown outcome, read its object and write down what follows; `None` when it was gone."""
    claim = claim_for_reading(desk.ops, action_id, now=desk.clock(), actor=desk.actor)
    if claim is None:
        return None
    look = look_at(desk.marketplace, desk.kinds, claim.action)
    moment = desk.moment()
    verdict = look.verdict(claim.earlier, moment)
    step = Step(action_id, State.RECONCILING, verdict.to, moment.now, desk.actor, verdict.note)
    with writing(desk.ops) as connection:
        give_back(connection, claim, verdict, step, look.facts())
    return desk.turn(claim.action, verdict.to, look.retry_at)


def take_over_interrupted(desk: Desk) -> int:
    """Turn what a dead worker was sending or reading into `unknown`; answer how many.

    Only under the worker's lease, and with no sender running: an action in flight then belongs to nobody.
    """
    left_behind = select(action.c.action_id, action.c.state).where(action.c.state.in_(sorted(IN_FLIGHT)))
    with reading(desk.ops) as connection:
        left = connection.execute(left_behind).all()
    if left:
        with writing(desk.ops) as connection:
            for row in left:
                _take_over(connection, desk, row.action_id, State(row.state))
    return len(left)


def _take_over(connection: Connection, desk: Desk, action_id: str, state: State) -> None:
    now = desk.clock()
    is_open = (attempt.c.action_id == action_id) & attempt.c.ended_at.is_(None)
    interrupted = {
        "ended_at": now,
        "outcome": Outcome.INTERRUPTED,
        "detail": INTERRUPTED.text,
        "code": INTERRUPTED.code,
    }
    connection.execute(update(attempt).where(is_open).values(interrupted))
    step = Step(action_id, state, State.UNKNOWN, now, desk.actor, TAKEN_OVER)
    take_step(connection, step, not_before_at=now + desk.patience.settling_delay, **result_of(TAKEN_OVER))
