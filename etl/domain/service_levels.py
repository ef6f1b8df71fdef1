"""How often obligations are kept, day by day over rolling windows, against dated thresholds.

accept_in_time: of the orders whose acceptance was settled in the window, the share answered within the deadline
(seller-rules M1). Settled when answered in time, or when the deadline passed without an answer.

ship_in_time: of the orders to be shipped by a day of the window, the share shipped by then (M4a, the marketplace's
"respect des délais de préparation"); unshipped and overdue ones are failures.

Void obligations, open ones and those without a deadline are in neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

import polars as pl

from etl.domain.clock import PARIS
from etl.domain.thresholds import failures_left, level_state, seed_thresholds, with_thresholds

WINDOWS: Final = (7, 30, 60)
METRICS: Final = {"accept_order": "accept_in_time", "ship_order": "ship_in_time"}
"""Metric by kind of obligation."""

SERVICE_LEVEL_SCHEMA: Final = pl.Schema(
    {
        "metric": pl.String(),
        "window_days": pl.Int32(),
        "day": pl.Date(),
        "numerator": pl.Int64(),
        "denominator": pl.Int64(),
        "value": pl.Float64(),
        "alert": pl.Float64(),
        "limit": pl.Float64(),
        "direction": pl.String(),
        "state": pl.String(),
        "threshold_source": pl.String(),
        "failures_left": pl.Int64(),
    }
)


def kept_rates(
    obligations: pl.DataFrame,
    *,
    today: date,
    windows: Sequence[int] = WINDOWS,
    days_back: int = 60,
    thresholds: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Give each metric x window x day from `days_back` days ago to `today`, both included.

    `obligations` has kind, state, due_at, discharged_at (see `obligations.OBLIGATION_SCHEMA`), brought up to now; with
    a column `obligation_count`, a row stands for so many that are alike to the hour, one otherwise.
    `today` is the day in Paris. A window of w days ends with its day, included. `thresholds` is as
    `thresholds.THRESHOLD_SCHEMA` says; the seeds when None. Columns of the answer: `SERVICE_LEVEL_SCHEMA`, sorted by
    metric, window_days, day; value in percent, null without cases; state kept, at_risk, broken or unknown.
    """
    first = today - timedelta(days=days_back)
    daily = _daily_counts(obligations, first - timedelta(days=max(windows) - 1), today)
    rolled = pl.concat([_rolled(daily, window) for window in windows])
    shown = rolled.filter(pl.col("day") >= first).with_columns(value=_percentage())
    return (
        with_thresholds(shown, seed_thresholds() if thresholds is None else thresholds)
        .with_columns(state=level_state(), failures_left=failures_left())
        .select(SERVICE_LEVEL_SCHEMA.names())
        .cast(SERVICE_LEVEL_SCHEMA)
        .sort("metric", "window_days", "day")
    )


def _daily_counts(obligations: pl.DataFrame, first: date, last: date) -> pl.DataFrame:
    """Count numerator and denominator by metric and day, with a row also for days without cases."""
    weighed = obligations if "obligation_count" in obligations.columns else obligations.with_columns(obligation_count=1)
    counted = (
        weighed.lazy()
        .filter(pl.col("kind").is_in(list(METRICS)), pl.col("state").is_in(["kept", "broken"]))
        .select(
            metric=pl.col("kind").replace_strict(METRICS, return_dtype=pl.String),
            day=_settled_at().dt.convert_time_zone(PARIS.key).dt.date(),
            kept_count=pl.when(pl.col("state") == "kept").then("obligation_count").otherwise(0).cast(pl.Int64),
            obligation_count=pl.col("obligation_count").cast(pl.Int64),
        )
        .group_by("metric", "day")
        .agg(numerator=pl.col("kept_count").sum(), denominator=pl.col("obligation_count").sum())
    )
    days = pl.LazyFrame({"day": pl.date_range(first, last, eager=True)})
    grid = pl.LazyFrame({"metric": list(METRICS.values())}).join(days, how="cross")
    filled = grid.join(counted, on=["metric", "day"], how="left").with_columns(
        pl.col("numerator", "denominator").fill_null(0)
    )
    return filled.sort("metric", "day").collect()


def _settled_at() -> pl.Expr:
    settled = pl.min_horizontal("discharged_at", "due_at")
    return pl.when(pl.col("kind") == "accept_order").then(settled).otherwise("due_at")


def _rolled(daily: pl.DataFrame, window: int) -> pl.DataFrame:
    counts = [
        pl.col(name).rolling_sum(window_size=window, min_samples=1).over("metric", order_by="day")
        for name in ("numerator", "denominator")
    ]
    return daily.with_columns(*counts, window_days=pl.lit(window, dtype=pl.Int32))


def _percentage() -> pl.Expr:
    return pl.when(pl.col("denominator") > 0).then(100 * pl.col("numerator") / pl.col("denominator"))
