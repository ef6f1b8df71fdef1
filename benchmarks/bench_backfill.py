"""A million orders of the past read by `vigie backfill`, killed three times on the way, equal to the marketplace.

The peer is the marketplace's pages merely read over HTTP by as many readers, which nothing can beat.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.figures import Figure
from benchmarks.marketplace import PAGE_SIZE, Marketplace, marketplace, order_pages
from benchmarks.million import ORDERS
from etl.store.ops.database import open_ops
from etl.store.ops.heartbeats import last_heartbeat
from etl.store.ops.vitals import BACKFILL, told_backfill

KILLED_AT = (0.2, 0.5, 0.8)
"""Shares of the orders landed at which the process is killed."""
SAMPLE_PAGES = 500
AIM_MINUTES = 5.0


def run() -> list[Figure]:
    """Minutes, memory, size of the store; raises when it does not equal the truth."""
    with tempfile.TemporaryDirectory() as folder, marketplace(ORDERS) as market:
        home = Path(folder) / "home"
        bare = _bare_seconds(market)
        begun, peak = time.perf_counter(), 0.0
        for share in (*KILLED_AT, None):
            peak = max(peak, _work(market, home, share))
        minutes = (time.perf_counter() - begun) / 60
        _compare(market, home)
        size = (home / "work.duckdb").stat().st_size / 1e9
    note = f"{ORDERS:,} orders, three kills, publication included; equal to the truth"
    met, merely = minutes <= AIM_MINUTES, "pages merely read"
    return [
        Figure("g", "backfill to published", minutes, "min", merely, bare / 60, f"{AIM_MINUTES:g} min", met, note),
        Figure("g", "peak memory", peak, "GB", "limit of DuckDB", 0.75, "1.5 GB", peak <= 1.5, "of four processes"),
        Figure("g", "size of the store", size, "GB", "-", 0.0, "(for comparison)", None, "work.duckdb"),
    ]  # fmt: skip


def _bare_seconds(market: Marketplace) -> float:
    pages = min(SAMPLE_PAGES, ORDERS // PAGE_SIZE)
    begun = time.perf_counter()
    for _ in order_pages(market, 1, pages):
        pass
    return (time.perf_counter() - begun) * ORDERS / (pages * PAGE_SIZE)


def _work(market: Marketplace, home: Path, until_share: float | None) -> float:
    """Run the command, to its end or until so much has landed; answer its peak memory in GB."""
    environment = {**os.environ, **market.environment, "VIGIE_HOME": str(home), "VIGIE_CALLS_PER_MINUTE": "10000000"}
    running = subprocess.Popen([sys.executable, "-m", "etl", "backfill"], env=environment)
    peak = 0.0
    while running.poll() is None:
        peak = max(peak, _peak_gb(running.pid))
        if until_share is not None and _landed(home) >= until_share * ORDERS:
            running.send_signal(signal.SIGKILL)
            running.wait()
            return peak
        time.sleep(0.1)
    if running.returncode != 0:
        raise RuntimeError(f"vigie backfill exited {running.returncode}")
    return peak


def _peak_gb(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return next((int(line.split()[1]) / 2**20 for line in lines if line.startswith("VmHWM")), 0.0)


def _landed(home: Path) -> int:
    """What the running command tells: nobody else may open its warehouse."""
    if not (home / "ops.sqlite").exists():
        return 0
    ops = open_ops(home / "ops.sqlite")
    try:
        progress = told_backfill(last_heartbeat(ops, BACKFILL))
    finally:
        ops.dispose()
    return progress.landed if progress else 0


def _compare(market: Marketplace, home: Path) -> None:
    truth = market.truth()
    with duckdb.connect(str(home / "analytics" / "marketplace.duckdb"), read_only=True) as connection:

        def ask(sql: str) -> list[tuple[Any, ...]]:
            return connection.sql(sql).fetchall()

        found = {
            "by_status": dict(ask("select status, count(*) from orders group by 1")),
            "total": ask("select sum(total_selling_price)::varchar from orders")[0][0],
            "lines": ask("select count(*), sum(quantity) from order_lines")[0],
        }
    wanted = {
        "by_status": {status: count for status, count in truth["by_status"].items() if count},
        "total": truth["total_selling_price"],
        "lines": (truth["lines"], truth["units"]),
    }
    if found != wanted:
        raise AssertionError(f"Not equal to the truth: {found} against {wanted}")
