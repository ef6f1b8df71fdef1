"""What a metric is: one record, from which its lines, its windows and its words come. Each subject lists its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal

import polars as pl

WINDOWS: Final = (7, 30, 60)
"""Days; 30 and 60 are the marketplace's (seller-rules section 7), 7 is for the daily work."""

Form = Literal["share", "duration", "count"]
Unit = Literal["percent", "seconds", "cases"]
Direction = Literal["min", "max"]


@dataclass(frozen=True)
class Metric:
    """A figure the seller is measured by.

    `form`: a share of cases that are so, how long something takes, or how many there are; `unit` is that of its value,
    of `alert` and of `limit`, which are the defaults until others are imported or set (None: no line). `direction`:
    min when more is better, max when less is. A window of `windows` days ends `lag_days` before the day it is told of,
    for what is known only later. `target`: of a duration, how long it should take at most.

    `indicator` is the marketplace's own that says the same; `mirrors` the metric whose other side this is: what is
    asked of it is asked of this one turned round. `source` is where the rule stands. `title`, `meaning` and, of what
    may have none, `no_cases` are marked for translation.
    """

    name: str
    form: Form
    unit: Unit
    direction: Direction
    source: str
    title: str
    meaning: str = ""
    no_cases: str | None = None
    windows: tuple[int, ...] = WINDOWS
    lag_days: int = 0
    alert: float | None = None
    limit: float | None = None
    target: timedelta | None = None
    indicator: str | None = None
    mirrors: str | None = None


def shares(metrics: Iterable[Metric]) -> tuple[Metric, ...]:
    """Those that are shares of cases: what service levels are."""
    return tuple(metric for metric in metrics if metric.form == "share")


def windows_of(metrics: Iterable[Metric]) -> pl.DataFrame:
    """A row per metric and window: metric, window_days, lag_days."""
    rows = [(metric.name, window, metric.lag_days) for metric in metrics for window in metric.windows]
    schema = {"metric": pl.String, "window_days": pl.Int32, "lag_days": pl.Int32}
    return pl.DataFrame(rows, schema=schema, orient="row")
