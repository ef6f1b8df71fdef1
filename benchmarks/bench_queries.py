"""What each page asks at a million orders, by the pages' own query functions, nothing kept from one call to the next.

Aim: p95 under 50 ms (issue 1, figure c). The peer is a bare scan of the same file: `count(*)` with one comparison.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from statistics import quantiles
from typing import Any
from unittest.mock import patch

from benchmarks.figures import Figure
from benchmarks.page_calls import Call, pages_of, sample_of
from dashboard.parts import rows
from etl.store.snapshots.reading import snapshot_rows
from etl.store.snapshots.snapshots import Snapshot, open_snapshot

TIMES = 30
WARM = 2
AIM_MS = 50.0
SCAN = "select count(*) from orders where updated_at >= created_at"


def scan(snapshot: Snapshot) -> object:
    """The peer: one connection, one scan of two columns."""
    with closing(snapshot.connect()) as connection:
        return connection.sql(SCAN).fetchall()


def p50_p95(call: Call) -> tuple[float, float]:
    """Milliseconds of a call, after a warm-up."""
    times = []
    for number in range(WARM + TIMES):
        begun = time.perf_counter()
        call()
        if number >= WARM:
            times.append((time.perf_counter() - begun) * 1000)
    cuts = quantiles(times, n=100, method="inclusive")
    return cuts[49], cuts[94]


def _uncached(_path: str, file: str, bound: tuple[Any, ...], snapshot: Snapshot) -> Any:
    return snapshot_rows(snapshot, Path(file), **dict(bound))


def run(home: Path) -> list[Figure]:
    """One figure a page: its slowest query, and all of them in the details."""
    snapshot = open_snapshot(home)
    # held open, as the app holds the snapshot it shows: a connection beside it is nearly free
    with closing(snapshot.connect()), patch.object(rows, "_kept_rows", _uncached):
        timed = {
            page: {name: p50_p95(call) for name, call in calls.items()}
            for page, calls in pages_of(snapshot, sample_of(snapshot)).items()
        }
        peer = p50_p95(lambda: scan(snapshot))[1]
    return [_figure(page, calls, peer) for page, calls in timed.items()]


def _figure(page: str, calls: Mapping[str, tuple[float, float]], peer: float) -> Figure:
    slowest = max(calls, key=lambda name: calls[name][1])
    p50, p95 = calls[slowest]
    note = f"p95 of the slowest of {len(calls)}: {slowest} (p50 {p50:.1f} ms); all p50 together {_total(calls):.0f} ms"
    return Figure(
        "c", f"{page}: queries", p95, "ms", "bare count(*) scan, p95", peer, f"p95 < {AIM_MS:g} ms", p95 < AIM_MS, note,
        {"queries": {name: {"p50_ms": low, "p95_ms": high} for name, (low, high) in calls.items()}},
    )  # fmt: skip


def _total(calls: Mapping[str, tuple[float, float]]) -> float:
    return sum(p50 for p50, _ in calls.values())
