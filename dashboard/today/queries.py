"""What the Today page asks of a snapshot."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import polars as pl

from dashboard.parts.questions import Question, answer, question
from etl.store.snapshots.snapshots import Snapshot
from etl.words.formats import PARIS

WINDOW_DAYS: Final = 30
TREND: Final = question("today/service_levels", window_days=WINDOW_DAYS)
DEADLINES: Final = question("parts/open_deadlines")


def open_deadlines(snapshot: Snapshot) -> pl.DataFrame:
    """What is owed: kind, due_at, alert_at, obligations (a count)."""
    return answer(snapshot, DEADLINES)


def service_levels(snapshot: Snapshot) -> pl.DataFrame:
    """Thirty days of the 30-day kept-rates: metric, day, numerator, denominator, value (percent), alert, limit…"""
    return answer(snapshot, TREND)


def beginnings(now: datetime) -> Question:
    """How many obligations began on each of the last 30 days up to `now`, Paris days."""
    midnight = now.astimezone(PARIS).replace(hour=0, minute=0, second=0, microsecond=0)
    return question("today/opened_by_day", opened_from=midnight - timedelta(days=WINDOW_DAYS - 1))


def opened_by_day(snapshot: Snapshot, now: datetime) -> pl.DataFrame:
    """The answer to `beginnings`: kind, day, obligations."""
    return answer(snapshot, beginnings(now))


def begun(opened: pl.DataFrame, kind: str) -> pl.DataFrame:
    """One kind of `opened_by_day`, by day."""
    return opened.filter(pl.col("kind") == kind).sort("day")
