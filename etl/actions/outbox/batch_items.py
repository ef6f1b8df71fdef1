"""The items of a batch, those in trouble first, and those that can be asked for again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Engine, case, func, select

from etl.actions.outbox.batch_progress import Place, place_at
from etl.actions.outbox.reading import asked_as
from etl.actions.outbox.records import ActionRow, action_row
from etl.actions.states import State
from etl.store.ops.database import reading
from etl.store.ops.schema import action


def batch_items(
    ops: Engine,
    batch_id: str,
    now: datetime,
    *,
    places: Collection[Place] | None = None,
    limit: int | None = None,
    skipped: int = 0,
) -> list[ActionRow]:
    """Answer items of a batch in the order of `Place`, then of their objects; `places` restricts them."""
    place = place_at(now)
    rank = case(*((place == name.value, number) for number, name in enumerate(Place)))
    chosen = select(action).where(action.c.batch_id == batch_id)
    if places is not None:
        chosen = chosen.where(place.in_(sorted(places)))
    ordered = chosen.order_by(rank, action.c.target, action.c.action_id).limit(limit).offset(skipped)
    with reading(ops) as connection:
        return [action_row(row) for row in connection.execute(ordered)]


def failed_items(ops: Engine, batch_id: str) -> list[ActionRow]:
    """Answer what was refused or undone, except what was asked for again and is done or under way since."""
    chosen = select(action).where(_has_failed(batch_id)).order_by(action.c.target, action.c.action_id)
    with reading(ops) as connection:
        return [action_row(row) for row in connection.execute(chosen)]


def failed_count(ops: Engine, batch_id: str) -> int:
    """Answer how many `failed_items` there are."""
    with reading(ops) as connection:
        return connection.execute(select(func.count()).select_from(action).where(_has_failed(batch_id))).scalar_one()


def _has_failed(batch_id: str) -> ColumnElement[bool]:
    failed = action.c.state.in_([State.REJECTED, State.UNDONE])
    return (action.c.batch_id == batch_id) & failed & ~_is_replaced()


def _is_replaced() -> ColumnElement[bool]:
    newer = action.alias("newer")
    return (
        select(newer.c.action_id)
        .where(newer.c.subject_type == action.c.subject_type, newer.c.target == action.c.target)
        .where(newer.c.kind == action.c.kind)
        .where(newer.c.fingerprint == action.c.fingerprint)
        .where(newer.c.state.not_in([State.REJECTED, State.UNDONE]), asked_as(newer) > asked_as(action))
        .exists()
    )
