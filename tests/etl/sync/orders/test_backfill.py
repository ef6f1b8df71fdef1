"""The past, window by window: what is planned, read, verified, taken up again, and left alone."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from etl.octopia.budget import CallBudget, Urgency
from etl.octopia.client import Account, OctopiaClient
from etl.store.warehouse.runs import watermark
from etl.store.warehouse.windows import window_totals
from etl.sync.engine import backfill
from etl.sync.engine.changes import sync_changed
from etl.sync.engine.reader import Reader
from etl.sync.engine.runs import run_resource
from etl.sync.orders.collection import ORDERS

DAY = timedelta(days=1)


def rows(reader: Any, sql: str) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = reader.warehouse.frame(sql).rows()
    return found


def read_all(reader: Any, most: int = 200) -> list[str]:
    states = []
    while backfill.has_windows_to_read(reader, ORDERS.backfill_name):
        states.append(run_resource(reader, ORDERS.backfill_name, partial(backfill.read_backfill, ORDERS)).state)
        assert len(states) < most
    return states


def fill(shop: Any, clock: Any, days: int, each: int) -> None:
    for back in range(days):
        for number in range(each):
            at = clock() - back * DAY - timedelta(minutes=number)
            shop.add(f"D{back}-{number}", at, created=at)


def test_the_whole_past_is_read_and_the_live_watermark_stays(reader: Any, sandbox: Any) -> None:
    run_resource(reader, "orders", partial(sync_changed, ORDERS))
    reached = watermark(reader.warehouse, "orders")
    assert backfill.plan_backfill(ORDERS, reader, None, None) >= 1
    assert set(read_all(reader)) == {"landed"}
    truth = {one["order_id"]: one["status"] for one in sandbox.true_orders()}
    assert dict(rows(reader, "select order_id, status from core.orders")) == truth
    assert watermark(reader.warehouse, "orders") == reached
    totals = window_totals(reader.warehouse, ORDERS.backfill_name)
    assert (totals.done, totals.failed, totals.landed) == (totals.windows, 0, 120)


def test_windows_are_days_of_paris_the_newest_first_and_only_those_asked_for(
    shop: Any, shop_reader: Any, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backfill, "WINDOW_RECORDS", 3)
    fill(shop, clock, days=6, each=3)
    backfill.plan_backfill(ORDERS, shop_reader, date(2026, 11, 19), date(2026, 11, 22))
    assert rows(shop_reader, "select window_from_at, window_until_at, state from core.sync_windows order by 1") == [
        (datetime(2026, 11, day - 1, 23, tzinfo=UTC), datetime(2026, 11, day, 23, tzinfo=UTC), "pending")
        for day in (19, 20, 21)
    ]
    run_resource(shop_reader, ORDERS.backfill_name, partial(backfill.read_backfill, ORDERS))
    assert rows(shop_reader, "select distinct created_at::date from core.orders") == [(date(2026, 11, 21),)]
    read_all(shop_reader)
    assert rows(shop_reader, "select count(*) from core.orders") == [(9,)]


def test_days_at_both_ends_of_the_calendar_are_asked_for_like_any(shop: Any, shop_reader: Any, clock: Any) -> None:
    fill(shop, clock, days=6, each=2)
    assert backfill.plan_backfill(ORDERS, shop_reader, date.min, date.max) >= 1
    assert backfill.plan_backfill(ORDERS, shop_reader, date.max, date.min) == 0


def test_what_is_planned_or_done_is_not_planned_twice_and_a_longer_past_only_adds(
    shop: Any, shop_reader: Any, clock: Any
) -> None:
    fill(shop, clock, days=6, each=2)
    assert backfill.plan_backfill(ORDERS, shop_reader, date(2026, 11, 21), None) == 1
    assert backfill.plan_backfill(ORDERS, shop_reader, date(2026, 11, 21), None) == 0
    read_all(shop_reader)
    asked = len(shop.asked)
    assert backfill.plan_backfill(ORDERS, shop_reader, None, None) == 1
    read_all(shop_reader)
    assert rows(shop_reader, "select count(*) from core.orders") == [(12,)]
    assert all(page.get("createdAtMax", "") <= "2026-11-20T23:00:00.000Z" for page in shop.asked[asked + 2 :])


def test_a_window_that_holds_too_many_is_cut_in_two_until_it_does_not(
    shop: Any, shop_reader: Any, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backfill, "WINDOW_RECORDS", 10)
    fill(shop, clock, days=1, each=70)
    shop.add("old", clock() - 300 * DAY, created=clock() - 300 * DAY)
    backfill.plan_backfill(ORDERS, shop_reader, None, None)
    states = read_all(shop_reader, 400)
    assert set(states) == {"landed", "unfinished"}
    assert rows(shop_reader, "select count(*) from core.orders") == [(71,)]
    assert rows(shop_reader, "select max(record_count) <= 20 from core.sync_windows") == [(True,)]


def test_a_slice_reads_a_page_or_two_and_the_next_goes_on_with_the_page_after(
    shop: Any, shop_reader: Any, clock: Any
) -> None:
    fill(shop, clock, days=3, each=150)
    backfill.plan_backfill(ORDERS, shop_reader, None, None)
    asked_at_first = len(shop.asked)
    for _ in range(30):
        reader = replace(shop_reader, until=clock())
        outcome = run_resource(reader, ORDERS.backfill_name, partial(backfill.read_backfill, ORDERS))
        assert outcome.state in {"landed", "unfinished"}
        assert outcome.page_count <= 2
        if not backfill.has_windows_to_read(shop_reader, ORDERS.backfill_name):
            break
    assert rows(shop_reader, "select count(*) from core.orders") == [(450,)]
    pages = [page["pageIndex"] for page in shop.asked[asked_at_first:] if "pageIndex" in page]
    assert sorted(pages) == sorted(set(pages)) == ["1", "2", "3", "4", "5"]
    assert rows(shop_reader, "select count(*) from raw.orders") == [(450,)]


def test_a_window_whose_count_is_not_met_is_read_again_and_then_given_up(
    shop: Any, shop_reader: Any, clock: Any
) -> None:
    fill(shop, clock, days=1, each=5)
    backfill.plan_backfill(ORDERS, shop_reader, None, None)
    shop.other["/orders/count"] = httpx.Response(200, json=6)
    assert read_all(shop_reader) == ["unfinished", "unfinished", "failed"]
    assert rows(shop_reader, "select state, attempt_count, record_count from core.sync_windows") == [("failed", 3, 5)]
    (error,) = rows(shop_reader, "select error from core.sync_runs where state = 'failed'")[0]
    assert "the marketplace counts 6, its pages hold 5" in error
    del shop.other["/orders/count"]
    backfill.plan_backfill(ORDERS, shop_reader, None, None)
    assert read_all(shop_reader) == ["landed"]
    assert rows(shop_reader, "select state from core.sync_windows") == [("done",)]


def test_a_record_that_does_not_fit_counts_as_read(shop: Any, shop_reader: Any, clock: Any) -> None:
    fill(shop, clock, days=1, each=3)
    shop.orders["D0-1"]["orderId"] = None
    backfill.plan_backfill(ORDERS, shop_reader, None, None)
    assert read_all(shop_reader) == ["landed"]
    assert rows(shop_reader, "select count(*) from core.orders") == [(2,)]
    assert rows(shop_reader, "select reason from core.rejects") == [("orderId is missing",)]


def test_a_backfill_goes_behind_the_polls_when_calls_are_short(shop: Any, warehouse: Any, clock: Any) -> None:
    urgencies = []

    class Counting(CallBudget):
        def take(self, urgency: Urgency = Urgency.LIVE) -> None:
            urgencies.append(urgency)
            super().take(urgency)

    account = Account("http://shop.test", "http://shop.test", "me", SecretStr("secret"), "1")
    transport = httpx.MockTransport(shop)
    with OctopiaClient(account, clock=clock, budget=Counting(1_000_000, clock), transport=transport) as client:
        reader = Reader(warehouse, client, clock, urgency=Urgency.BACKGROUND)
        fill(shop, clock, days=1, each=150)
        backfill.plan_backfill(ORDERS, reader, None, None)
        read_all(reader)
    assert set(urgencies) == {Urgency.BACKGROUND}
