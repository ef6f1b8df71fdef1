"""500 changed orders on a store of a million: seconds from the first request to the published snapshot, and memory.

Aims: 3 s, 1.5 GB (issue 1, figure b). The worker has been running: it has published before. The peer is what building
by changed order saves: all marts from scratch.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

import orjson

from benchmarks.figures import Figure
from benchmarks.marketplace import Marketplace
from benchmarks.million import ORDERS

CHANGED = 500
ROUNDS = 3
AIM_SECONDS = 3.0
AIM_GB = 1.5


def run(market: Marketplace, home: Path) -> list[Figure]:
    """Seconds and memory of a round; leaves a published snapshot in `home`."""
    with _process("publish", market, home) as publishing:
        rebuild = _said(publishing)
    with _process("rounds", market, home) as worker:
        _said(worker)
        rounds = [_round(worker, market, number) for number in range(1, ROUNDS + 1)]
    seconds = median(each["seconds"] for each in rounds)
    peak = max(each["peak_gb"] for each in rounds)
    landed = rounds[-1]["changed"]
    cpu = median(each["cpu_seconds"] for each in rounds)
    note = f"{landed} orders changed of {ORDERS:,}; median of {ROUNDS}; {cpu:.1f} s of CPU"
    peer = "all marts built anew"
    return [
        Figure("b", f"{CHANGED} changed orders to published", seconds, "s", peer, rebuild["seconds"],
               f"{AIM_SECONDS:g} s", seconds <= AIM_SECONDS, note, {"rounds": rounds, "rebuild": rebuild}),
        Figure("b", "peak memory of the worker", peak, "GB", peer, rebuild["peak_gb"],
               f"{AIM_GB:g} GB", max(peak, rebuild["peak_gb"]) <= AIM_GB, "both must stay below"),
    ]  # fmt: skip


def _round(worker: subprocess.Popen[bytes], market: Marketplace, number: int) -> dict[str, Any]:
    market.advance(20)
    market.change(CHANGED)
    assert worker.stdin is not None
    worker.stdin.write(b"%d\n" % (20 * number + 1))
    worker.stdin.flush()
    return _said(worker)


@contextmanager
def _process(what: str, market: Marketplace, home: Path) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "benchmarks.round_process", what, "0"]
    environment = {**os.environ, **market.environment, "VIGIE_HOME": str(home), "VIGIE_CALLS_PER_MINUTE": "100000"}
    process = subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        yield process
    finally:
        process.communicate()
    assert process.returncode == 0


def _said(process: subprocess.Popen[bytes]) -> dict[str, Any]:
    assert process.stdout is not None
    measured: dict[str, Any] = orjson.loads(process.stdout.readline())
    return measured
