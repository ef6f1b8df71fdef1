"""One round of the worker's timer: read what is due, build the marts, pass the gate, publish."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import structlog
from sqlalchemy import Engine

from etl.store.checks import pass_gate
from etl.store.errors import GateFailed
from etl.store.marts import build_marts
from etl.store.ops_mirror import mirrored_actions, mirrored_events
from etl.store.ops_thresholds import edited_thresholds
from etl.store.snapshots import Snapshot, publish_snapshot
from etl.sync.doors import SyncDoor
from etl.sync.orders import reread_orders
from etl.sync.runs import SyncSummary, run_resource, sync_due

log = structlog.get_logger()

PUBLISH_AT_LEAST_EVERY: Final = timedelta(minutes=5)
"""Deadlines pass without anything changing: states in the marts are never older than this."""


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
    """Runs rounds on one door and remembers when it last published."""

    door: SyncDoor
    ops: Engine
    published_at: datetime | None = field(default=None)

    def run(self, touched: Collection[str] = ()) -> RoundOutcome:
        """One round; `touched` are orders an action has just moved: read and published first, pages follow at once."""
        summary, snapshot = SyncSummary({}), None
        try:
            if touched and self._reread(touched):
                snapshot = self.publish()
            summary = sync_due(self.door)
            if summary.changed_count or self._is_publishing_due():
                snapshot = self.publish()
        except GateFailed as error:
            log.warning("gate failed", failures=error.failures)
            return RoundOutcome(summary, snapshot, "gate", str(error))
        return RoundOutcome(summary, snapshot, *_problem(summary))

    def _reread(self, touched: Collection[str]) -> bool:
        outcome = run_resource(self.door, "touched_orders", lambda door, run_id: reread_orders(door, run_id, touched))
        return outcome.landed.changed_count > 0

    def publish(self) -> Snapshot:
        """Build, check and publish what is in the warehouse now. Raises `GateFailed`, `DiskFull`."""
        now = self.door.clock()
        frames = {
            "ops_actions": mirrored_actions(self.ops),
            "ops_events": mirrored_events(self.ops),
            "edited_thresholds": edited_thresholds(self.ops),
        }
        build_marts(self.door.warehouse, frames, now)
        pass_gate(self.door.warehouse, now)
        snapshot = publish_snapshot(self.door.warehouse, now)
        self.published_at = now
        return snapshot

    def _is_publishing_due(self) -> bool:
        return self.published_at is None or self.door.clock() - self.published_at >= PUBLISH_AT_LEAST_EVERY


_PROBLEM_KINDS: Final = {"held_back": "quota", "refused": "credentials", "failed": "marketplace"}


def _problem(summary: SyncSummary) -> tuple[str | None, str | None]:
    for outcome in summary.outcomes.values():
        if outcome.state in _PROBLEM_KINDS:
            return _PROBLEM_KINDS[outcome.state], outcome.error
    return None, None
