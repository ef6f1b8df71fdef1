"""What the Today page asks of a snapshot."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import polars as pl

from dashboard.formats import PARIS
from dashboard.queries.rows import rows
from etl.store.snapshots import Snapshot

WINDOW_DAYS: Final = 30


def open_deadlines(snapshot: Snapshot) -> pl.DataFrame:
    """What is owed: kind, due_at, alert_at, obligations (a count)."""
    return rows(snapshot, "open_deadlines")


def service_levels(snapshot: Snapshot) -> pl.DataFrame:
    """Thirty days of the 30-day kept-rates: metric, day, numerator, denominator, value (percent), alert, limit…"""
    return rows(snapshot, "service_levels", window_days=WINDOW_DAYS)


def opened_by_day(snapshot: Snapshot, now: datetime) -> pl.DataFrame:
    """How many obligations began on each of the last 30 days: kind, day, obligations."""
    midnight = now.astimezone(PARIS).replace(hour=0, minute=0, second=0, microsecond=0)
    return rows(snapshot, "opened_by_day", opened_from=midnight - timedelta(days=WINDOW_DAYS - 1))


def begun(opened: pl.DataFrame, kind: str) -> pl.DataFrame:
    """One kind of `opened_by_day`, by day."""
    return opened.filter(pl.col("kind") == kind).sort("day")
