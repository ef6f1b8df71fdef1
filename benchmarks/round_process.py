"""The worker's rounds in a process of its own, so that their memory is their own: `publish`, or `rounds`.

`publish SECONDS` builds everything and publishes, once. `rounds SECONDS` is a worker that has been running: it
publishes first, then does a round for every line of standard input, at so many seconds after the marketplace's start.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import orjson
import structlog

from benchmarks.marketplace import START
from etl.settings import load_settings
from etl.worker.rounds import Rounds
from etl.worker.worker import open_worker


def publish(rounds: Rounds) -> dict[str, Any]:
    """Build all marts and publish."""
    return {"version": rounds.publish().version}


def one_round(rounds: Rounds) -> dict[str, Any]:
    """Read what changed, build, check, publish: what the worker does at each poll."""
    outcome = rounds.poll()
    assert outcome.snapshot is not None, outcome
    return {
        "version": outcome.snapshot.version,
        "changed": outcome.summary.changed_count,
        "resources": list(outcome.summary.outcomes),
    }


class RunningClock:
    """Goes on in real time from so many seconds after the marketplace's start; can be set anew."""

    def __init__(self, seconds: float) -> None:
        self.set(seconds)

    def set(self, seconds: float) -> None:
        """Show `seconds` after the start now."""
        self._begun = time.monotonic() - seconds

    def __call__(self) -> datetime:
        return START + timedelta(seconds=time.monotonic() - self._begun)


def measured(work: Callable[[Rounds], dict[str, Any]], rounds: Rounds) -> None:
    """Do the work; prints what it did, how long it took and the memory of the process so far as a JSON line."""
    begun, spent = time.perf_counter(), time.process_time()
    done = work(rounds)
    seconds, cpu_seconds = time.perf_counter() - begun, time.process_time() - spent
    peak_gb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(
        orjson.dumps({**done, "seconds": seconds, "cpu_seconds": cpu_seconds, "peak_gb": peak_gb}).decode(), flush=True
    )


def main(what: str, seconds_after_start: float) -> None:
    """Publish; as `rounds`, then a round per line."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))  # a warning is no line of figures
    clock = RunningClock(seconds_after_start)
    with open_worker(load_settings(), clock) as worker:
        measured(publish, worker.rounds)
        if what == "rounds":
            for line in sys.stdin:
                clock.set(float(line))
                measured(one_round, worker.rounds)


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
