"""Clocks that disagree: the watermark is an instant of the marketplace's, whatever ours says."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial
from typing import Any

import httpx
import pytest

from etl.octopia.clocks import measured_skew
from etl.store.warehouse.runs import watermark
from etl.sync.engine.changes import sync_changed
from etl.sync.engine.runs import run_resource
from etl.sync.orders.collection import ORDERS

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "skew"),
    [
        ("Mon, 23 Nov 2026 12:00:00 GMT", timedelta(milliseconds=500)),
        ("Mon, 23 Nov 2026 11:00:00 GMT", timedelta(hours=1, milliseconds=500)),
        ("Mon, 23 Nov 2026 13:00:00 +0100", timedelta(milliseconds=500)),
        ("yesterday", None),
        (None, None),
    ],
)
def test_the_skew_is_ours_less_theirs_half_way_between_asking_and_answer(
    header: str | None, skew: timedelta | None
) -> None:
    assert measured_skew(header, NOON, NOON + timedelta(seconds=2)) == skew


@pytest.fixture
def their_clock(shop: Any, shop_reader: Any, clock: Any) -> Any:
    """Has the shop date its answers by a clock that is so far behind ours."""

    def behind(by: timedelta) -> None:
        def dated(response: httpx.Response) -> None:
            response.headers["date"] = format_datetime(clock() - by, usegmt=True)

        shop_reader.client._http.event_hooks = {"response": [dated]}

    return behind


def sync(reader: Any) -> Any:
    return run_resource(reader, "orders", partial(sync_changed, ORDERS))


@pytest.mark.parametrize("behind", [timedelta(hours=3), timedelta(hours=-3)])
def test_whichever_clock_runs_ahead_no_change_is_missed_and_little_is_read_twice(
    shop: Any, shop_reader: Any, clock: Any, their_clock: Any, behind: timedelta
) -> None:
    their_clock(behind)
    shop.add("future", clock() - behind + timedelta(days=2))  # an order dated in the future, at the marketplace too
    shop.add("A", clock() - behind - timedelta(minutes=1))
    sync(shop_reader)
    clock.forward(minutes=30)
    shop.add("B", clock() - behind - timedelta(minutes=29))
    sync(shop_reader)
    assert shop_reader.warehouse.frame("select order_id from core.orders order by 1")["order_id"].to_list() == [
        "A",
        "B",
        "future",
    ]
    reached = watermark(shop_reader.warehouse, "orders")
    assert reached is not None
    assert timedelta(seconds=3) < clock() - behind - reached < timedelta(seconds=8)


def test_an_order_dated_in_the_future_is_seen_to_change_before_that_date(
    shop: Any, shop_reader: Any, clock: Any, their_clock: Any
) -> None:
    their_clock(timedelta(0))
    shop.add("future", clock() + timedelta(days=2), "InPreparation")
    sync(shop_reader)
    shop.touch("future", clock() + timedelta(days=2), status="Shipped")
    clock.forward(seconds=4)
    sync(shop_reader)
    assert shop_reader.warehouse.value("select status from core.orders") == "Shipped"
