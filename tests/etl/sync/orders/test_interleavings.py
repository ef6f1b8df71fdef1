"""Any interleaving of polls, slices, sweeps, changes and kills at any statement ends with what the shop is."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from etl.domain.orders.statuses import ORDER_STATUSES
from etl.octopia.budget import CallBudget
from etl.octopia.client import Account, OctopiaClient
from etl.store.places import Places
from etl.store.warehouse.runs import close_interrupted_runs
from etl.store.warehouse.warehouse import open_warehouse
from etl.sync.engine.doors import SyncDoor, SyncPace
from etl.sync.orders import backfill, changed, day_counts, pages
from etl.sync.runs import run_resource

ORDERS = 7
JOBS = {
    "poll": ("orders", changed.sync_changed_orders),
    "slice": (backfill.BACKFILL, backfill.read_backfill),
    "sweep": (changed.SWEEP, changed.sweep_orders),
    "open": ("open_orders", changed.reread_open_orders),
    "count": (day_counts.RESOURCE, day_counts.sync_day_counts),
    "mend": (day_counts.DAYS, day_counts.reread_days),
}

jobs = st.sampled_from(sorted(JOBS))
changes = st.tuples(st.just("change"), st.integers(0, ORDERS - 1), st.sampled_from(ORDER_STATUSES))
kills = st.tuples(st.just("kill"), jobs, st.integers(1, 80))
new_orders = st.tuples(st.just("new"), st.integers(0, 2), st.just(""))
histories = st.lists(st.one_of(jobs, changes, kills, new_orders), min_size=4, max_size=14)


class KilledHere(BaseException):
    """The process ends at this statement."""


@dataclass
class DyingConnection:
    """A connection on which the process dies at the n-th statement."""

    real: Any
    left: int

    def execute(self, *arguments: Any) -> Any:
        self.left -= 1
        if self.left == 0:
            raise KilledHere
        return self.real.execute(*arguments)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)


@contextmanager
def a_shop_and_its_door(shop: Any, clock: Any, home: Path) -> Iterator[SyncDoor]:
    account = Account("http://shop.test", "http://shop.test", "me", SecretStr("secret"), "1")
    transport = httpx.MockTransport(shop)
    with (
        open_warehouse(Places(home)) as warehouse,
        OctopiaClient(account, clock=clock, budget=CallBudget(1_000_000, clock), transport=transport) as client,
    ):
        pace = SyncPace(pages_per_commit=2, history=timedelta(days=2))
        yield SyncDoor(warehouse, client, clock, pace=pace)


def killed(door: SyncDoor, job: str, at: int) -> None:
    """Run a job in a process that dies at its n-th statement, then start the next process."""
    door.warehouse._connection = DyingConnection(door.warehouse._connection, at)
    with suppress(KilledHere):  # a job of fewer statements ends before
        run_slice(door, job)
    door.warehouse.reopen()
    close_interrupted_runs(door.warehouse, door.clock())


def run_slice(door: SyncDoor, job: str) -> None:
    name, sync = JOBS[job]
    is_live = job == "poll"
    outcome = run_resource(replace(door, until=None if is_live else door.clock()), name, sync)
    assert outcome.state in {"landed", "unfinished"}, outcome.error


def live(door: SyncDoor, shop: Any, step: Any) -> None:
    match step:
        case ("change", number, status):
            shop.touch(f"O{number}", door.clock(), status=status)
        case ("new", days, _):
            at = door.clock() - timedelta(days=days)
            shop.add(f"N{len(shop.orders)}", door.clock(), "InPreparation", created=at)
        case ("kill", job, at):
            killed(door, job, at)
        case job:
            run_slice(door, job)


def contents(door: SyncDoor) -> dict[str, tuple[str, Any]]:
    rows = door.warehouse.frame(
        "select o.order_id, o.status, o.updated_at::varchar, count(l.order_line_id) as lines "
        "from core.orders as o left join core.order_lines as l on l.order_id = o.order_id group by all"
    ).rows()
    assert len(rows) == len({row[0] for row in rows})
    return {order_id: (status, f"{at[:10]}T{at[11:19]}Z", lines) for order_id, status, at, lines in rows}


def check(shop: Any, clock: Any, home: Path, history: list[Any]) -> None:
    for number in range(ORDERS):
        at = clock() - timedelta(days=number % 4, minutes=number)
        shop.add(f"O{number}", at, created=at)
    with a_shop_and_its_door(shop, clock, home) as door:
        backfill.plan_backfill(door, None, None)
        for step in history:
            clock.forward(seconds=7)
            live(door, shop, step)
        clock.forward(minutes=2)
        run_slice(door, "poll")
        while backfill.has_windows_to_read(door):
            run_slice(door, "slice")
        assert contents(door) == {
            order_id: (one["status"], one["updatedAt"], 1) for order_id, one in shop.orders.items()
        }
        versions = door.warehouse.frame("select key, payload_hash from raw.orders").rows()
        assert len(versions) == len(set(versions))


COMMON = settings(
    max_examples=6, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backfill, "PAGE_SIZE", 2)
    monkeypatch.setattr(pages, "PAGE_SIZE", 2)


@pytest.mark.usefixtures("small_pages")
@COMMON
@given(history=histories)
def test_whatever_happened_on_the_way_the_end_is_the_shop(
    shop: Any, clock: Any, tmp_path_factory: Any, history: list[Any]
) -> None:
    shop.orders.clear()
    check(shop, clock, tmp_path_factory.mktemp("home"), history)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.usefixtures("small_pages")
@settings(COMMON, max_examples=150)
@given(history=histories)
def test_whatever_happened_on_the_way_the_end_is_the_shop_many_times(
    shop: Any, clock: Any, tmp_path_factory: Any, history: list[Any]
) -> None:
    shop.orders.clear()
    check(shop, clock, tmp_path_factory.mktemp("home"), history)
