"""How fresh the data is, whether the worker lives, and how many actions wait: the line on every page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import polars as pl

from dashboard.parts.rows import rows
from etl.store.ops.heartbeats import Heartbeat
from etl.store.snapshots.snapshots import Snapshot
from etl.words.catalogues import _
from etl.words.formats import counted, duration, near

WORKER: Final = "worker"
SYNC: Final = "sync"
PROBLEM: Final = "problem"
NO_PROBLEM: Final = "none"
KEEPING_DATA_BACK: Final = frozenset({"gate", "store"})
ALIVE_WITHIN: Final = timedelta(seconds=30)
RESOURCE: Final = "orders"


@dataclass(frozen=True)
class Pulse:
    """The state of things at `now`: when the orders were last read (None: never), the worker, the outbox."""

    now: datetime
    read_at: datetime | None
    tolerance: timedelta
    worker: Heartbeat | None
    waiting: int
    needing_someone: int
    problem: Heartbeat | None = None

    @property
    def lag(self) -> timedelta | None:
        """How old the data is."""
        return None if self.read_at is None else max(self.now - self.read_at, timedelta(0))

    @property
    def is_stale(self) -> bool:
        """Whether the data is older than two polls and two minutes; or of the future, before the clock was set back."""
        return self.read_at is not None and abs(self.now - self.read_at) > self.tolerance

    @property
    def is_worker_alive(self) -> bool:
        """Whether the worker gave a sign of life lately."""
        return self.worker is not None and self.worker.is_alive(self.now, ALIVE_WITHIN)

    @property
    def trouble(self) -> Heartbeat | None:
        """What stands in the way of a living worker: its `state` is the kind, its `detail` the words."""
        problem = self.problem
        return problem if self.is_worker_alive and problem and problem.state != NO_PROBLEM else None

    @property
    def is_calm(self) -> bool:
        """Whether nothing in this line needs anybody."""
        is_fresh = self.read_at is not None and not self.is_stale
        return self.is_worker_alive and is_fresh and not self.needing_someone and self.trouble is None


def freshness(snapshot: Snapshot) -> pl.DataFrame:
    """Per resource: resource, last_success_at, watermark_at, lag_seconds."""
    return rows(snapshot, "parts/freshness")


def orders_read_at(resources: pl.DataFrame, published_at: datetime) -> datetime:
    """When the orders of a snapshot were read: the mart's last success, at the latest when it was published."""
    last_success = dict(resources.select("resource", "last_success_at").iter_rows()).get(RESOURCE)
    return published_at if last_success is None else min(last_success, published_at)


def data_as_of(read_at: datetime, landed: Heartbeat | None, problem: Heartbeat | None) -> datetime:
    """How far the shown data is true: a later round that found nothing to change confirms the snapshot.

    A round whose data was kept back by the gate or for want of room confirms nothing.
    """
    is_kept_back = problem is not None and problem.state in KEEPING_DATA_BACK
    return read_at if landed is None or is_kept_back else max(read_at, landed.at)


def sentence(pulse: Pulse) -> str:
    """`Data of 10:42 · lag 20 s · 3 actions waiting · worker alive`."""
    return " · ".join([*_age(pulse), *_outbox(pulse), _worker(pulse)])


def _age(pulse: Pulse) -> list[str]:
    if pulse.read_at is None or pulse.lag is None:
        return [_("No data yet")]
    of_when = _("Data of {time}").format(time=near(pulse.read_at, pulse.now))
    lag = _("lag {duration}").format(duration=duration(pulse.lag))
    return [of_when, f":orange[:material/history: {lag}]" if pulse.is_stale else lag]


def _outbox(pulse: Pulse) -> list[str]:
    waiting = counted("{n} action waiting", "{n} actions waiting", pulse.waiting)
    if not pulse.needing_someone:
        return [waiting]
    needing = counted("{n} needs you", "{n} need you", pulse.needing_someone)
    return [waiting, f":orange[:material/front_hand: {needing}]"]


def _worker(pulse: Pulse) -> str:
    if pulse.is_worker_alive:
        return _("worker alive")
    stopped = _("worker not running")
    return f":red[:material/power_off: {stopped}]"
