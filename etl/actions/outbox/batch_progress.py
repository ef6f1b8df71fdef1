"""How a batch of actions stands, counted where it is kept: a batch may have ten thousand items, looked at live."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import groupby
from typing import Any, Final

from sqlalchemy import ColumnElement, Engine, Row, Select, case, func, select

from etl.actions.outbox.records import ActionRow
from etl.actions.states import State
from etl.store.ops.database import reading
from etl.store.ops.schema import action

PACE_WINDOW: Final = timedelta(minutes=1)


class Place(StrEnum):
    """Where an item stands for the person who asked, what needs attention first."""

    NEEDS_YOU = "needs_you"
    REFUSED = "refused"
    UNDONE = "undone"
    UNDER_WAY = "under_way"
    HELD = "held"
    DONE = "done"


WAITING: Final = frozenset({Place.UNDER_WAY, Place.HELD})
_PLACES: Final = {
    State.NEEDS_HUMAN: Place.NEEDS_YOU,
    State.REJECTED: Place.REFUSED,
    State.UNDONE: Place.UNDONE,
    State.DONE: Place.DONE,
}


@dataclass(frozen=True)
class BatchProgress:
    """A batch at one instant. Instants are UTC.

    kinds: items by kind of action; places: items by place, 0 included; undoable: items that no request was made of;
    next_send_at: when the first held item is sent; last_at: the last settlement; settled_lately: items that were done
    or refused within `PACE_WINDOW`.
    """

    batch_id: str
    kinds: Mapping[str, int]
    places: Mapping[Place, int]
    requested_by: str
    requested_at: datetime
    undoable: int
    next_send_at: datetime | None
    last_at: datetime | None
    settled_lately: int

    @property
    def items(self) -> int:
        """How many items it has."""
        return sum(self.places.values())

    @property
    def waiting(self) -> int:
        """Items whose outcome comes by itself."""
        return sum(self.places[place] for place in WAITING)


def place_at(now: datetime) -> ColumnElement[str]:
    """The place of an action as an SQL expression; what may be sent later than `now` is held."""
    is_held = _is_undoable() & (action.c.not_before_at > now)
    settled = [(action.c.state == state, place.value) for state, place in _PLACES.items()]
    return case(*settled, (is_held, Place.HELD.value), else_=Place.UNDER_WAY.value)


def place_of(row: ActionRow, now: datetime) -> Place:
    """The same for an action that has been read."""
    if row.can_be_undone and row.not_before_at > now:
        return Place.HELD
    return _PLACES.get(row.state, Place.UNDER_WAY)


def batch_progress(ops: Engine, batch_id: str, now: datetime) -> BatchProgress | None:
    """Answer how a batch stands, `None` when there is no such batch."""
    found = _read(ops, [batch_id], now)
    return found[0] if found else None


def newest_batches(ops: Engine, now: datetime, limit: int) -> list[BatchProgress]:
    """Answer how the newest batches stand, the newest first."""
    newest = (
        select(action.c.batch_id)
        .where(action.c.batch_id.is_not(None))
        .group_by(action.c.batch_id)
        .order_by(func.min(action.c.requested_at).desc())
        .limit(limit)
    )
    with reading(ops) as connection:
        batch_ids = [str(batch_id) for batch_id in connection.execute(newest).scalars()]
    return sorted(_read(ops, batch_ids, now), key=lambda batch: batch.requested_at, reverse=True)


def _is_undoable() -> ColumnElement[bool]:
    return (action.c.state == State.QUEUED) & action.c.sent_at.is_(None)


def _read(ops: Engine, batch_ids: Sequence[str], now: datetime) -> list[BatchProgress]:
    with reading(ops) as connection:
        rows = connection.execute(_counted(batch_ids, now)).all()
    return [_folded(batch_id, list(group)) for batch_id, group in groupby(rows, key=lambda row: str(row.batch_id))]


def _counted(batch_ids: Sequence[str], now: datetime) -> Select[Any]:
    is_lately = action.c.state.in_([State.DONE, State.REJECTED]) & action.c.settled_at.between(now - PACE_WINDOW, now)
    items = (
        select(
            action,
            place_at(now).label("place"),
            case((_is_undoable(), 1), else_=0).label("is_undoable"),
            case((is_lately, 1), else_=0).label("is_lately"),
        )
        .where(action.c.batch_id.in_(batch_ids))
        .subquery()
    )
    return (
        select(
            items.c.batch_id,
            items.c.kind,
            items.c.place,
            func.count().label("items"),
            func.min(items.c.requested_by).label("requested_by"),
            func.min(items.c.requested_at).label("requested_at"),
            func.min(items.c.not_before_at).label("first_send_at"),
            func.max(items.c.settled_at).label("last_at"),
            func.sum(items.c.is_undoable).label("undoable"),
            func.sum(items.c.is_lately).label("settled_lately"),
        )
        .group_by(items.c.batch_id, items.c.kind, items.c.place)
        .order_by(items.c.batch_id)
    )


def _folded(batch_id: str, rows: Sequence[Row[Any]]) -> BatchProgress:
    kinds: Counter[str] = Counter()
    places: Counter[Place] = Counter(dict.fromkeys(Place, 0))
    for row in rows:
        kinds[row.kind] += row.items
        places[Place(row.place)] += row.items
    return BatchProgress(
        batch_id=batch_id,
        kinds=dict(kinds.most_common()),
        places=places,
        requested_by=rows[0].requested_by,
        requested_at=min(row.requested_at for row in rows),
        undoable=sum(row.undoable for row in rows),
        next_send_at=min((row.first_send_at for row in rows if row.place == Place.HELD), default=None),
        last_at=max((row.last_at for row in rows if row.last_at), default=None),
        settled_lately=sum(row.settled_lately for row in rows),
    )
