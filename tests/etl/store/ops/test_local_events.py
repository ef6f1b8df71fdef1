"""One engine for what is decided here: appended, folded, seen by everybody, never changed afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, delete, text, update

from etl.store.errors import StoreError
from etl.store.ops.database import open_ops, reading, writing
from etl.store.ops.local_events import (
    LocalEvent,
    Standing,
    Topic,
    append,
    events_about,
    fold_anew,
    last_local_event,
    record,
    standing,
)
from etl.store.ops.presence import Subject
from etl.store.ops.schema import local_event

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
THREAD = Subject("thread", "T1")


class NothingLeft(StoreError):
    """More was taken than there is."""


def folded(state: dict[str, Any] | None, event: LocalEvent) -> dict[str, Any] | None:
    left = (state or {"left": 3})["left"] - event.data["units"]
    if left < 0:
        raise NothingLeft
    return {"left": left}


TAKEN = Topic("taken", folded)
MARK = Topic("mark", lambda _state, event: {"marked": True} if event.code == "marked" else None)


@pytest.fixture
def ops(tmp_path: Path) -> Iterator[Engine]:
    engine = open_ops(tmp_path / "ops.sqlite")
    yield engine
    engine.dispose()


def take(ops: Engine, units: int, subject: Subject = THREAD, by: str = "ana", at: datetime = NOON) -> bool:
    return record(ops, TAKEN, LocalEvent(subject, "taken", at, by, {"units": units}))


def mark(ops: Engine, code: str = "marked", subject: Subject = THREAD) -> bool:
    return record(ops, MARK, LocalEvent(subject, code, NOON, "ana"))


def test_an_event_is_kept_and_folded_with_who_made_it_so(ops: Engine) -> None:
    assert take(ops, 1)
    assert take(ops, 1, by="bob", at=NOON + timedelta(minutes=1))
    assert standing(ops, TAKEN, "thread") == {"T1": Standing({"left": 1}, 2, NOON + timedelta(minutes=1), "bob")}
    assert [(event.code, event.actor, event.data) for event in events_about(ops, TAKEN, THREAD)] == [
        ("taken", "ana", {"units": 1}),
        ("taken", "bob", {"units": 1}),
    ]


def test_what_says_nothing_new_is_not_written_and_what_is_gone_stands_no_more(ops: Engine) -> None:
    assert (mark(ops), mark(ops)) == (True, False)
    assert list(standing(ops, MARK, "thread")) == ["T1"]
    assert (mark(ops, "unmarked"), mark(ops, "unmarked")) == (True, False)
    assert standing(ops, MARK, "thread") == {}
    assert len(events_about(ops, MARK, THREAD)) == 2
    assert mark(ops)
    assert list(standing(ops, MARK, "thread", {"T1", "T2"})) == ["T1"]
    assert standing(ops, MARK, "thread", set()) == {}


def test_what_cannot_follow_is_refused_and_leaves_nothing(ops: Engine) -> None:
    take(ops, 3)
    with pytest.raises(NothingLeft):
        take(ops, 1)
    assert len(events_about(ops, TAKEN, THREAD)) == 1


def test_topics_and_subjects_of_the_same_id_are_apart(ops: Engine) -> None:
    take(ops, 1)
    take(ops, 2, Subject("order", "T1"))
    mark(ops)
    assert standing(ops, TAKEN, "thread")["T1"].state == {"left": 2}
    assert standing(ops, TAKEN, "order")["T1"].state == {"left": 1}
    assert (last_local_event(ops, {"taken"}), last_local_event(ops, {"taken", "mark"})) == (2, 3)
    assert last_local_event(ops, set()) == last_local_event(ops, {"another"}) == 0


def test_of_many_at_once_no_more_than_there_is_is_taken(tmp_path: Path, ops: Engine) -> None:
    def take_one(number: int) -> bool:
        own = open_ops(tmp_path / "ops.sqlite")
        try:
            return take(own, 1, by=f"person {number}")
        except NothingLeft:
            return False
        finally:
            own.dispose()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(take_one, range(10))) == 3
    assert standing(ops, TAKEN, "thread")["T1"].state == {"left": 0}


def test_events_are_append_only(ops: Engine) -> None:
    take(ops, 1)
    for statement in (update(local_event).values(actor="eve"), delete(local_event)):
        with pytest.raises(Exception, match="append-only"), writing(ops) as connection:
            connection.execute(statement)


def test_a_block_that_fails_after_an_event_leaves_neither_event_nor_state(ops: Engine) -> None:
    event = LocalEvent(THREAD, "taken", NOON, "ana", {"units": 1})

    def append_and_fail() -> None:
        with writing(ops) as connection:
            assert append(connection, TAKEN, event)
            raise KeyError

    with pytest.raises(KeyError):
        append_and_fail()
    assert events_about(ops, TAKEN, THREAD) == []
    assert standing(ops, TAKEN, "thread") == {}


def test_states_can_be_folded_anew_from_the_events(ops: Engine) -> None:
    take(ops, 1)
    take(ops, 1)
    take(ops, 2, Subject("order", "A1"))
    before = standing(ops, TAKEN, "thread") | standing(ops, TAKEN, "order")
    with writing(ops) as connection:
        connection.execute(text("delete from local_state"))
    assert fold_anew(ops, TAKEN) == 2
    assert standing(ops, TAKEN, "thread") | standing(ops, TAKEN, "order") == before
    with reading(ops) as connection:
        assert connection.execute(text("select count(*) from local_event")).scalar() == 3
