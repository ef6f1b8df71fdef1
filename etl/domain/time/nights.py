"""When the night's work is due: once a night, by the clock of Paris."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from etl.domain.time.clock import PARIS


def last_night(now: datetime, hour: int) -> datetime:
    """The last instant at which it was `hour` o'clock in Paris, in UTC."""
    today = now.astimezone(PARIS).date()
    begun = [datetime.combine(day, time(hour), PARIS).astimezone(UTC) for day in (today - timedelta(days=1), today)]
    return max(night for night in begun if night <= now)
