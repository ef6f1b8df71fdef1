"""Our orders against the marketplace's count, day by day: what differs is read again, what still differs is told."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import httpx
import pytest

from etl.sync.engine.changes import sync_changed
from etl.sync.engine.runs import Background, Resource, run_resource, sync_due
from etl.sync.orders import counts
from etl.sync.orders.collection import ORDERS
from etl.sync.registry import RESOURCES, background

DAY = timedelta(days=1)
COUNTS = (
    "select status, own_count, marketplace_count from core.order_day_counts where own_count + marketplace_count > 0"
)


def rows(reader: Any, sql: str) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = reader.warehouse.frame(sql).rows()
    return found


def count(reader: Any) -> Any:
    return run_resource(reader, counts.DAY_COUNTS, counts.sync_day_counts)


@pytest.fixture
def synced(shop: Any, shop_reader: Any, clock: Any) -> Any:
    """Three orders, and a history of twenty days: more days than one run dates shipments of."""
    few_days = replace(shop_reader, pace=replace(shop_reader.pace, history=20 * DAY))
    for number in range(3):
        shop.add(f"A{number}", clock() - 5 * DAY, created=clock() - 5 * DAY)
    run_resource(few_days, "orders", partial(sync_changed, ORDERS))
    return few_days


def test_every_day_of_the_history_is_counted_once_a_night(synced: Any, clock: Any) -> None:
    assert count(synced).landed.record_count == synced.pace.history.days
    assert rows(synced, COUNTS) == [("", 3, 3)]
    assert not counts.has_days_to_count(synced)
    clock.forward(minutes=16)
    assert count(synced).landed.record_count == 2  # today and yesterday
    clock.forward(hours=24)
    assert count(synced).landed.record_count == synced.pace.history.days


def test_a_day_that_differs_is_read_again_and_then_agrees(shop: Any, synced: Any, clock: Any) -> None:
    at = clock() - 5 * DAY
    shop.add("unseen", at, created=at)
    count(synced)
    assert rows(synced, COUNTS) == [("", 3, 4)]
    clock.forward(seconds=1)
    assert run_resource(synced, counts.DAYS, counts.reread_days).landed.changed_count == 1
    clock.forward(seconds=1)
    assert count(synced).landed.record_count == 1
    assert rows(synced, COUNTS) == [("", 4, 4)]
    assert not counts.has_days_to_count(synced)


def test_a_day_that_differs_all_the_same_is_told_by_status_and_read_again_the_next_night(
    shop: Any, synced: Any, clock: Any
) -> None:
    gone = shop.orders.pop("A0")
    count(synced)
    clock.forward(seconds=1)
    run_resource(synced, counts.DAYS, counts.reread_days)
    clock.forward(seconds=1)
    count(synced)
    assert sorted(rows(synced, COUNTS)) == [("", 3, 2), ("Delivered", 3, 2)]
    assert not counts.has_days_to_count(synced)
    assert not counts.has_days_to_read(synced)
    shop.orders["A0"] = gone
    clock.forward(hours=24)
    count(synced)
    assert rows(synced, COUNTS) == [("", 3, 3)]


def test_an_order_at_midnight_belongs_to_the_day_that_begins(shop: Any, shop_reader: Any, clock: Any) -> None:
    midnight = datetime(2026, 11, 20, 23, tzinfo=UTC)  # in Paris
    shop.add("A", midnight, created=midnight)
    run_resource(shop_reader, "orders", partial(sync_changed, ORDERS))
    count(shop_reader)
    days = "select day, own_count from core.order_day_counts where marketplace_count > 0"
    assert rows(shop_reader, days) == [(date(2026, 11, 21), 1)]


def test_slices_count_some_days_each_and_come_to_the_end(synced: Any, clock: Any) -> None:
    def slow(reader: Any, run_id: int) -> None:
        clock.forward(seconds=5)
        counts.sync_day_counts(reader, run_id)

    counting = Background((Resource("order_day_counts", slow, lambda reader, _: counts.has_days_to_count(reader)),))
    slices = 0
    while (outcome := counting.run_slice(synced)) is not None:
        assert outcome.state in {"landed", "unfinished"}
        slices += 1
    assert slices == synced.pace.history.days
    assert rows(synced, "select count(*) from core.order_day_counts where status = ''") == [(slices,)]


def test_what_failed_is_left_alone_for_a_while_and_the_rest_goes_on(shop: Any, synced: Any, clock: Any) -> None:
    sync_due(synced, RESOURCES)
    clock.forward(hours=1)
    shop.other["/offers"] = httpx.Response(500, json={"title": "Server"})
    slices, names = background(), []
    for _ in range(20):
        outcome = slices.run_slice(synced)
        names.append(next(reversed(slices.outcomes)) if outcome else None)
        if outcome is None:
            break
    assert slices.outcomes["offers"].state == "failed"
    assert slices.outcomes["open_orders"].state == slices.outcomes["order_counts"].state == "landed"
    assert names[-1] is None
    del shop.other["/offers"]
    shop.other["/offers"] = httpx.Response(200, json={"items": []})
    assert slices.run_slice(synced) is None
    clock.forward(seconds=31)
    outcome = slices.run_slice(synced)
    assert outcome is not None
    assert outcome.state == "landed"
