"""Whatever happens between two answers or two statements, the next whole sync ends with the marketplace as it is."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.store.warehouse.runs import close_interrupted_runs, watermark
from etl.sync.engine.changes import sweep, sync_changed
from etl.sync.engine.runs import run_resource
from etl.sync.engine.whole_lists import reread_open
from etl.sync.orders.collection import ORDERS

STATUSES = ("WaitingAcceptance", "Accepted", "InPreparation", "Shipped", "Delivered")
COUNT = 230
QUICK = settings(
    max_examples=6, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
THOROUGH = settings(QUICK, max_examples=300, derandomize=False)
SYNCS: dict[str, Callable[[Any, int], None]] = {
    "changed": partial(sync_changed, ORDERS),
    "open": partial(reread_open, ORDERS),
    "sweep": partial(sweep, ORDERS),
}


class Killed(BaseException):
    """The process ends at this statement."""


@dataclass(frozen=True)
class Step:
    """One sync: which, how many orders change after each page, the statement before which it is killed."""

    sync: str
    touched_per_page: tuple[int, ...]
    killed_at: int | None
    is_sorted: bool


steps = st.lists(
    st.builds(
        Step,
        st.sampled_from(sorted(SYNCS)),
        st.lists(st.integers(0, 7), max_size=4).map(tuple),
        st.one_of(st.none(), st.integers(1, 160)),
        st.booleans(),
    ),
    min_size=1,
    max_size=5,
)


def change_some(shop: Any, count: int, at: datetime, luck: Iterator[int]) -> None:
    for _ in range(count):
        order_id = f"O{next(luck) % COUNT:04d}"
        step = STATUSES.index(shop.orders[order_id]["status"])
        shop.touch(order_id, at, status=STATUSES[min(step + 1, len(STATUSES) - 1)])


def scattered() -> Iterator[int]:
    number = 17
    while True:
        number = (number * 1_103_515_245 + 12_345) % 2**31
        yield number >> 8


class Mortal:
    """A connection whose process is killed before its n-th statement."""

    def __init__(self, connection: Any, killed_at: int | None) -> None:
        self._connection, self._killed_at, self._statements = connection, killed_at, 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def execute(self, *arguments: Any) -> Any:
        self._statements += 1
        if self._statements == self._killed_at:
            self._connection.close()
            raise Killed
        return self._connection.execute(*arguments)


def live_through(step: Step, shop: Any, reader: Any, clock: Any, luck: Iterator[int]) -> None:
    """Sync once; orders change under the reader's hands, and it may be killed before any statement."""
    pages = iter(step.touched_per_page)
    shop.is_sorted = step.is_sorted
    shop.after_page = lambda _params: change_some(shop, next(pages, 0), clock(), luck)
    reader.warehouse._connection = Mortal(reader.warehouse._connection, step.killed_at)
    with suppress(Killed):
        run_resource(reader, "orders", SYNCS[step.sync])
    shop.is_sorted, shop.after_page = True, lambda _params: None
    reader.warehouse.reopen()
    close_interrupted_runs(reader.warehouse, clock())


def synced_after(history: list[Step], shop: Any, reader: Any, clock: Any) -> None:
    for table in ("orders", "order_lines", "order_status_events", "shipments", "watermarks", "sync_runs"):
        reader.warehouse.run(f"delete from core.{table}")
    shop.orders.clear()
    for number in range(COUNT):
        shop.add(f"O{number:04d}", clock() - timedelta(hours=2, seconds=-number), "WaitingAcceptance")
    luck = scattered()
    for step in history:
        clock.now += timedelta(minutes=1)
        live_through(step, shop, reader, clock, luck)
    clock.now += timedelta(minutes=1)
    assert run_resource(reader, "orders", partial(sync_changed, ORDERS)).state == "landed"


def assert_equal_to(shop: Any, reader: Any, clock: Any) -> None:
    held = reader.warehouse.frame("select order_id, status from core.orders")
    assert held.height == COUNT
    assert dict(held.rows()) == {order_id: order["status"] for order_id, order in shop.orders.items()}
    lines = reader.warehouse.frame("select count(*), count(distinct order_id) from core.order_lines").row(0)
    assert lines == (sum(len(order["lines"]) for order in shop.orders.values()), COUNT)
    last = "select order_id, arg_max(to_status, (seen_at, not_after_at)) from core.order_status_events group by 1"
    assert dict(reader.warehouse.frame(last).rows()) == dict(held.rows())
    mark = watermark(reader.warehouse, "orders")
    assert mark is not None
    assert mark <= clock()


@QUICK
@given(history=steps)
def test_any_interleaving_of_changes_kills_and_syncs_ends_with_the_marketplace_as_it_is(
    shop: Any, shop_reader: Any, clock: Any, history: list[Step]
) -> None:
    synced_after(history, shop, shop_reader, clock)
    assert_equal_to(shop, shop_reader, clock)


@pytest.mark.slow
@pytest.mark.timeout(1200)
@THOROUGH
@given(history=steps)
def test_three_hundred_interleavings_end_with_the_marketplace_as_it_is(
    shop: Any, shop_reader: Any, clock: Any, history: list[Step]
) -> None:
    reader = replace(shop_reader, pace=replace(shop_reader.pace, pages_per_commit=2))
    synced_after(history, shop, reader, clock)
    assert_equal_to(shop, reader, clock)
