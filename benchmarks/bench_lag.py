"""How long a change at the marketplace takes to be on screen, and how many calls that costs, with the default quota.

Orders change every few seconds while a worker runs beside a marketplace in real time. The lag of a change is from its
`updatedAt` to the instant a reader finds it in the newest snapshot. Aim: 30 s at p95, within 100 calls a minute.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean, quantiles

from benchmarks.figures import Figure
from benchmarks.marketplace import Marketplace, living_marketplace
from etl.store.errors import SnapshotMissing
from etl.store.ops.database import open_ops
from etl.store.ops.heartbeats import last_heartbeat
from etl.store.ops.vitals import VITALS, told_vitals
from etl.store.snapshots.snapshots import Snapshot, open_snapshot

MINUTES = float(os.environ.get("VIGIE_BENCH_LAG_MINUTES", "20"))
ORDERS = 20_000
CHANGED_AT_ONCE = 3
CHANGE_EVERY = 7.0
LOOK_EVERY = 0.1
CALLS_PER_MINUTE = 100
AIM_SECONDS = 30.0


@dataclass
class Watch:
    """Changes that no snapshot shows yet, and the lags of those that one shows."""

    waiting: dict[str, datetime] = field(default_factory=dict)
    lags: list[float] = field(default_factory=list)
    calls: list[int] = field(default_factory=list)
    version: int = 0

    def note(self, orders: list[str], now: datetime) -> None:
        """Orders that have changed since `now`; `updatedAt` has whole seconds."""
        for order in orders:
            self.waiting.setdefault(order, now.replace(microsecond=0))

    def look(self, home: Path) -> None:
        """Take what the newest snapshot shows off the waiting list."""
        snapshot = open_snapshot(home)
        if snapshot.version == self.version:
            return
        self.version = snapshot.version
        for order, updated_at in _updated(snapshot, list(self.waiting)).items():
            if updated_at >= self.waiting[order]:
                self.lags.append((datetime.now(UTC) - self.waiting.pop(order)).total_seconds())


def _updated(snapshot: Snapshot, orders: list[str]) -> dict[str, datetime]:
    connection = snapshot.connect()
    try:
        found = connection.sql(
            "select order_id, updated_at from orders where list_contains(?, order_id)", params=[orders]
        )
        return dict(found.pl().rows())
    finally:
        connection.close()


def run() -> list[Figure]:
    """Lag at p50 and p95, calls a minute."""
    with tempfile.TemporaryDirectory() as folder, living_marketplace(ORDERS) as market:
        home = Path(folder) / "home"
        with _worker(market, home):
            watch = _watched(market, home)
    p50, p95 = quantiles(watch.lags, n=100)[49], quantiles(watch.lags, n=100)[94]
    unseen, longest = len(watch.waiting), max(watch.lags)
    note = f"{len(watch.lags)} changes in {MINUTES:g} min, {unseen} not seen at the end; max {longest:.1f} s"
    calls = f"of {CALLS_PER_MINUTE} a minute; at most {max(watch.calls)}"
    return [
        Figure("f", "change to screen, p50", p50, "s", "aim at p95", AIM_SECONDS, "(for comparison)", None, note),
        Figure("f", "change to screen, p95", p95, "s", "aim", AIM_SECONDS, "30 s", p95 <= AIM_SECONDS, note),
        Figure("f", "calls a minute", mean(watch.calls), "calls", "quota", CALLS_PER_MINUTE, "within the quota",
               max(watch.calls) <= CALLS_PER_MINUTE, calls),
    ]  # fmt: skip


def _watched(market: Marketplace, home: Path) -> Watch:
    watch, ops = Watch(), open_ops(home / "ops.sqlite")
    _wait_for_first_snapshot(home)
    time.sleep(60)  # the full bucket with which a worker begins is spent by then
    end, next_change = time.monotonic() + MINUTES * 60, 0.0
    try:
        while time.monotonic() < end:
            if time.monotonic() >= next_change:
                next_change = time.monotonic() + CHANGE_EVERY
                asked_at = datetime.now(UTC)
                watch.note(market.change(CHANGED_AT_ONCE), asked_at)
                if (vitals := told_vitals(last_heartbeat(ops, VITALS))) is not None:
                    watch.calls.append(vitals.calls_last_minute)
            watch.look(home)
            time.sleep(LOOK_EVERY)
    finally:
        ops.dispose()
    return watch


def _wait_for_first_snapshot(home: Path) -> None:
    while True:
        try:
            open_snapshot(home)
        except SnapshotMissing:
            time.sleep(LOOK_EVERY)
        else:
            return


@contextmanager
def _worker(market: Marketplace, home: Path) -> Iterator[None]:
    pace = {"VIGIE_CALLS_PER_MINUTE": str(CALLS_PER_MINUTE), "VIGIE_HISTORY_DAYS": "3"}
    environment = {**os.environ, **market.environment, **pace, "VIGIE_HOME": str(home)}
    home.mkdir(parents=True)
    worker = subprocess.Popen([sys.executable, "-m", "etl", "worker"], env=environment)
    try:
        yield
    finally:
        worker.terminate()
        worker.wait()
