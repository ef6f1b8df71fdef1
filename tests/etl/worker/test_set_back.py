"""A worker whose clock is set back or leaps ahead goes on reading, judging and publishing."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from etl.store.marts.schema import TOLERATED_AHEAD
from etl.store.ops.database import open_ops
from etl.store.ops.heartbeats import Heartbeat, Pulse, beat, last_heartbeat
from etl.store.ops.presence import Subject, note_presence, those_present
from etl.store.warehouse.pending import next_readings, put_off, queue_keys
from etl.store.warehouse.runs import succeeded_at, watermark
from etl.sync.engine.changes import sync_changed
from etl.sync.engine.runs import Background, Resource, every, nightly, run_resource
from etl.sync.orders import ship_days
from etl.sync.orders.collection import ORDERS
from etl.worker.rounds import PUBLISH_AT_LEAST_EVERY, Rounds

BACK = timedelta(days=1)
YEAR = timedelta(days=365)


@pytest.fixture
def ops(tmp_path: Path) -> Iterator[Engine]:
    opened = open_ops(tmp_path / "ops.sqlite")
    yield opened
    opened.dispose()


def states(reader: Any) -> list[tuple[str, str]]:
    return reader.warehouse.frame("select order_id, state from marts.obligations order by 1").rows()


def test_verdicts_of_a_clock_a_year_ahead_are_taken_back_with_the_clock_and_publishing_goes_on(
    shop: Any, shop_reader: Any, clock: Any, ops: Engine
) -> None:
    rounds = Rounds(shop_reader, ops)
    shop.add("A", clock() - timedelta(minutes=3), "WaitingAcceptance", clock() - timedelta(minutes=5))
    assert rounds.poll().snapshot is not None
    assert states(shop_reader) == [("A", "open")]
    clock.now += YEAR
    assert rounds.poll().snapshot is not None
    assert states(shop_reader) == [("A", "broken")]
    clock.now -= YEAR
    assert rounds.poll().snapshot is not None  # at once: what was published lies ahead of now
    assert states(shop_reader) == [("A", "open")]
    clock.forward(seconds=4)
    assert rounds.poll().snapshot is None
    clock.now += PUBLISH_AT_LEAST_EVERY
    assert rounds.poll().snapshot is not None
    renewed = "select any_value(renewed_at) from marts.build"
    before = shop_reader.warehouse.value(renewed)
    clock.now -= TOLERATED_AHEAD  # a clock that is put right by a little has nothing judged anew
    assert rounds.poll().snapshot is not None
    assert shop_reader.warehouse.value(renewed) == before


@pytest.mark.parametrize("shift", [-BACK, YEAR])
def test_after_the_clock_was_moved_what_changes_is_read_and_nothing_between_is_lost(
    shop: Any, shop_reader: Any, clock: Any, shift: timedelta
) -> None:
    true = clock()
    shop.add("A", true - timedelta(minutes=1))
    sync = partial(run_resource, shop_reader, "orders", partial(sync_changed, ORDERS))
    assert sync().state == "landed"
    clock.now += shift
    shop.add("B", true + timedelta(seconds=2))
    assert sync().state == "landed"
    found = shop_reader.warehouse.frame("select order_id from core.orders order by 1")["order_id"].to_list()
    assert found == ["A", "B"]
    reached = watermark(shop_reader.warehouse, "orders")
    assert reached is not None
    assert reached <= true + timedelta(seconds=2)
    assert succeeded_at(shop_reader.warehouse, "orders") == clock()  # of the last run, though it is the earlier instant


def test_a_clock_set_back_between_two_pages_carries_the_watermark_no_further(
    shop: Any, shop_reader: Any, clock: Any
) -> None:
    true = clock()
    dated = [lambda response: response.headers.update({"date": format_datetime(true, usegmt=True)})]
    shop_reader.client._http.event_hooks = {"response": dated}
    for number in range(150):
        shop.add(f"O{number:03}", true - timedelta(minutes=150 - number))
    shop.add("of the future", true + timedelta(hours=20))

    def set_back(params: dict[str, str]) -> None:
        clock.now = true - BACK if "pageIndex" in params else clock.now

    shop.after_page = set_back
    assert run_resource(shop_reader, "orders", partial(sync_changed, ORDERS)).state == "landed"
    reached = watermark(shop_reader.warehouse, "orders")
    assert reached is not None
    assert reached <= true


def test_what_is_due_now_and_then_and_at_night_is_due_after_the_clock_was_set_back(
    shop_reader: Any, clock: Any
) -> None:
    run_resource(shop_reader, "thing", lambda _reader, _run: None)
    landed = succeeded_at(shop_reader.warehouse, "thing")
    hourly, at_night = every(lambda _pace: timedelta(hours=1)), nightly("thing")
    assert not hourly(shop_reader, landed)
    assert not at_night(shop_reader, landed)
    clock.now -= BACK
    assert hourly(shop_reader, landed)
    assert at_night(shop_reader, landed)
    run_resource(shop_reader, "thing", lambda _reader, _run: None)
    landed = succeeded_at(shop_reader.warehouse, "thing")
    assert not hourly(shop_reader, landed)
    assert not at_night(shop_reader, landed)


def test_a_slice_ends_and_a_failed_one_is_tried_again_though_the_clock_was_set_back(
    shop_reader: Any, clock: Any
) -> None:
    until = clock() + shop_reader.pace.slice
    assert replace(shop_reader, until=until).has_time
    clock.now -= BACK
    assert not replace(shop_reader, until=until).has_time
    clock.now += BACK
    tried: list[int] = []

    def fail(reader: Any, run_id: int) -> None:
        tried.append(run_id)
        reader.page(ORDERS, {"pageIndex": 1})

    shop_reader.client._http.close()
    background = Background([Resource("thing", fail, lambda _reader, _last: True)])
    with pytest.raises(RuntimeError):
        background.run_slice(shop_reader)
    background._retry_at["thing"] = clock() + shop_reader.pace.retry_after
    assert background.run_slice(shop_reader) is None
    clock.now -= BACK
    with pytest.raises(RuntimeError):
        background.run_slice(shop_reader)
    assert len(tried) == 2


def test_a_reading_that_was_put_off_is_due_again_after_the_clock_was_set_back(shop_reader: Any, clock: Any) -> None:
    warehouse, longest = shop_reader.warehouse, shop_reader.pace.put_off
    queue_keys(warehouse, "bodies", ["A"], urgency=1, now=clock())
    put_off(warehouse, "bodies", "A", until=clock() + longest)
    ask = partial(next_readings, warehouse, "bodies", at_most=5, longest=longest)
    assert ask(now=clock()) == []
    assert ask(now=clock() - BACK) == ["A"]
    assert ask(now=clock() + longest) == ["A"]


def test_days_that_have_not_come_are_not_asked_for_by_a_clock_a_year_ahead(shop_reader: Any, clock: Any) -> None:
    shop_reader.client._skew = YEAR
    clock.now += YEAR
    assert max(ship_days._days_to_ask(shop_reader)) == (clock() - YEAR - BACK).date()


def test_a_living_part_shows_at_once_after_the_clock_was_set_back_and_a_dead_one_does_not(
    ops: Engine, clock: Any
) -> None:
    pulse, within = Pulse(ops, "worker", clock), timedelta(seconds=30)
    pulse.show("waiting")
    beat(ops, Heartbeat("dead", 1, clock(), "waiting"))
    clock.now -= BACK
    pulse.show("waiting")
    living, dead = last_heartbeat(ops, "worker"), last_heartbeat(ops, "dead")
    assert living is not None
    assert living.at == clock()
    assert living.is_alive(clock(), within)
    assert dead is not None
    assert not dead.is_alive(clock(), within)


def test_who_was_present_before_the_clock_was_set_back_is_not_for_a_day(ops: Engine, clock: Any) -> None:
    note_presence(ops, "left", Subject("order", "A"), "ana", clock())
    clock.now -= BACK
    assert those_present(ops, clock()) == []
    note_presence(ops, "stays", Subject("order", "A"), "bob", clock())
    assert [one.session for one in those_present(ops, clock())] == ["stays"]
    clock.now += BACK
    assert those_present(ops, clock()) == []  # and the row of who left is gone
