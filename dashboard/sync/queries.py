"""What the Sync page asks of a snapshot."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import polars as pl

from dashboard.parts.freshness import Pulse
from dashboard.parts.questions import Question, question
from dashboard.parts.rows import rows
from etl.store.snapshots.snapshots import Snapshot

PAGE_SIZE: Final = 25
SHOWN: Final = 100


def lag(snapshot: Snapshot, pulse: Pulse, read_at: datetime | None) -> Question:
    """Seconds since the orders were last known to be right; `read_at` is what the snapshot itself says."""
    is_confirmed = pulse.read_at is not None and (read_at is None or pulse.read_at > read_at)
    confirmed_at = pulse.read_at if is_confirmed else None
    return question("sync/lag", now=pulse.now, published_at=snapshot.published_at, confirmed_at=confirmed_at)


def runs(snapshot: Snapshot, page: int = 1, *, is_idle_shown: bool = True) -> pl.DataFrame:
    """One page of the runs, newest first, with or without those that found nothing new; the mart `sync_runs`."""
    return rows(snapshot, "sync/runs", is_idle_shown=is_idle_shown, page_size=PAGE_SIZE, skipped=(page - 1) * PAGE_SIZE)


def count_runs(snapshot: Snapshot, *, is_idle_shown: bool = True) -> int:
    """How many runs there are on all pages of `runs`."""
    return int(rows(snapshot, "sync/runs_matching", is_idle_shown=is_idle_shown).item())


def order_counts(snapshot: Snapshot) -> pl.DataFrame:
    """Ours against the marketplace's: status, own_count, marketplace_count, counted_at."""
    return rows(snapshot, "sync/order_counts")


def day_counts(snapshot: Snapshot) -> pl.DataFrame:
    """Ours against the marketplace's: day (Paris), status ('' for all), own_count, marketplace_count, counted_at."""
    return rows(snapshot, "sync/order_day_counts")


def rejects(snapshot: Snapshot) -> pl.DataFrame:
    """The last records that did not fit: resource, key, reason, run_id, rejected_at."""
    return rows(snapshot, "sync/rejects", page_size=SHOWN)


def drift(snapshot: Snapshot) -> pl.DataFrame:
    """Differences from the known contract: resource, kind, path, example, first_seen_at, last_seen_at, record_count."""
    return rows(snapshot, "sync/drift", page_size=SHOWN)


def data_quality(snapshot: Snapshot) -> pl.DataFrame:
    """Checks before publishing: check_name, state, failing_rows, checked_at; the failing ones first."""
    return rows(snapshot, "sync/data_quality")
