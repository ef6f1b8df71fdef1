"""How long writing an action down takes while four processes do it at once; the peer is a bare SQLite insert.

Aim: p95 under 50 ms (issue 1, figure e).
"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from statistics import quantiles
from typing import Any

import orjson

from etl.actions.orders.ship_order import SHIP_ORDER
from etl.actions.outbox.asking import enqueue
from etl.domain.time.clock import system_clock
from etl.store.ops.database import open_ops

PROCESSES = 4
ACTIONS = 250
AIM_MS = 50.0


def vigie_times(path: Path, number: int) -> list[float]:
    """Milliseconds of each `enqueue`, its conflict check, audit event and commit included."""
    ops = open_ops(path)
    times = []
    for item in range(ACTIONS):
        begun = time.perf_counter()
        enqueue(
            ops, SHIP_ORDER, f"P{number}-{item}", {"parcel_number": f"6A{item:011d}", "carrier_name": "Colissimo"},
            requested_by="bench", hold=timedelta(seconds=10), now=system_clock(),
        )  # fmt: skip
        times.append((time.perf_counter() - begun) * 1000)
    ops.dispose()
    return times


def bare_times(path: Path, number: int) -> list[float]:
    """Milliseconds of one row inserted and committed by the driver alone."""
    connection = sqlite3.connect(path, timeout=15, isolation_level=None)
    connection.execute("pragma synchronous = full")
    times = []
    for item in range(ACTIONS):
        begun = time.perf_counter()
        connection.execute("begin immediate")
        connection.execute("insert into action values (?, ?, '{}')", (str(uuid.uuid4()), f"P{number}-{item}"))
        connection.execute("commit")
        times.append((time.perf_counter() - begun) * 1000)
    connection.close()
    return times


def create_bare(path: Path) -> None:
    """An empty table in WAL mode."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("pragma journal_mode = wal")
    connection.execute("create table action (action_id text primary key, target text, payload text)")
    connection.close()


WRITERS = {"vigie enqueue": vigie_times, "bare sqlite3 insert": bare_times}
CREATE: dict[str, Callable[[Path], None]] = {
    "vigie enqueue": lambda path: open_ops(path).dispose(),
    "bare sqlite3 insert": create_bare,
}


def together(writer: str, folder: Path) -> tuple[list[float], float]:
    """Have four processes write at once: the milliseconds of every write, and the seconds it took in all."""
    CREATE[writer](folder / "ops.sqlite")
    command = [sys.executable, __file__, writer, str(folder / "ops.sqlite")]
    started = [
        subprocess.Popen([*command, str(number)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for number in range(PROCESSES)
    ]
    for process in started:
        assert process.stdout is not None
        process.stdout.readline()
    begun = time.perf_counter()
    times = [value for out in _released(started) for value in orjson.loads(out)]
    return times, time.perf_counter() - begun


def _released(started: list[subprocess.Popen[bytes]]) -> list[bytes]:
    for process in started:
        assert process.stdin is not None
        process.stdin.write(b"go\n")
        process.stdin.flush()
    return [process.communicate()[0] for process in started]


def run() -> list[dict[str, Any]]:
    """Measure both writers in turn; one row each: p50, p95 and slowest write in ms, writes per second, aim met."""
    rows = []
    for writer in WRITERS:
        with tempfile.TemporaryDirectory() as folder:
            times, seconds = together(writer, Path(folder))
        cuts = quantiles(times, n=100)
        rows.append(
            {
                "benchmark": f"{writer}, {PROCESSES} processes at once",
                "writes": len(times),
                "p50_ms": round(cuts[49], 2),
                "p95_ms": round(cuts[94], 2),
                "max_ms": round(max(times), 2),
                "writes_per_second": round(len(times) / seconds),
                "aim": f"p95 < {AIM_MS:.0f} ms",
                "met": cuts[94] < AIM_MS,
            }
        )
    return rows


def _write(writer: str, path: Path, number: int) -> None:
    print("ready", flush=True)
    sys.stdin.readline()
    print(orjson.dumps(WRITERS[writer](path, number)).decode(), flush=True)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        _write(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
    else:
        for row in run():
            print(row)
