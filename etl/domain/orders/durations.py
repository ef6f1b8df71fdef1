"""How long answers take and how late shipments are, on two clocks (seller-rules section 7)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

import polars as pl

from etl.domain.levels.metrics import WINDOWS
from etl.domain.orders.deadlines import ACCEPT_TARGET
from etl.domain.time.calendar import MONDAY_TO_FRIDAY, WorkingWeek
from etl.domain.time.clock import PARIS
from etl.domain.time.working_hours import working_seconds_between

ACCEPTANCE_TIME: Final = "acceptance_time"
LATENESS: Final = "lateness"
CLOCKS: Final = ("calendar", "working")

DURATION_SCHEMA: Final = pl.Schema(
    {
        "measure": pl.String(),
        "window_days": pl.Int32(),
        "clock": pl.String(),
        "day": pl.Date(),
        "case_count": pl.Int64(),
        "median_seconds": pl.Int64(),
        "p90_seconds": pl.Int64(),
        "max_seconds": pl.Int64(),
        "within_target_count": pl.Int64(),
    }
)


def lateness_cases(late: pl.DataFrame, now: datetime, week: WorkingWeek = MONDAY_TO_FRIDAY) -> pl.DataFrame:
    """Say how late shipments are at `now`: counted_at, calendar and working, in seconds.

    `late` has counted_at, due_at and discharged_at, null while the shipment is still owed.
    """
    ends = late["discharged_at"].fill_null(now)
    return pl.DataFrame(
        {
            "counted_at": late["counted_at"],
            "calendar": (ends - late["due_at"]).dt.total_seconds(),
            "working": working_seconds_between(late["due_at"], ends, week),
        }
    )


def service_durations(answers: pl.DataFrame, late: pl.DataFrame, *, today: date) -> pl.DataFrame:
    """Give each measure x window x clock over the windows that end `today`: the columns of `DURATION_SCHEMA`.

    Both frames have counted_at (UTC), calendar and working (seconds); `answers` has is_answered, false of what expired.
    `within_target_count`: answers within 24 hours of the clock; null for lateness. All but case_count are null without
    cases.
    """
    rows = [
        *_summaries(ACCEPTANCE_TIME, answers, today),
        *_summaries(LATENESS, late.with_columns(is_answered=pl.lit(value=False)), today),
    ]
    return pl.DataFrame(rows, schema=DURATION_SCHEMA, orient="row")


def windows_begin(today: date, days: int) -> datetime:
    """Answer the first instant (UTC) of the window of so many days that ends with `today`, a Paris day."""
    return datetime.combine(today - timedelta(days=days - 1), time(), PARIS).astimezone(UTC)


def _summaries(measure: str, cases: pl.DataFrame, today: date) -> Iterator[tuple[Any, ...]]:
    for clock in CLOCKS:
        shortest_first = cases.select("counted_at", "is_answered", seconds=clock).drop_nulls("seconds").sort("seconds")
        for window in WINDOWS:
            begins, ends = windows_begin(today, window), windows_begin(today, 0)
            inside = shortest_first.filter(pl.col("counted_at").is_between(begins, ends, closed="left"))
            within = _within_target(inside) if measure == ACCEPTANCE_TIME else None
            yield (measure, window, clock, today, inside.height, *_quantiles(inside["seconds"], (0.5, 0.9, 1)), within)


def _within_target(inside: pl.DataFrame) -> int:
    return inside.filter("is_answered", pl.col("seconds") <= ACCEPT_TARGET.total_seconds()).height


def _quantiles(ascending: pl.Series, shares: Sequence[float]) -> list[int | None]:
    """The smallest values that so large shares do not exceed."""
    count = len(ascending)
    return [ascending[max(math.ceil(share * count), 1) - 1] if count else None for share in shares]
