"""Who has which item open: one row per browser session, renewed while it stays and forgotten soon after it leaves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from sqlalchemy import Engine, Row, delete, insert, select, update

from etl.store.ops.database import reading, writing
from etl.store.ops.schema import presence

STAYS: Final = timedelta(seconds=30)
"""A session that was not seen for longer has left."""
KEPT: Final = timedelta(minutes=5)
"""Rows of sessions that left are deleted after this, by the next session that comes."""


class Subject(NamedTuple):
    """One thing that people work at: its type, such as `order`, and its id."""

    type: str
    id: str


@dataclass(frozen=True)
class Presence:
    """A person's session on an item: since when, and when last seen, both UTC."""

    session: str
    subject: Subject
    person: str
    opened_at: datetime
    seen_at: datetime


def note_presence(ops: Engine, session: str, subject: Subject, person: str, now: datetime) -> None:
    """Say that a session is on an item; it is on one at most, so that coming to another leaves the former."""
    mine = presence.c.session == session
    with writing(ops) as connection:
        chosen = select(presence.c.subject_type, presence.c.subject, presence.c.person).where(mine)
        if connection.execute(chosen).one_or_none() == (*subject, person):
            connection.execute(update(presence).where(mine).values(seen_at=now))
            return
        connection.execute(delete(presence).where(mine | ~presence.c.seen_at.between(now - KEPT, now + KEPT)))
        values = {"session": session, "person": person, "opened_at": now, "seen_at": now}
        connection.execute(insert(presence).values(subject_type=subject.type, subject=subject.id, **values))


def forget_presence(ops: Engine, session: str) -> None:
    """Say that a session is on no item any more."""
    with writing(ops) as connection:
        connection.execute(delete(presence).where(presence.c.session == session))


def those_present(ops: Engine, now: datetime) -> list[Presence]:
    """Every session that is on an item at `now`, the one that came first at the front."""
    chosen = (
        select(presence)
        .where(presence.c.seen_at.between(now - STAYS, now + STAYS))
        .order_by(presence.c.opened_at, presence.c.session)
    )
    with reading(ops) as connection:
        return [_present(row) for row in connection.execute(chosen)]


def _present(row: Row[Any]) -> Presence:
    return Presence(row.session, Subject(row.subject_type, row.subject), row.person, row.opened_at, row.seen_at)
