"""What the Service levels page asks of a snapshot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from dashboard.parts.questions import Question, question
from etl.words.formats import paris_midnight

PAGE_SIZE: Final = 25
WORST_SHOWN: Final = 15
WINDOWS: Final = (7, 30, 60)
INDICATOR_WINDOWS: Final = (30, 60)
"""The marketplace computes its own over these only."""
KEPT_RATES_WINDOW: Final = 30
KEPT_RATES: Final = question("levels/kept_rates", window_days=KEPT_RATES_WINDOW)
"""Thirty days of the kept-rates of accepting and shipping: metric, day, numerator, denominator, value (percent)…"""


@dataclass(frozen=True)
class Cases:
    """Which of the orders behind a level are wanted: only its failures, only one member of a dimension."""

    metric: str
    window_days: int
    only_failures: bool = True
    dimension: str | None = None
    member: str = ""


def levels_now(window_days: int) -> Question:
    """Every level: metric, numerator, denominator, value (percent), alert, limit, direction, state, failures_left…"""
    return question("levels/levels_now", window_days=window_days)


def level(metric: str, window_days: int) -> Question:
    """One level, its value as `figure`."""
    return question("levels/level", metric=metric, window_days=window_days)


def trend(metric: str, window_days: int) -> Question:
    """One level day by day."""
    return question("levels/level_trend", metric=metric, window_days=window_days)


def budget_days(metric: str, window_days: int) -> Question:
    """When failures roll off: leaves_on, failures."""
    return question("levels/budget_days", metric=metric, window_days=window_days)


def breakdown(metric: str, window_days: int, dimension: str) -> Question:
    """The worst members of a dimension: member, title, failures, numerator, denominator, value, state…"""
    return question(
        "levels/level_breakdown", metric=metric, window_days=window_days, dimension=dimension, page_size=WORST_SHOWN
    )


def durations(window_days: int) -> Question:
    """Acceptance time and lateness, in seconds, on two clocks."""
    return question("levels/durations", window_days=window_days)


def time_by_step(window_days: int, last_day: date) -> Question:
    """Median seconds by step, of late and of kept orders: step, is_late, orders, median_seconds."""
    from_at, until_at = _span(window_days, last_day)
    return question("levels/time_by_step", from_at=from_at, until_at=until_at)


def _span(window_days: int, last_day: date) -> tuple[datetime, datetime]:
    """The window that ends with a Paris day, as instants: from the first, until before the second."""
    first_day = last_day - timedelta(days=window_days - 1)
    return paris_midnight(first_day), paris_midnight(last_day + timedelta(days=1))


def indicator_window(window_days: int) -> int:
    """The window itself where the marketplace computes over it, else 30 days."""
    return window_days if window_days in INDICATOR_WINDOWS else 30


def indicators(window_days: int) -> Question:
    """The marketplace's five values beside ours."""
    return question("levels/indicators", window_days=window_days)


def cases(wanted: Cases, last_day: date, direction: str, page: int = 1) -> Question:
    """One page of the orders behind a level, failures first; `matching` and `failing` count all pages.

    `last_day` and `direction` are the level's own: its window ends with that Paris day.
    """
    from_at, until_at = _span(wanted.window_days, last_day)
    return question(
        "levels/level_cases",
        metric=wanted.metric,
        first_day=last_day - timedelta(days=wanted.window_days - 1),
        last_day=last_day,
        from_at=from_at,
        until_at=until_at,
        is_max=direction == "max",
        only_failures=wanted.only_failures,
        dimension=wanted.dimension,
        member=wanted.member,
        page_size=PAGE_SIZE,
        skipped=(page - 1) * PAGE_SIZE,
    )


THRESHOLDS: Final = question("levels/thresholds_now")


def threshold_history(metric: str) -> Question:
    """Every line a level was ever held against, the newest first."""
    return question("levels/threshold_history", metric=metric)
