"""One round of the worker's timer: read what is due, build the marts, pass the gate, publish.

Beside the worker's polls the rest is done in slices (`work_until`); what they change is published with the next poll
that has something to show, or by itself after a while.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import structlog
from sqlalchemy import Engine

from etl.domain.time.clock import has_passed
from etl.store.contract import MARTS_CONTRACT, published_contract
from etl.store.errors import GateFailed, NothingReadYet
from etl.store.levels.thresholds import edited_thresholds, last_edit_at
from etl.store.marts.build import build_marts
from etl.store.marts.gate import pass_gate
from etl.store.ops.local_events import last_local_event
from etl.store.registry import MARTS
from etl.store.snapshots.snapshots import Snapshot, publish_snapshot
from etl.store.warehouse.ops_mirror import mirrored_frames
from etl.store.warehouse.runs import RunOutcome, succeeded_at
from etl.sync.engine.backfill import has_windows_to_read
from etl.sync.engine.reader import Reader
from etl.sync.engine.runs import Background, Resource, Sync, SyncSummary, run_resource, sync_due
from etl.sync.engine.whole_lists import reread
from etl.sync.listings.collection import reread_listings
from etl.sync.orders.collection import ORDERS
from etl.sync.registry import LIVE, RESOURCES, background

log = structlog.get_logger()

PUBLISH_AT_LEAST_EVERY: Final = timedelta(minutes=5)
"""Deadlines pass without anything changing: states in the marts are never older than this."""
BACKGROUND_WAITS: Final = timedelta(seconds=5)
PUBLISHING_SHARE: Final = 5
"""What slices change waits at least `BACKGROUND_WAITS`, and so many times as long as the last publication took: a
backfill does not spend its time on publishing."""


@dataclass(frozen=True)
class Moved:
    """What actions have just moved: orders by id, listings by SKU; the names are those a kind of action `moves`."""

    orders: frozenset[str] = frozenset()
    listings: frozenset[str] = frozenset()

    def __or__(self, other: "Moved") -> "Moved":
        return Moved(self.orders | other.orders, self.listings | other.listings)


NOTHING_MOVED: Final = Moved()


@dataclass(frozen=True)
class RoundOutcome:
    """What a round did; `problem` is what a person should read, with `kind` gate, quota, credentials or marketplace."""

    summary: SyncSummary
    snapshot: Snapshot | None
    kind: str | None = None
    problem: str | None = None

    @property
    def has_landed(self) -> bool:
        """Did every resource land, and was what changed published?"""
        return self.problem is None and self.summary.has_landed


@dataclass
class Rounds:
    """Runs rounds with one reader and remembers when it last published."""

    reader: Reader
    ops: Engine
    published_at: datetime | None = field(default=None)
    stopwatch: Callable[[], float] = time.monotonic
    local_topics: frozenset[str] = frozenset()
    background: Background = field(default_factory=background)
    _waiting_since: datetime | None = None
    _local_event: int = 0
    _edited_at: datetime | None = None
    _publishing_took: timedelta = timedelta(0)
    _held_back: str | None = None

    def run(self, moved: Moved = NOTHING_MOVED) -> RoundOutcome:
        """One whole round: everything that is due, each to its end."""
        return self._round(moved, RESOURCES)

    def poll(self, moved: Moved = NOTHING_MOVED) -> RoundOutcome:
        """What is live only; `moved` by actions just now is read and published first."""
        return self._round(moved, LIVE)

    def work_until(self, instant: datetime, is_wanted: Callable[[], bool]) -> bool:
        """Do slices until `instant`, at least one; answer whether there is more to do. Ends when wanted elsewhere."""
        begun = self.reader.clock()
        while True:
            outcome = self.background.run_slice(self.reader)
            if outcome is None:
                return False
            if outcome.landed.changed_count and self._waiting_since is None:
                self._waiting_since = self.reader.clock()
            is_over = not begun <= self.reader.clock() < instant  # or the clock was set back, and `instant` is far away
            if outcome.ends_round or is_wanted() or is_over:
                return True

    def _round(self, moved: Moved, resources: Sequence[Resource]) -> RoundOutcome:
        summary, snapshot = SyncSummary({}), None
        try:
            if self._reread(moved) or self._is_published_by_another_version():
                snapshot = self.publish()
            summary = sync_due(self.reader, resources)
            if summary.changed_count or self._is_publishing_due():
                snapshot = self.publish()
        except NothingReadYet as error:
            log.info("nothing published", reason=str(error))
        except GateFailed as error:
            log.warning("gate failed", failures=error.failures)
            return RoundOutcome(summary, snapshot, "gate", str(error))
        if self._held_back:  # by an earlier round: what it changed is not shown until a publication passes
            return RoundOutcome(summary, snapshot, "gate", self._held_back)
        return RoundOutcome(summary, snapshot, *_problem({**self.background.outcomes, **summary.outcomes}))

    def _reread(self, moved: Moved) -> bool:
        """Read what was moved; answer whether anything of it changed."""
        orders, listings = sorted(moved.orders), sorted(moved.listings)
        readings: list[tuple[str, Sync]] = []
        if orders:
            readings.append(("touched_orders", lambda reader, run_id: reread(ORDERS, reader, run_id, orders)))
        if listings:
            readings.append(("touched_offers", lambda reader, run_id: reread_listings(reader, run_id, listings)))
        outcomes = [run_resource(self.reader, name, reading) for name, reading in readings]
        return any(outcome.landed.changed_count for outcome in outcomes)

    def publish(self) -> Snapshot:
        """Build, check and publish what is in the warehouse now. Raises `GateFailed`, `NothingReadYet`, `DiskFull`."""
        if self._has_less_than_published():
            raise NothingReadYet(
                "This warehouse is new and has not read the orders once: what was published before stays. "
                "`vigie sync --once`, or the worker, reads them and publishes."
            )
        now, local_event, edited_at = (
            self.reader.clock(),
            last_local_event(self.ops, self.local_topics),
            last_edit_at(self.ops),
        )
        begun = self.stopwatch()
        frames = {
            **mirrored_frames(self.reader.warehouse, self.ops),
            "edited_thresholds": edited_thresholds(self.ops),
        }
        build_marts(self.reader.warehouse, MARTS, frames, now)
        try:
            pass_gate(self.reader.warehouse, now)
        except GateFailed as error:
            self._held_back = str(error)
            raise
        snapshot = publish_snapshot(self.reader.warehouse, now)
        self.published_at, self._waiting_since, self._held_back = now, None, None
        self._local_event, self._edited_at = local_event, edited_at
        self._publishing_took = timedelta(seconds=self.stopwatch() - begun)
        return snapshot

    def _has_less_than_published(self) -> bool:
        """A warehouse that was moved away, or lost, is no reason to show a shop without orders."""
        places = self.reader.warehouse.places
        polled = succeeded_at(self.reader.warehouse, ORDERS.name)
        # the whole past, read by `vigie backfill` alone, is as good
        past = ORDERS.backfill_name
        is_read = succeeded_at(self.reader.warehouse, past) and not has_windows_to_read(self.reader, past)
        return polled is None and not is_read and published_contract(places) is not None

    def _is_published_by_another_version(self) -> bool:
        """Until it is published anew the app shows nothing: that cannot wait until everything due was read."""
        contract = published_contract(self.reader.warehouse.places)
        return contract is not None and contract != MARTS_CONTRACT

    def _is_publishing_due(self) -> bool:
        now = self.reader.clock()
        if self.published_at is None or last_edit_at(self.ops) != self._edited_at:
            return True
        if last_local_event(self.ops, self.local_topics) > self._local_event:
            return True
        if self._waiting_since is not None:
            waits = max(BACKGROUND_WAITS, PUBLISHING_SHARE * self._publishing_took)
            return has_passed(waits, self._waiting_since, now)
        return has_passed(PUBLISH_AT_LEAST_EVERY, self.published_at, now)


_PROBLEM_KINDS: Final = {"held_back": "quota", "refused": "credentials", "failed": "marketplace"}


def _problem(outcomes: Mapping[str, RunOutcome]) -> tuple[str | None, str | None]:
    for outcome in outcomes.values():
        if outcome.state in _PROBLEM_KINDS:
            return _PROBLEM_KINDS[outcome.state], outcome.error
    return None, None
