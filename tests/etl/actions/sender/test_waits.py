"""Actions under a clock that is set back or forward: nothing waits for the old instant, nothing goes too early."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from etl.actions.kinds import kind_named
from etl.actions.outbox.asking import enqueue, undo
from etl.actions.outbox.batch_items import failed_count
from etl.actions.outbox.reading import Wanted, events_of, newest_standings, one_action
from etl.actions.outbox.unseen import newest_by_target, recent_actions
from etl.actions.sender.claims import due_actions
from etl.actions.sender.patience import Patience
from etl.actions.sender.waits import SET_BACK, restart_waits
from etl.actions.states import State, Step, take_step
from etl.store.ops.database import writing

HOLD = timedelta(seconds=10)
SHIFTS = [timedelta(days=1), timedelta(days=365), timedelta(seconds=3)]


def ask(ops: Engine, clock: Any, target: str = "A", batch_id: str | None = None) -> str:
    approve = kind_named("approve_order")
    return enqueue(ops, approve, target, {}, requested_by="ana", hold=HOLD, now=clock(), batch_id=batch_id).action_id


def _parcel(ops: Engine, clock: Any, line: str) -> str:
    parcel = {"parcel_number": f"6A1234567890{line}", "carrier_name": "Colissimo", "order_line_ids": [line]}
    return enqueue(ops, kind_named("ship_order"), "A", parcel, requested_by="ana", hold=HOLD, now=clock()).action_id


def move(ops: Engine, clock: Any, action_id: str, expected: State, to: State, **changes: Any) -> None:
    with writing(ops) as connection:
        assert take_step(connection, Step(action_id, expected, to, clock(), "worker"), **changes)


def due(ops: Engine, clock: Any) -> list[str]:
    restart_waits(ops, clock(), "worker")
    return [one.action_id for one in due_actions(ops, clock(), 10)]


@pytest.mark.parametrize("shift", SHIFTS)
def test_after_a_clock_is_set_back_an_undo_window_is_whole_and_no_longer(ops: Engine, clock: Any, shift: Any) -> None:
    asked = ask(ops, clock)
    clock.forward(2)
    clock.now -= shift
    assert due(ops, clock) == []
    clock.forward(9.9)
    assert due(ops, clock) == []
    clock.forward(0.1)
    assert due(ops, clock) == [asked]
    assert [event.code for event in events_of(ops, asked)] == ["asked", SET_BACK.code]
    assert undo(ops, asked, by="ana", now=clock())


def test_a_clock_that_leaps_forward_a_year_and_back_holds_nothing_up(ops: Engine, clock: Any) -> None:
    before = ask(ops, clock, "A")
    clock.forward(365 * 86_400)
    assert due(ops, clock) == [before]
    meanwhile = ask(ops, clock, "B")
    clock.forward(-365 * 86_400)
    assert due(ops, clock) == []
    clock.forward(10)
    assert set(due(ops, clock)) == {before, meanwhile}
    assert one_action(ops, meanwhile).patience_from_at <= clock()


def test_waits_of_the_present_are_left_alone(ops: Engine, clock: Any) -> None:
    asked = ask(ops, clock)
    clock.forward(3)
    assert restart_waits(ops, clock(), "worker") == 0
    assert [event.code for event in events_of(ops, asked)] == ["asked"]


def test_a_reading_put_off_before_the_clock_was_set_back_waits_as_long_as_it_was_put_off(
    ops: Engine, clock: Any
) -> None:
    asked = ask(ops, clock)
    clock.forward(20)
    move(ops, clock, asked, State.QUEUED, State.SENDING)
    move(ops, clock, asked, State.SENDING, State.UNKNOWN, not_before_at=clock() + timedelta(seconds=5))
    clock.forward(-86_400)
    assert due(ops, clock) == []
    clock.forward(5)
    assert due(ops, clock) == [asked]


def test_how_late_a_reading_is_nobody_knows_after_a_clock_was_set_back_so_it_is_made_seldom(clock: Any) -> None:
    patience = Patience()
    assert patience.next_look(clock(), clock() - timedelta(days=1)) == patience.longest_wait
    assert patience.next_look(clock(), clock() + timedelta(seconds=10)) == timedelta(seconds=5)


def test_what_was_asked_first_goes_first_though_its_instant_is_later(ops: Engine, clock: Any) -> None:
    first, second = (_parcel(ops, clock, line) for line in ("1", "2") if clock.forward(-86_400))
    due(ops, clock)
    clock.forward(10)
    assert due(ops, clock) == [first]
    move(ops, clock, first, State.QUEUED, State.SENDING)
    move(ops, clock, first, State.SENDING, State.DONE)
    assert due(ops, clock) == [second]


def test_an_item_asked_for_again_after_the_clock_was_set_back_is_no_longer_offered(ops: Engine, clock: Any) -> None:
    failed = ask(ops, clock, "A", batch_id="b")
    clock.forward(1)
    assert undo(ops, failed, by="ana", now=clock())
    assert failed_count(ops, "b") == 1
    clock.forward(-86_400)
    again = ask(ops, clock, "A")
    assert failed_count(ops, "b") == 0
    shown = newest_by_target(recent_actions(ops, Wanted(targets=["A"]), clock()))
    assert shown["A"].action_id == again
    assert [one.state for one in newest_standings(ops, ["approve_order"], clock())] == [State.QUEUED]
