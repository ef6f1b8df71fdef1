"""Reading orders page by page: none lost while they shift, tie, come unsorted or fill pages exactly."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import httpx
import orjson
import pytest

from etl.store.warehouse.landing import PageFacts
from etl.store.warehouse.landing import page_facts as facts_of
from etl.store.warehouse.runs import watermark
from etl.sync.engine.changes import sync_changed
from etl.sync.engine.runs import run_resource
from etl.sync.orders.collection import ORDERS

SECOND = timedelta(seconds=1)


def page_facts(warehouse: Any, body: bytes) -> PageFacts:
    return facts_of(warehouse, body, id_field="orderId", changed_field="updatedAt")


def sync(reader: Any) -> Any:
    return run_resource(reader, "orders", partial(sync_changed, ORDERS))


def landed_ids(reader: Any) -> set[str]:
    return set(reader.warehouse.frame("select order_id from core.orders")["order_id"])


def fill(shop: Any, count: int, newest: datetime, *, apart: timedelta = SECOND * 10) -> None:
    for n in range(count):
        shop.add(f"O{n:04d}", newest - apart * (count - n))


@pytest.mark.parametrize("count", [0, 1, 99, 100, 101, 200, 250])
def test_every_order_lands_whatever_number_fills_the_pages(shop: Any, shop_reader: Any, clock: Any, count: int) -> None:
    fill(shop, count, clock())
    outcome = sync(shop_reader)
    assert landed_ids(shop_reader) == set(shop.orders)
    assert (outcome.state, outcome.landed.changed_count) == ("landed", count)


def test_the_next_page_is_asked_for_by_instant_not_by_number(shop: Any, shop_reader: Any, clock: Any) -> None:
    fill(shop, 250, clock())
    sync(shop_reader)
    assert [asked["pageIndex"] for asked in shop.asked] == ["1", "1", "1"]
    assert shop.asked[0]["updatedAtMin"] == "2026-08-25T09:00:00.000Z"
    newest_of_first = clock() - SECOND * 10 * 151
    assert shop.asked[1]["updatedAtMin"] == (newest_of_first - SECOND).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    assert {asked["sort"] for asked in shop.asked} == {"asc:updatedAt"}


@pytest.mark.parametrize("per_page", [1, 5])
def test_nothing_is_lost_when_orders_leave_their_page_while_we_read(
    shop: Any, shop_reader: Any, clock: Any, per_page: int
) -> None:
    fill(shop, 450, clock() - timedelta(hours=1))
    moved = iter(range(0, 100))

    def shift(_params: dict[str, str]) -> None:
        for _ in range(per_page):
            shop.touch(f"O{next(moved):04d}", clock() - SECOND * 5, status="Shipped")

    shop.after_page = shift
    sync(shop_reader)
    assert landed_ids(shop_reader) == set(shop.orders)
    held = dict(shop_reader.warehouse.frame("select order_id, status from core.orders").rows())
    shop.after_page = lambda _: None
    sync(shop_reader)
    assert dict(shop_reader.warehouse.frame("select order_id, status from core.orders").rows()) == {
        order_id: order["status"] for order_id, order in shop.orders.items()
    }
    assert len(held) == 450


@pytest.mark.parametrize("count", [100, 101, 350, 400])
def test_whole_pages_that_share_one_instant_are_read_by_number(
    shop: Any, shop_reader: Any, clock: Any, count: int
) -> None:
    for n in range(count):
        shop.add(f"T{n:04d}", clock() - timedelta(hours=2))
    fill(shop, 150, clock() - timedelta(hours=1))
    shop.add("Z", clock() - timedelta(minutes=1))
    sync(shop_reader)
    assert landed_ids(shop_reader) == set(shop.orders)
    assert max(int(asked["pageIndex"]) for asked in shop.asked) >= count // 100


def test_answers_that_are_not_sorted_are_read_by_number_and_move_the_watermark_at_the_end_only(
    shop: Any, shop_reader: Any, clock: Any
) -> None:
    fill(shop, 350, clock())
    shop.orders = dict(reversed(shop.orders.items()))
    shop.is_sorted = False
    seen = []
    shop.after_page = lambda _: seen.append(watermark(shop_reader.warehouse, "orders"))
    sync(shop_reader)
    assert landed_ids(shop_reader) == set(shop.orders)
    assert [asked["pageIndex"] for asked in shop.asked] == ["1", "2", "3", "4"]
    assert seen == [None] * 4
    assert watermark(shop_reader.warehouse, "orders") is not None


def test_an_order_dated_in_the_year_9999_does_not_hide_those_behind_it(shop: Any, shop_reader: Any, clock: Any) -> None:
    fill(shop, 250, clock())
    shop.orders["O0099"]["updatedAt"] = "9999-12-31T23:59:59Z"
    shop.is_sorted = False
    sync(shop_reader)
    assert landed_ids(shop_reader) == set(shop.orders)
    damaged = "select order_id, updated_at from core.orders where list_contains(damaged_fields, 'updatedAt')"
    assert shop_reader.warehouse.frame(damaged).rows() == [("O0099", None)]
    mark = watermark(shop_reader.warehouse, "orders")
    assert mark is not None
    assert mark <= clock()


def test_the_watermark_reaches_the_newest_order_and_the_next_read_overlaps_it(
    shop: Any, shop_reader: Any, clock: Any
) -> None:
    shop.add("A", clock() - timedelta(hours=3))
    sync(shop_reader)
    assert watermark(shop_reader.warehouse, "orders") == clock() - timedelta(hours=3)
    clock.forward(seconds=4)
    sync(shop_reader)
    assert shop.asked[-1]["updatedAtMin"] == "2026-11-23T05:59:50.000Z"  # a poll reads back a little
    clock.forward(minutes=1)
    sync(shop_reader)
    assert shop.asked[-1]["updatedAtMin"] == "2026-11-23T05:45:00.000Z"  # once a minute the whole overlap


def test_the_watermark_never_passes_the_start_of_the_reading_less_a_margin(
    shop: Any, shop_reader: Any, clock: Any
) -> None:
    start = clock()
    shop.add("A", start + timedelta(hours=5))
    shop.after_page = lambda _: clock.forward(minutes=10)
    sync(shop_reader)
    assert watermark(shop_reader.warehouse, "orders") == start - timedelta(seconds=5)


def test_the_watermark_never_goes_back(shop: Any, shop_reader: Any, clock: Any) -> None:
    shop.add("A", clock() - timedelta(hours=1))
    sync(shop_reader)
    reached = watermark(shop_reader.warehouse, "orders")
    shop.orders.clear()
    shop.add("B", clock() - timedelta(hours=1, minutes=10))
    clock.forward(minutes=1)
    sync(shop_reader)
    assert landed_ids(shop_reader) == {"A", "B"}
    assert watermark(shop_reader.warehouse, "orders") == reached


def test_a_crash_between_two_batches_keeps_what_was_committed_and_the_next_run_goes_on_there(
    shop: Any, shop_reader: Any, clock: Any
) -> None:
    fill(shop, 350, clock(), apart=timedelta(hours=1))

    def crash(_params: dict[str, str]) -> None:
        if len(shop.asked) == 3:
            raise KeyboardInterrupt

    shop.after_page = crash
    with pytest.raises(KeyboardInterrupt):
        sync(shop_reader)
    assert len(landed_ids(shop_reader)) == 199
    mark = watermark(shop_reader.warehouse, "orders")
    assert mark == shop_reader.warehouse.value("select max(updated_at) from core.orders")
    shop.after_page, shop.asked = (lambda _: None), []
    sync(shop_reader)
    assert landed_ids(shop_reader) == set(shop.orders)
    assert shop.asked[0]["updatedAtMin"] == (mark - timedelta(minutes=15)).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def test_rows_and_watermark_are_committed_together_or_not_at_all(shop: Any, shop_reader: Any, clock: Any) -> None:
    fill(shop, 150, clock(), apart=timedelta(hours=1))
    original = shop_reader.warehouse.run

    def failing(sql: str, params: Any = None) -> None:
        if "core.watermarks" in sql and "merge" in sql:
            raise RuntimeError("ended here")
        original(sql, params)

    shop_reader.warehouse.run = failing
    with pytest.raises(RuntimeError):
        sync(shop_reader)
    shop_reader.warehouse.run = original
    assert landed_ids(shop_reader) == set()
    assert watermark(shop_reader.warehouse, "orders") is None
    sync(shop_reader)
    assert landed_ids(shop_reader) == set(shop.orders)


def test_an_answer_without_items_fails_the_run_with_its_reason_and_moves_nothing(shop: Any, shop_reader: Any) -> None:
    for body in (b'{"data":[]}', b'{"items":5}', b'{"items":[{"orderId":"O1"}', b"[]"):
        shop.other["/orders"] = httpx.Response(200, content=body)
        outcome = sync(shop_reader)
        assert (outcome.state, outcome.landed.record_count) == ("failed", 0)
        assert outcome.error is not None
        assert "an answer without items" in outcome.error
    assert watermark(shop_reader.warehouse, "orders") is None


def test_a_read_that_is_told_to_stop_keeps_what_it_has_and_says_interrupted(
    shop: Any, shop_reader: Any, clock: Any
) -> None:
    fill(shop, 350, clock())
    reader = replace(shop_reader, is_stopping=lambda: len(shop.asked) == 2)
    outcome = sync(reader)
    assert (outcome.state, len(landed_ids(reader))) == ("interrupted", 199)
    sync(shop_reader)
    assert landed_ids(shop_reader) == set(shop.orders)


def test_an_order_told_twice_on_a_page_does_not_make_it_unsorted(shop_reader: Any) -> None:
    def body(*names: str) -> bytes:
        items = [{"orderId": name, "updatedAt": f"2026-11-2{name}T10:00:00Z"} for name in names]
        return orjson.dumps({"items": items})

    assert page_facts(shop_reader.warehouse, body("1", "2", "3", "1")).is_ascending is True
    assert page_facts(shop_reader.warehouse, body("1", "3", "2")).is_ascending is False
    assert page_facts(shop_reader.warehouse, body("1", "2", "2", "3")).newest_at == datetime(
        2026, 11, 23, 10, tzinfo=UTC
    )
