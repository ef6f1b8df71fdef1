"""Half-open windows of time, as a backfill cuts and keeps them; when a night begins. Instants UTC, days of Paris."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from etl.domain.time.clock import PARIS


class Window(NamedTuple):
    """From an instant up to and without another."""

    since: datetime
    until: datetime


def start_of_day(day: date) -> datetime:
    """The instant at which a day begins in Paris."""
    return datetime.combine(day, time(), PARIS).astimezone(UTC)


def last_night(now: datetime, hour: int) -> datetime:
    """The last instant at which it was `hour` o'clock in Paris, in UTC."""
    today = now.astimezone(PARIS).date()
    # There is no 02:00 in the night in which clocks go forward: zoneinfo reads it as 03:00, so no night is left out.
    begun = [datetime.combine(day, time(hour), PARIS).astimezone(UTC) for day in (today - timedelta(days=1), today)]
    return max(night for night in begun if night <= now)


def uncovered(whole: Window, covered: Iterable[Window]) -> list[Window]:
    """The parts of `whole` that none of `covered` holds, oldest first."""
    gaps, since = [], whole.since
    for window in sorted(covered):
        if since < min(window.since, whole.until):
            gaps.append(Window(since, min(window.since, whole.until)))
        since = max(since, window.until)
    return [*gaps, Window(since, whole.until)] if since < whole.until else gaps


def cut_by_days(whole: Window, days: int) -> list[Window]:
    """Windows of so many days of Paris each, oldest first; the first and the last may be shorter."""
    # By the calendar, not by 24 hours: the days on which clocks change have 23 and 25.
    day, cuts = whole.since.astimezone(PARIS).date(), [whole.since]
    while (cut := start_of_day(day := day + timedelta(days=days))) < whole.until:
        cuts.append(cut)
    return [Window(since, until) for since, until in zip(cuts, [*cuts[1:], whole.until], strict=True)]


def halves(window: Window) -> tuple[Window, Window] | None:
    """Both halves, cut at a full second; None when it is too short to be cut."""
    middle = (window.since + (window.until - window.since) / 2).replace(microsecond=0)
    return (Window(window.since, middle), Window(middle, window.until)) if window.since < middle else None
