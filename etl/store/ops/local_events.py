"""What is decided here without the marketplace: append-only events about a subject, folded into one row for each.

One engine for every such thing (a wish to tell the customer, a case's steps, a mark, a reservation). A `Topic` says how
events fold; `record` appends one and folds it in the same transaction, so that two people who decide at once are one
after the other and the second is judged by what the first has left.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Engine, Row, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from etl.store.ops.database import reading, writing
from etl.store.ops.errors import OpsBusy
from etl.store.ops.presence import Subject
from etl.store.ops.schema import local_event, local_state

State = dict[str, Any]
_RACES_TOLERATED: Final = 3


@dataclass(frozen=True)
class LocalEvent:
    """Something that was decided about a subject: what (`code` and `data`), when (UTC) and by whom."""

    subject: Subject
    code: str
    at: datetime
    actor: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Topic:
    """One kind of thing that is kept here.

    `fold` answers what stands after an event, None for nothing. It is pure; an equal state means that the event says
    nothing new and is not written. It may raise an error of its subject for what cannot follow; nothing is written.
    """

    name: str
    fold: Callable[[State | None, LocalEvent], State | None]


@dataclass(frozen=True)
class Standing:
    """What stands of a topic for a subject, and the last event that made it so."""

    state: State
    event_id: int
    changed_at: datetime
    changed_by: str


def record(ops: Engine, topic: Topic, event: LocalEvent) -> bool:
    """Append an event and fold it; `False` when it says nothing new. Raises what `topic.fold` raises, `OpsError`."""
    for _ in range(_RACES_TOLERATED):
        try:
            with writing(ops) as connection:
                return append(connection, topic, event)
        except IntegrityError:  # another process wrote the first event of this subject: look again
            continue
    raise OpsBusy(f"{topic.name} of {event.subject.id} is changing too fast. Nothing was written; try again.")


def append(connection: Connection, topic: Topic, event: LocalEvent) -> bool:
    """The same inside the caller's transaction, for what must be checked and written together."""
    row = connection.execute(select(local_state).where(_is(topic, event.subject)).with_for_update()).one_or_none()
    before = None if row is None else row.state
    after = topic.fold(before, event)
    if after == before:
        return False
    _write(connection, topic, event, after, is_known=row is not None)
    return True


def standing(ops: Engine, topic: Topic, subject_type: str, ids: Collection[str] | None = None) -> dict[str, Standing]:
    """What stands for the subjects of a type, or for some of them, by id: what pages lay over a snapshot."""
    chosen = select(local_state).where(local_state.c.topic == topic.name, local_state.c.subject_type == subject_type)
    if ids is not None:
        chosen = chosen.where(local_state.c.subject_id.in_(sorted(ids)))
    with reading(ops) as connection:
        return {row.subject_id: _standing(row) for row in connection.execute(chosen) if row.state is not None}


def events_about(ops: Engine, topic: Topic, subject: Subject) -> list[LocalEvent]:
    """All that was decided about a subject, the oldest first."""
    of_topic = (local_event.c.topic == topic.name) & (local_event.c.subject_type == subject.type)
    chosen = select(local_event).where(of_topic, local_event.c.subject_id == subject.id)
    with reading(ops) as connection:
        return [_event(row) for row in connection.execute(chosen.order_by(local_event.c.event_id))]


def last_local_event(ops: Engine, topics: Iterable[str]) -> int:
    """The number of the last event of some topics, 0 for none: whether what marts show of them has moved."""
    last = select(func.max(local_event.c.event_id)).where(local_event.c.topic.in_(sorted(topics)))
    with reading(ops) as connection:
        return connection.execute(last).scalar() or 0


def fold_anew(ops: Engine, topic: Topic) -> int:
    """Fold every event of a topic again, for a fold that has changed; answers of how many subjects something stands."""
    chosen = select(local_event).where(local_event.c.topic == topic.name).order_by(local_event.c.event_id)
    with writing(ops) as connection:
        states: dict[Subject, tuple[State | None, Row[Any]]] = {}
        for row in connection.execute(chosen):
            event = _event(row)
            before, _last_row = states.get(event.subject, (None, row))
            states[event.subject] = topic.fold(before, event), row
        connection.execute(delete(local_state).where(local_state.c.topic == topic.name))
        for subject, (state, row) in states.items():
            values = _row(topic, subject, state, row.event_id)
            connection.execute(insert(local_state).values(**values, changed_at=row.at, changed_by=row.actor))
    return sum(state is not None for state, _row_of in states.values())


def _write(connection: Connection, topic: Topic, event: LocalEvent, after: State | None, *, is_known: bool) -> None:
    subject = event.subject
    told = {
        "topic": topic.name,
        "subject_type": subject.type,
        "subject_id": subject.id,
        "code": event.code,
        "data": dict(event.data),
        "at": event.at,
        "actor": event.actor,
    }
    event_id = connection.execute(insert(local_event).values(told).returning(local_event.c.event_id)).scalar_one()
    values = _row(topic, subject, after, event_id) | {"changed_at": event.at, "changed_by": event.actor}
    statement = update(local_state).where(_is(topic, subject)) if is_known else insert(local_state)
    connection.execute(statement.values(values))


def _row(topic: Topic, subject: Subject, state: State | None, event_id: int) -> dict[str, Any]:
    return {
        "topic": topic.name,
        "subject_type": subject.type,
        "subject_id": subject.id,
        "state": state,
        "event_id": event_id,
    }


def _is(topic: Topic, subject: Subject) -> ColumnElement[bool]:
    return (
        (local_state.c.topic == topic.name)
        & (local_state.c.subject_type == subject.type)
        & (local_state.c.subject_id == subject.id)
    )


def _standing(row: Row[Any]) -> Standing:
    return Standing(row.state, row.event_id, row.changed_at, row.changed_by)


def _event(row: Row[Any]) -> LocalEvent:
    return LocalEvent(Subject(row.subject_type, row.subject_id), row.code, row.at, row.actor, row.data or {})
