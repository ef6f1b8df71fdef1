from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from etl.actions.errors import ConflictingAction, InvalidAction
from etl.actions.kinds import kind_named
from etl.actions.outbox.batches import ask_all, undo_batch
from etl.actions.outbox.reading import Wanted, list_actions
from etl.actions.states import State, Step, take_step
from etl.store.ops.database import open_ops, writing

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
HOLD = timedelta(seconds=10)


@pytest.fixture
def store(tmp_path):
    engine = open_ops(tmp_path / "ops.sqlite")
    yield engine
    engine.dispose()


def parcel(number):
    return {"parcel_number": number, "carrier_name": "Colissimo"}


def asked(store, batch_id, *items):
    return list(
        ask_all(
            store,
            kind_named("ship_order"),
            [(order, parcel(number)) for order, number in items],
            batch_id=batch_id,
            requested_by="ana",
            hold=HOLD,
            now=NOW,
        )
    )


def test_each_item_is_an_action_of_its_own_under_one_batch(store):
    answers = asked(store, "b1", ("A1", "X1"), ("A2", "X2"))
    assert [answer.enqueued.is_new for answer in answers] == [True, True]
    rows = list_actions(store, Wanted(batch_id="b1"))
    assert {(row.target, row.payload["parcel_number"], row.state) for row in rows} == {
        ("A1", "X1", State.QUEUED),
        ("A2", "X2", State.QUEUED),
    }
    assert {row.not_before_at for row in rows} == {NOW + HOLD}


def test_the_same_sheet_again_adds_nothing_and_goes_on_where_it_stopped(store):
    asked(store, "b1", ("A1", "X1"))
    answers = asked(store, "b2", ("A1", "X1"), ("A2", "X2"))
    assert [answer.enqueued.is_new for answer in answers] == [False, True]
    assert sorted(row.target for row in list_actions(store)) == ["A1", "A2"]


def test_an_item_that_cannot_be_asked_stops_no_other(store):
    answers = asked(store, "b1", ("A1", "X1"), ("A1", "X2"), ("A 3", "X3"), ("A4", "X4"))
    assert [type(answer.refusal) for answer in answers] == [type(None), ConflictingAction, InvalidAction, type(None)]
    assert sorted(row.target for row in list_actions(store)) == ["A1", "A4"]


def test_a_batch_is_undone_as_a_whole_except_what_is_being_sent(store):
    [first, *_others] = asked(store, "b1", ("A1", "X1"), ("A2", "X2"), ("A3", "X3"))
    asked(store, "b2", ("B1", "Y1"))
    with writing(store) as connection:
        assert take_step(connection, Step(first.enqueued.action_id, State.QUEUED, State.SENDING, NOW, "worker"))
    assert undo_batch(store, "b1", by="ana", now=NOW) == 2
    states = {row.target: row.state for row in list_actions(store)}
    assert states == {"A1": State.SENDING, "A2": State.UNDONE, "A3": State.UNDONE, "B1": State.QUEUED}
