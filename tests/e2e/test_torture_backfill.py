"""A backfill under faults, killed three times on the way, ends with the marketplace's past as it is."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from sandbox.server.server import RunningSandbox, running_sandbox

ORDERS, KILLS = 20_000, 3
FAULTS = (
    "drop_before:reads=0.03,drop_after:reads=0.03,server_error_before:reads=0.03,html_502:reads=0.02,"
    "truncated:reads=0.03,rate_limited_with_wait:reads=0.005,retry_after_seconds=1,shifting_pages=0.2,duplicate_rows=0.2"
)


class Backfill:
    """The real command, which may die at any moment."""

    def __init__(self, home: Path, sandbox: RunningSandbox) -> None:
        self.home, self.sandbox = home, sandbox
        names = ("api_url", "auth_url", "client_id", "client_secret", "seller_id")
        account = {f"VIGIE_{name.upper()}": str(getattr(sandbox, name)) for name in names}
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("VIGIE_")}
        self.environment = {**inherited, **account, "VIGIE_HOME": str(home), "VIGIE_CALLS_PER_MINUTE": "100000"}

    def start(self) -> subprocess.Popen[bytes]:
        with (self.home.parent / "backfill.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "etl", "backfill"], env=self.environment, stdout=log, stderr=log
            )

    def log(self) -> str:
        return (self.home.parent / "backfill.log").read_text(encoding="utf-8", errors="replace")

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.home / "work.duckdb"), read_only=True) as connection:
            return connection.sql(sql).pl().rows()


@pytest.fixture
def backfill(tmp_path: Path) -> Iterator[Backfill]:
    with running_sandbox(orders=ORDERS, faults=FAULTS) as sandbox:
        yield Backfill(tmp_path / "home", sandbox)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_backfill_killed_three_times_equals_the_truth_count_by_count_and_total_by_total(backfill: Backfill) -> None:
    luck, held = random.Random(2026), [0]
    for _ in range(KILLS):
        running = backfill.start()
        time.sleep(luck.uniform(3, 5))
        assert running.poll() is None, backfill.log()[-2000:]
        running.send_signal(signal.SIGKILL)
        running.wait()
        held.append(int(backfill.rows("select count(*) from core.orders")[0][0]))
    assert held == sorted(held)
    assert 0 < held[-1] < ORDERS, held
    done = backfill.rows("select window_from_at, ended_at from core.sync_windows where state = 'done'")
    assert backfill.start().wait(300) == 0, backfill.log()[-2000:]
    assert "Traceback" not in backfill.log()
    truth = backfill.sandbox.truth()
    counts = dict(backfill.rows("select status, count(*) from core.orders group by 1"))
    assert counts == {status: count for status, count in truth["by_status"].items() if count}
    assert backfill.rows("select sum(total_selling_price)::varchar from core.orders") == [
        (truth["total_selling_price"],)
    ]
    assert backfill.rows("select count(*), sum(quantity) from core.order_lines") == [(truth["lines"], truth["units"])]
    assert backfill.rows("select count(*) from core.rejects") == [(0,)]
    assert backfill.rows("select distinct state from core.sync_windows") == [("done",)]
    # what was done before a kill was not read again
    assert set(done) <= set(backfill.rows("select window_from_at, ended_at from core.sync_windows"))
    assert backfill.rows("select count(*) from core.watermarks") == [(0,)]
    with duckdb.connect(str(backfill.home / "analytics" / "marketplace.duckdb"), read_only=True) as published:
        assert published.sql("select count(*) from orders").fetchall() == [(ORDERS,)]
