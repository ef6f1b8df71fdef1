"""What the Today page asks of a snapshot."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import polars as pl

from dashboard.parts.figures import Trend
from dashboard.parts.questions import Question, answer, question
from etl.store.snapshots.snapshots import Snapshot
from etl.words.formats import PARIS

WINDOW_DAYS: Final = 30
DEADLINES: Final = question("today/open_deadlines")


def open_deadlines(snapshot: Snapshot) -> pl.DataFrame:
    """What is owed: kind, due_at, alert_at, obligations (a count)."""
    return answer(snapshot, DEADLINES)


def beginnings(now: datetime) -> Question:
    """How many obligations began on each of the last 30 days up to `now`: kind, day (Paris), obligations."""
    midnight = now.astimezone(PARIS).replace(hour=0, minute=0, second=0, microsecond=0)
    return question("today/opened_by_day", opened_from=midnight - timedelta(days=WINDOW_DAYS - 1))


def begun_by_day(snapshot: Snapshot, kind: str, now: datetime) -> Trend:
    """The same of one kind, as bars."""
    asked = beginnings(now)
    days = answer(snapshot, asked).filter(pl.col("kind") == kind).sort("day")
    return Trend(asked, days["obligations"].to_list(), "bar")
