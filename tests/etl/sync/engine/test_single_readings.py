"""Two collections the engine knows nothing of: one whose details are read one by one, one that has no dates."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.store.warehouse.pending import count_pending
from etl.store.warehouse.replays import replay_rejects
from etl.store.warehouse.retention import purge_raw
from etl.store.warehouse.runs import close_interrupted_runs
from etl.sync.engine import backfill
from etl.sync.engine.changes import sweep, sync_changed
from etl.sync.engine.runs import run_resource
from etl.sync.engine.single_readings import (
    followed_name,
    has_details_to_read,
    has_followed_to_read,
    read_details,
    read_followed,
)
from etl.sync.engine.whole_lists import read_whole, reread_open
from tests.examples import examples


def run(reader: Any, sync: Any, collection: Any, name: str = "job") -> Any:
    return run_resource(reader, name, partial(sync, collection))


def rows(reader: Any, sql: str) -> list[tuple[Any, ...]]:
    return list(reader.warehouse.frame(sql).rows())


def fill(market: Any, clock: Any, count: int) -> None:
    for number in range(count):
        market.put(number, clock() - timedelta(minutes=count - number), words=f"words {number}")


def asked_singly(market: Any) -> list[str]:
    return [target.removeprefix("/threads/") for target in market.asked if target.startswith("/threads/")]


def test_the_list_is_read_first_then_each_thread_by_itself(
    market: Any, market_reader: Any, clock: Any, threads: Any
) -> None:
    fill(market, clock, 8)
    assert run(market_reader, sync_changed, threads).landed.changed_count == 8
    assert asked_singly(market) == []
    assert run(market_reader, read_details, threads).state == "landed"
    told = {one["threadId"]: one["words"] for one in market.threads.values()}
    assert dict(rows(market_reader, "select thread_id, words from core.bodies")) == told
    assert not has_details_to_read(threads, market_reader)


def test_what_is_urgent_is_read_first_and_then_what_moved_last(
    market: Any, market_reader: Any, clock: Any, threads: Any
) -> None:
    fill(market, clock, 4)
    market.put(1, clock() - timedelta(minutes=3), is_claim=True)
    run(market_reader, sync_changed, threads)
    run(market_reader, read_details, threads)
    assert asked_singly(market) == ["T1", "T3", "T2", "T0"]


def test_a_slice_ends_after_a_thread_and_the_next_goes_on_with_the_one_behind(
    market: Any, market_reader: Any, clock: Any, threads: Any
) -> None:
    fill(market, clock, 3)
    run(market_reader, sync_changed, threads)
    states = [run(replace(market_reader, until=clock()), read_details, threads).state for _ in range(3)]
    assert states == ["unfinished", "unfinished", "landed"]
    assert asked_singly(market) == ["T2", "T1", "T0"]


def test_an_unchanged_head_asks_for_nothing_and_a_changed_one_is_read_again(
    market: Any, market_reader: Any, clock: Any, threads: Any
) -> None:
    fill(market, clock, 3)
    for _ in range(2):
        run(market_reader, sync_changed, threads)
        run(market_reader, read_details, threads)
    assert len(asked_singly(market)) == 3
    assert rows(market_reader, "select count(*) from raw.threads") == [(3,)]
    market.put(1, clock(), words="another word")
    run(market_reader, sync_changed, threads)
    run(market_reader, read_details, threads)
    assert asked_singly(market)[3:] == ["T1"]
    assert rows(market_reader, "select words from core.bodies where thread_id = 'T1'") == [("another word",)]


def test_a_thread_that_fails_is_put_off_and_holds_up_no_other(
    market: Any, market_reader: Any, clock: Any, threads: Any
) -> None:
    fill(market, clock, 3)
    market.failing["/threads/T2"] = 400
    run(market_reader, sync_changed, threads)
    assert run(market_reader, read_details, threads).state == "failed"
    assert run(market_reader, read_details, threads).state == "landed"
    assert rows(market_reader, "select thread_id from core.bodies order by 1") == [("T0",), ("T1",)]
    assert not has_details_to_read(threads, market_reader)
    market.failing.clear()
    clock.forward(minutes=30)
    run(market_reader, read_details, threads)
    assert rows(market_reader, "select count(*) from core.bodies") == [(3,)]


def test_what_every_thread_would_hear_puts_none_off(market: Any, market_reader: Any, clock: Any, threads: Any) -> None:
    fill(market, clock, 2)
    run(market_reader, sync_changed, threads)
    market.failing["/threads/T1"] = 403
    assert run(market_reader, read_details, threads).state == "refused"
    market.failing.clear()
    run(market_reader, read_details, threads)
    assert asked_singly(market) == ["T1", "T1", "T0"]


def test_a_thread_that_is_not_found_is_counted_absent_and_one_without_words_is_set_aside(
    market: Any, market_reader: Any, clock: Any, threads: Any
) -> None:
    fill(market, clock, 3)
    market.put(1, clock() - timedelta(minutes=2), words=5)
    run(market_reader, sync_changed, threads)
    del market.threads["T0"]
    assert run(market_reader, read_details, threads).state == "landed"
    assert rows(market_reader, "select thread_id from core.threads where absent_count = 1") == [("T0",)]
    assert rows(market_reader, "select resource, key, reason from core.rejects") == [
        ("bodies", "T1", "words are missing")
    ]
    assert run(market_reader, reread_open, threads, "open_threads").state == "landed"
    assert rows(market_reader, "select thread_id from core.threads where is_missing") == [("T0",)]


def test_a_head_that_fits_at_last_queues_its_details(market: Any, market_reader: Any, clock: Any, threads: Any) -> None:
    fill(market, clock, 1)
    run(market_reader, sync_changed, threads)
    run(market_reader, read_details, threads)
    market_reader.warehouse.run(
        "insert into core.rejects "
        "select 'threads', key, 'too strict', payload, payload_hash, 1, fetched_at from raw.threads"
    )
    market_reader.warehouse.run("delete from core.threads")
    replay_rejects(market_reader.warehouse, threads.records, run_id=9, now=clock())
    assert rows(market_reader, "select count(*) from core.rejects") == [(0,)]
    assert has_details_to_read(threads, market_reader)


def test_a_span_wider_than_the_marketplace_answers_for_is_read_in_parts(
    market: Any, market_reader: Any, clock: Any, threads: Any
) -> None:
    for days in range(0, 80, 4):
        market.put(days, clock() - timedelta(days=days))
    narrow = replace(threads, widest=timedelta(days=30))
    run(market_reader, sync_changed, narrow)
    assert rows(market_reader, "select count(*) from core.threads") == [(20,)]
    asked = [target for target in market.asked if "updatedAtMax" in target]
    assert {target.partition("updatedAtMax=")[2][:10] for target in asked} == {"2026-09-24", "2026-10-24", "2026-11-23"}


def test_a_past_that_nobody_counts_is_read_window_by_window_in_slices(
    market: Any, market_reader: Any, clock: Any, threads: Any
) -> None:
    for days in range(40):
        market.put(days, clock() - timedelta(days=days))
    assert backfill.plan_backfill(threads, market_reader, None, None) > 3
    for _ in range(60):
        if not backfill.has_windows_to_read(market_reader, threads.backfill_name):
            break
        run(replace(market_reader, until=clock()), backfill.read_backfill, threads)
    assert rows(market_reader, "select count(*) from core.threads") == [(40,)]
    assert rows(market_reader, "select distinct state from core.sync_windows") == [("done",)]
    assert rows(market_reader, "select count(*) from core.watermarks") == [(0,)]


def test_old_versions_of_any_collection_are_forgotten(
    market: Any, market_reader: Any, clock: Any, threads: Any
) -> None:
    for minutes in (3, 2, 1):
        market.put(0, clock() - timedelta(minutes=minutes))
        run(market_reader, sync_changed, threads)
    later = clock() + timedelta(days=1)
    assert purge_raw(market_reader.warehouse, threads.records, before=later).rows == 2


def test_a_list_without_dates_is_read_whole_and_then_for_what_moved(
    market: Any, market_reader: Any, clock: Any, threads: Any, requests: Any
) -> None:
    fill(market, clock, 3)
    for number in range(5):
        market.ask_back(number, number % 3)
    run(market_reader, sync_changed, threads)
    run(market_reader, read_whole, requests)
    run(market_reader, read_followed, requests)
    assert not has_followed_to_read(requests, market_reader)
    market.ask_back(0, 0, "granted")
    market.ask_back(9, 1)
    market.put(0, clock())
    run(market_reader, sync_changed, threads)
    assert has_followed_to_read(requests, market_reader)
    asked = len(market.asked)
    run(market_reader, read_followed, requests)
    assert {target.partition("threadId=")[2][:2] for target in market.asked[asked:]} == {"T0"}
    assert rows(market_reader, "select state from core.requests where request_id = 'R0'") == [("granted",)]
    assert rows(market_reader, "select count(*) from core.requests") == [(5,)]
    run(market_reader, read_whole, requests)
    assert rows(market_reader, "select count(*) from core.requests") == [(6,)]


def test_a_request_absent_from_the_whole_list_twice_is_missing(market: Any, market_reader: Any, requests: Any) -> None:
    for number in range(3):
        market.ask_back(number, 0)
    run(market_reader, read_whole, requests)
    del market.requests["R1"]
    absences = "select absent_count, is_missing from core.requests where request_id = 'R1'"
    run(market_reader, read_whole, requests)
    assert rows(market_reader, absences) == [(1, False)]
    run(market_reader, read_whole, requests)
    assert rows(market_reader, absences) == [(2, True)]
    market.ask_back(1, 0)
    run(market_reader, read_whole, requests)
    assert rows(market_reader, absences) == [(0, False)]


def test_a_whole_list_that_is_read_in_slices_misses_nothing_and_marks_nothing_before_its_end(
    market: Any, market_reader: Any, clock: Any, requests: Any
) -> None:
    for number in range(7):
        market.ask_back(number, 0)
    states = [run(replace(market_reader, until=clock()), read_whole, requests).state for _ in range(4)]
    assert states == ["unfinished", "unfinished", "unfinished", "landed"]
    assert rows(market_reader, "select count(*), max(absent_count) from core.requests") == [(7, 0)]


class Killed(BaseException):
    """The process ends at this statement."""


class Dying:
    """A connection on which the process dies at the n-th statement."""

    def __init__(self, real: Any, left: int) -> None:
        self.real, self.left = real, left

    def execute(self, *arguments: Any) -> Any:
        self.left -= 1
        if self.left == 0:
            raise Killed
        return self.real.execute(*arguments)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)


JOBS = {
    "poll": ("threads", sync_changed, "threads"),
    "details": ("thread_details", read_details, "threads"),
    "sweep": ("threads_sweep", sweep, "threads"),
    "open": ("open_threads", reread_open, "threads"),
    "whole": ("requests", read_whole, "requests"),
    "followed": ("requests_followed", read_followed, "requests"),
}
jobs = st.sampled_from(sorted(JOBS))
steps = st.one_of(
    st.tuples(st.just("slice"), jobs, st.just(0)),
    st.tuples(st.just("kill"), jobs, st.integers(1, 60)),
    st.tuples(st.just("move"), st.integers(0, 6), st.booleans()),
    st.tuples(st.just("ask back"), st.integers(0, 5), st.integers(0, 6)),
)


def live(step: Any, market: Any, reader: Any, collections: dict[str, Any]) -> None:
    match step:
        case ("move", number, is_claim):
            market.put(number, reader.clock(), is_claim=is_claim, words=f"at {reader.clock()}")
        case ("ask back", number, thread):
            # a request belongs to its thread for good, and its thread moves with it
            thread = int(market.requests.get(f"R{number}", {"threadId": f"T{thread}"})["threadId"][1:])
            market.ask_back(number, thread, f"at {reader.clock()}")
            market.put(thread, reader.clock())
        case (kind, job, at):
            name, sync, which = JOBS[job]
            real = reader.warehouse._connection
            reader.warehouse._connection = Dying(real, at) if kind == "kill" else real
            is_live = job == "poll"
            with suppress(Killed):
                run(replace(reader, until=None if is_live else reader.clock()), sync, collections[which], name)
            if kind == "kill":
                reader.warehouse.reopen()
                close_interrupted_runs(reader.warehouse, reader.clock())


@settings(
    max_examples=examples(4),
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(history=st.lists(steps, min_size=4, max_size=14))
def test_whatever_happened_on_the_way_the_end_is_the_marketplace(
    at_a_market: Any, clock: Any, tmp_path_factory: Any, collections: dict[str, Any], history: list[Any]
) -> None:
    (new_market, read_market), (threads, requests) = at_a_market, collections.values()
    market = new_market()
    for number in range(7):
        market.put(number, clock() - timedelta(minutes=number))
        market.ask_back(number % 4, number % 4)
    home: Path = tmp_path_factory.mktemp("home")
    with read_market(market, clock, home) as reader:
        run(reader, read_whole, requests)
        run(reader, read_followed, requests, followed_name(requests))
        for step in history:
            clock.forward(seconds=7)
            live(step, market, reader, collections)
        clock.forward(minutes=2)
        run(reader, sync_changed, threads, "threads")
        run(reader, read_followed, requests, followed_name(requests))
        run(reader, read_details, threads, "thread_details")
        assert count_pending(reader.warehouse, "thread_details") == 0
        told = {one["threadId"]: one["words"] for one in market.threads.values()}
        assert dict(rows(reader, "select thread_id, words from core.bodies")) == told
        asked = {one["requestId"]: one["state"] for one in market.requests.values()}
        assert dict(rows(reader, "select request_id, state from core.requests")) == asked
        versions = rows(reader, "select key, payload_hash from raw.threads")
        assert len(versions) == len(set(versions))


def test_an_engine_asked_for_what_a_collection_does_not_have_says_so(market_reader: Any, requests: Any) -> None:
    with pytest.raises(ValueError, match="requests has no details"):
        read_details(requests, market_reader, 1)
