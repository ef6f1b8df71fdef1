"""What a person can still take back, and where each object stands, counted for ten thousand actions as for one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from etl.actions.kinds import kind_named
from etl.actions.outbox.asking import enqueue, undo
from etl.actions.outbox.batches import ask_all, undo_batch
from etl.actions.outbox.held import held_by
from etl.actions.outbox.reading import list_actions, newest_standings
from etl.actions.sender.claims import claim_for_sending
from etl.actions.states import State, Step, take_step
from etl.store.ops.database import open_ops, writing

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
HOLD = timedelta(seconds=10)


@pytest.fixture
def store(tmp_path):
    engine = open_ops(tmp_path / "ops.sqlite")
    yield engine
    engine.dispose()


def ask_batch(store, number, batch_id="b1", at=NOW):
    items = [(f"A{n}", {"parcel_number": f"N{n}", "carrier_name": "DPD"}) for n in range(number)]
    answers = ask_all(store, kind_named("ship_order"), items, batch_id=batch_id, requested_by="ana", hold=HOLD, now=at)
    return [answer.enqueued.action_id for answer in answers]


def accept(store, target, by="ana", at=NOW):
    return enqueue(store, kind_named("approve_order"), target, {}, requested_by=by, hold=HOLD, now=at).action_id


def test_a_batch_is_one_entry_and_single_actions_are_one_each_the_newest_first(store):
    ask_batch(store, 30)
    accept(store, "C1", at=NOW + timedelta(seconds=1))
    accept(store, "C2", by="bo")
    held = held_by(store, "ana", NOW + timedelta(seconds=2))
    assert [(each.kind, each.batch_id, each.items) for each in held] == [
        ("approve_order", None, 1),
        ("ship_order", "b1", 30),
    ]
    assert held[0].target == "C1"
    assert [each.last_send_at for each in held] == [NOW + timedelta(seconds=11), NOW + HOLD]


def test_after_its_hold_a_single_action_goes_and_a_batch_stays_until_its_last_item_is_sent(store):
    [first, second, third] = ask_batch(store, 3)
    accept(store, "C1")
    later = NOW + timedelta(minutes=1)
    claim_for_sending(store, first, now=later, actor="worker")
    undo(store, second, by="ana", now=later)
    assert [(each.batch_id, each.items) for each in held_by(store, "ana", later)] == [("b1", 1)]
    claim_for_sending(store, third, now=later, actor="worker")
    assert held_by(store, "ana", later) == []


def test_against_a_worker_that_is_sending_each_item_of_a_batch_goes_to_exactly_one_of_the_two(store):
    action_ids = ask_batch(store, 20)
    later = NOW + HOLD
    claimed = [each for each in action_ids[::2] if claim_for_sending(store, each, now=later, actor="worker")]
    assert undo_batch(store, "b1", by="ana", now=later) == 10
    assert not any(claim_for_sending(store, each, now=later, actor="worker") for each in action_ids)
    states = {row.action_id: row.state for row in list_actions(store)}
    assert {each for each, state in states.items() if state is State.SENDING} == set(claimed)
    assert sum(state is State.UNDONE for state in states.values()) == 10


def test_an_object_stands_where_its_newest_action_does_and_what_was_undone_does_not_count(store):
    first = accept(store, "A1")
    for before, after in ((State.QUEUED, State.SENDING), (State.SENDING, State.REJECTED)):
        with writing(store) as connection:
            assert take_step(connection, Step(first, before, after, NOW, "worker"))
    parcel = {"parcel_number": "N1", "carrier_name": "DPD"}
    at = NOW + timedelta(minutes=1)
    second = enqueue(store, kind_named("ship_order"), "A1", parcel, requested_by="ana", hold=HOLD, now=at).action_id
    [standing] = newest_standings(store, {"approve_order", "ship_order"}, NOW - timedelta(days=1))
    assert (standing.kind, standing.state, standing.settled_at) == ("ship_order", State.QUEUED, None)
    undo(store, second, by="ana", now=at)
    [standing] = newest_standings(store, {"approve_order", "ship_order"}, NOW - timedelta(days=1))
    assert (standing.kind, standing.state, standing.settled_at) == ("approve_order", State.REJECTED, NOW)
    assert newest_standings(store, {"approve_order", "ship_order"}, at) == []
