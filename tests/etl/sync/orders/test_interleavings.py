"""Any interleaving of polls, slices, sweeps, changes and kills at any statement ends with what the shop is."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
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
from etl.sync.engine import backfill
from etl.sync.engine.changes import sweep, sync_changed
from etl.sync.engine.reader import Reader, SyncPace
from etl.sync.engine.runs import run_resource
from etl.sync.engine.whole_lists import reread_open
from etl.sync.orders import counts
from etl.sync.orders.collection import ORDERS

COUNT = 7
SMALL = replace(ORDERS, page_size=2)
JOBS = {
    "poll": ("orders", partial(sync_changed, SMALL)),
    "slice": (ORDERS.backfill_name, partial(backfill.read_backfill, SMALL)),
    "sweep": (ORDERS.sweep_name, partial(sweep, SMALL)),
    "open": ("open_orders", partial(reread_open, SMALL)),
    "count": (counts.DAY_COUNTS, counts.sync_day_counts),
    "mend": (counts.DAYS, counts.reread_days),
}

jobs = st.sampled_from(sorted(JOBS))
changes = st.tuples(st.just("change"), st.integers(0, COUNT - 1), st.sampled_from(ORDER_STATUSES))
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
def a_shop_and_its_reader(shop: Any, clock: Any, home: Path) -> Iterator[Reader]:
    account = Account("http://shop.test", "http://shop.test", "me", SecretStr("secret"), "1")
    transport = httpx.MockTransport(shop)
    with (
        open_warehouse(Places(home)) as warehouse,
        OctopiaClient(account, clock=clock, budget=CallBudget(1_000_000, clock), transport=transport) as client,
    ):
        pace = SyncPace(pages_per_commit=2, history=timedelta(days=2))
        yield Reader(warehouse, client, clock, pace=pace)


def killed(reader: Reader, job: str, at: int) -> None:
    """Run a job in a process that dies at its n-th statement, then start the next process."""
    reader.warehouse._connection = DyingConnection(reader.warehouse._connection, at)
    with suppress(KilledHere):  # a job of fewer statements ends before
        run_slice(reader, job)
    reader.warehouse.reopen()
    close_interrupted_runs(reader.warehouse, reader.clock())


def run_slice(reader: Reader, job: str) -> None:
    name, sync = JOBS[job]
    is_live = job == "poll"
    outcome = run_resource(replace(reader, until=None if is_live else reader.clock()), name, sync)
    assert outcome.state in {"landed", "unfinished"}, outcome.error


def live(reader: Reader, shop: Any, step: Any) -> None:
    match step:
        case ("change", number, status):
            shop.touch(f"O{number}", reader.clock(), status=status)
        case ("new", days, _):
            at = reader.clock() - timedelta(days=days)
            shop.add(f"N{len(shop.orders)}", reader.clock(), "InPreparation", created=at)
        case ("kill", job, at):
            killed(reader, job, at)
        case job:
            run_slice(reader, job)


def contents(reader: Reader) -> dict[str, tuple[str, Any]]:
    rows = reader.warehouse.frame(
        "select o.order_id, o.status, o.updated_at::varchar, count(l.order_line_id) as lines "
        "from core.orders as o left join core.order_lines as l on l.order_id = o.order_id group by all"
    ).rows()
    assert len(rows) == len({row[0] for row in rows})
    return {order_id: (status, f"{at[:10]}T{at[11:19]}Z", lines) for order_id, status, at, lines in rows}


def check(shop: Any, clock: Any, home: Path, history: list[Any]) -> None:
    for number in range(COUNT):
        at = clock() - timedelta(days=number % 4, minutes=number)
        shop.add(f"O{number}", at, created=at)
    with a_shop_and_its_reader(shop, clock, home) as reader:
        backfill.plan_backfill(SMALL, reader, None, None)
        for step in history:
            clock.forward(seconds=7)
            live(reader, shop, step)
        clock.forward(minutes=2)
        run_slice(reader, "poll")
        while backfill.has_windows_to_read(reader, ORDERS.backfill_name):
            run_slice(reader, "slice")
        assert contents(reader) == {
            order_id: (one["status"], one["updatedAt"], 1) for order_id, one in shop.orders.items()
        }
        versions = reader.warehouse.frame("select key, payload_hash from raw.orders").rows()
        assert len(versions) == len(set(versions))


COMMON = settings(
    max_examples=4, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counts, "ORDERS", SMALL)


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
