"""A whole sync under every read fault while the marketplace lives, its worker killed again and again: nothing lost."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from etl.store.places import Places
from etl.store.warehouse.warehouse import open_warehouse
from sandbox.server.server import RunningSandbox, running_sandbox

ORDERS, KILLS = 5_000, 8
RATES = (
    "drop_before:reads=0.04,drop_after:reads=0.04,server_error_before:reads=0.03,server_error_after:reads=0.03,"
    "html_502:reads=0.03,truncated:reads=0.04,slow:reads=0.03,slow_seconds=0.3,expired_token:reads=0.03,"
    "rate_limited_with_wait:reads=0.01,retry_after_seconds=1,quota:reads=0.01,quota_wait_seconds=1,"
    "shifting_pages=0.3,duplicate_rows=0.2,drop_before:tokens=0.2"
)
CORRUPTIONS = "unknown_enum=0.03,extra_field=0.04,null_address=0.04,poison=0.04"
REJECTED = {"string", "missing_order_id"}
"""Kinds of poison that leave nothing to know a record by; with any other it lands, what is damaged named."""
DAMAGED = {"money_as_text": "totalPrice.sellingPrice", "lines_null": "lines"}


@dataclass
class Worker:
    """The real command on a home of its own, which may die at any moment."""

    home: Path
    sandbox: RunningSandbox
    luck: random.Random = field(default_factory=lambda: random.Random(2026))
    said: list[str] = field(default_factory=list)

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        names = ("api_url", "auth_url", "client_id", "client_secret", "seller_id")
        account = {f"VIGIE_{name.upper()}": str(getattr(self.sandbox, name)) for name in names}
        pace = {"VIGIE_CALLS_PER_MINUTE": "100000", "VIGIE_POLL_SECONDS": "0.2", "VIGIE_HISTORY_DAYS": "100"}
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("VIGIE_")}
        with (self.home.parent / "worker.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "etl", *arguments],
                env={**inherited, "VIGIE_HOME": str(self.home), **account, **pace},
                stdout=log,
                stderr=log,
            )

    def work_and_die(self) -> None:
        worker = self.start("worker")
        time.sleep(self.luck.uniform(1.5, 6))
        assert worker.poll() is None, self.log()[-2000:]
        worker.send_signal(signal.SIGKILL)
        worker.wait()

    def sync(self) -> int:
        return self.start("sync", "--once").wait(180)

    def log(self) -> str:
        return (self.home.parent / "worker.log").read_text(encoding="utf-8", errors="replace")

    def forget_when_last_read(self) -> None:
        """As if a day had passed: everything is due again, the sweep too."""
        with open_warehouse(Places(self.home)) as warehouse:
            warehouse.run("update core.sync_runs set ended_at = ended_at - interval 2 days")

    def read_the_whole_history_again(self) -> None:
        """As for a new home: what lies further back than a sweep and did not change is read too."""
        self.forget_when_last_read()
        with open_warehouse(Places(self.home)) as warehouse:
            warehouse.run("delete from core.watermarks")

    def published(self, sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.home / "analytics" / "marketplace.duckdb"), read_only=True) as connection:
            return connection.sql(sql).fetchall()


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[Worker]:
    life = {"start": datetime.now(UTC), "speed": 60, "autopilot": 0.5}
    with running_sandbox(orders=ORDERS, faults=f"{RATES},{CORRUPTIONS}", **life) as sandbox:
        yield Worker(tmp_path / "home", sandbox)


def kind_of(order: dict[str, Any]) -> str | None:
    """How an order is poisoned, if it is."""
    return next((name.partition(":")[2] for name in order["corruptions"] if name.startswith("poison")), None)


def named_as_damaged(worker: Worker) -> dict[str, list[str]]:
    return dict(worker.published("select order_id, damaged_fields from orders where len(damaged_fields) > 0"))


def sync_until_landed(worker: Worker, rounds: int) -> None:
    assert any(worker.sync() == 0 for _ in range(rounds)), worker.log()[-2000:]


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_sync_under_every_fault_and_eight_kills_ends_with_the_marketplace_as_it_is(worker: Worker) -> None:
    sandbox = worker.sandbox
    for _ in range(KILLS):
        worker.work_and_die()
        sandbox.change(20)
    sandbox.market.world.clock.run_at(0)  # the world stands still for the comparison
    met = sandbox.faults_met()
    assert len([fault for fault in met if met[fault] > 0]) >= 10, met

    sandbox.set_faults(CORRUPTIONS)
    worker.forget_when_last_read()
    sync_until_landed(worker, 2)
    truth = sandbox.true_orders()
    poisoned = {order["order_id"]: kind for order in truth if (kind := kind_of(order))}
    odd = {order["order_id"] for order in truth if "unknown_enum" in order["corruptions"]}
    held = dict(worker.published("select order_id, status from orders"))
    rejected = {one for one, kind in poisoned.items() if kind in REJECTED}
    sound = {order["order_id"]: order["status"] for order in truth if order["order_id"] not in rejected}
    assert {one: status for one, status in held.items() if one in sound and one not in odd} == {
        one: status for one, status in sound.items() if one not in odd
    }
    assert {held[one] for one in odd - set(poisoned)} == {"AwaitingCarrierSlot"}
    assert set(held) <= set(sound)
    named = named_as_damaged(worker)
    assert [one for one, kind in poisoned.items() if kind in DAMAGED and DAMAGED[kind] not in named.get(one, ())] == []
    assert_rejected(worker, poisoned)

    sandbox.set_faults("")
    worker.read_the_whole_history_again()
    sync_until_landed(worker, 2)
    assert dict(worker.published("select order_id, status from orders where not is_missing")) == {
        order["order_id"]: order["status"] for order in truth
    }
    totals = {order["order_id"]: order["total_selling_price"] for order in truth}
    assert dict(worker.published("select order_id, total_selling_price::varchar from orders")) == totals
    rejected = worker.published("select distinct key from rejects where key is not null")
    assert rejected == []
    assert worker.published("select check_name from data_quality where state <> 'passed'") == []
    assert worker.published("select count(*) from orders where is_missing") == [(0,)]
    assert "Traceback" not in worker.log()
    assert worker.sandbox.client_secret not in worker.log()


def assert_rejected(worker: Worker, poisoned: dict[str, str]) -> None:
    """What is known by nothing is in the rejects with its reason, at least in number."""
    reasons = worker.published("select key, reason from rejects where resource = 'orders'")
    assert {reason for _, reason in reasons} == {"orderId is missing"}
    counted = Counter(reason for _, reason in reasons)
    assert counted["orderId is missing"] >= len([one for one, kind in poisoned.items() if kind == "missing_order_id"])
