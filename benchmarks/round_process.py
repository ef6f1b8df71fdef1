"""One round of the worker in a process of its own, so that its memory is its own: `publish|round SECONDS`."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import orjson

from benchmarks.marketplace import START
from etl.rounds import Rounds
from etl.settings import load_settings
from etl.worker import open_worker


def publish(rounds: Rounds) -> dict[str, Any]:
    """Build all marts and publish."""
    return {"version": rounds.publish().version}


def one_round(rounds: Rounds) -> dict[str, Any]:
    """Read what changed, build, check, publish."""
    rounds.published_at = rounds.door.clock()
    outcome = rounds.run()
    assert outcome.snapshot is not None, outcome
    return {
        "version": outcome.snapshot.version,
        "changed": outcome.summary.changed_count,
        "resources": list(outcome.summary.outcomes),
    }


def running_clock(seconds_after_start: float) -> Callable[[], datetime]:
    """A clock that begins so long after the marketplace's start and goes on in real time."""
    begun = time.monotonic()
    return lambda: START + timedelta(seconds=seconds_after_start + time.monotonic() - begun)


def main(what: str, seconds_after_start: float) -> None:
    """Measure one round; prints a JSON line."""
    work = {"publish": publish, "round": one_round}[what]
    with open_worker(load_settings(), running_clock(seconds_after_start)) as worker:
        begun, spent = time.perf_counter(), time.process_time()
        measured = work(worker.rounds)
        seconds, cpu_seconds = time.perf_counter() - begun, time.process_time() - spent
    peak_gb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(orjson.dumps({**measured, "seconds": seconds, "cpu_seconds": cpu_seconds, "peak_gb": peak_gb}).decode())


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
