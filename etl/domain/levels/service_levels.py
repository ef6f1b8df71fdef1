"""How often the seller does what the marketplace measures, over rolling windows of days, against dated thresholds.

What a case of each metric is, and on which day it counts, says the subject's `cases.sql` in the store, the one
definition (seller-rules section 7). Here cases counted by day become levels.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

import polars as pl

from etl.domain.levels.metrics import Metric, windows_of
from etl.domain.levels.thresholds import failures_left, level_state, seed_thresholds, with_thresholds

_LEVEL: Final = {
    "numerator": pl.Int64(),
    "denominator": pl.Int64(),
    "value": pl.Float64(),
    "alert": pl.Float64(),
    "limit": pl.Float64(),
    "direction": pl.String(),
    "state": pl.String(),
    "threshold_source": pl.String(),
    "failures_left": pl.Int64(),
    "numerator_low": pl.Int64(),
    "numerator_high": pl.Int64(),
}
_COUNTS: Final = ("numerator", "denominator", "numerator_low", "numerator_high")
SERVICE_LEVEL_SCHEMA: Final = pl.Schema({"metric": pl.String(), "window_days": pl.Int32(), "day": pl.Date(), **_LEVEL})
BREAKDOWN_SCHEMA: Final = pl.Schema(
    {
        "metric": pl.String(),
        "window_days": pl.Int32(),
        "dimension": pl.String(),
        "member": pl.String(),
        "day": pl.Date(),
        **_LEVEL,
    }
)


def rolling_levels(
    days: pl.DataFrame,
    metrics: Sequence[Metric],
    *,
    today: date,
    days_back: int = 60,
    thresholds: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Give each metric x window x day from `days_back` days ago to `today`, both included, even without cases.

    `days` has metric, day, numerator, denominator, and numerator_low and numerator_high, between which the numerator
    may lie (left out where all is certain): a row per metric and day with cases. `today` is the day in Paris.
    A window of w days ends with its day, included, or as many days before as the metric lags. `thresholds` is as
    `thresholds.THRESHOLD_SCHEMA` says; the metrics' own lines when None. Columns of the answer: `SERVICE_LEVEL_SCHEMA`,
    sorted by metric, window_days, day; value in percent, null without cases; state kept, at_risk, broken or unknown.
    """
    first, windows = today - timedelta(days=days_back), windows_of(metrics)
    lengths = sorted(set(windows["window_days"]))
    # From so far back that the first day shown has its whole window behind it.
    daily = _every_day(days, metrics, first - timedelta(days=lengths[-1] - 1), today)
    rolled = pl.concat([_rolled(daily, length) for length in lengths]).join(
        windows, on=["metric", "window_days"], how="semi"
    )
    lines = seed_thresholds(metrics) if thresholds is None else thresholds
    return _held_against(rolled.filter(pl.col("day") >= first), lines, SERVICE_LEVEL_SCHEMA).sort(
        "metric", "window_days", "day"
    )


def breakdown_levels(sums: pl.DataFrame, *, today: date, thresholds: pl.DataFrame) -> pl.DataFrame:
    """Hold cases told apart against the thresholds of `today`: the columns of `BREAKDOWN_SCHEMA`.

    `sums` has metric, window_days, dimension, member, numerator and denominator over the windows that end today.
    """
    dated = sums.with_columns(pl.lit(today).alias("day"))
    return _held_against(dated, thresholds, BREAKDOWN_SCHEMA).sort("metric", "window_days", "dimension", "member")


def _every_day(days: pl.DataFrame, metrics: Sequence[Metric], first: date, last: date) -> pl.DataFrame:
    """Give a row also to days without cases; cases stand on the day they are told of, which may lag behind theirs."""
    all_days = pl.DataFrame({"day": pl.date_range(first, last, eager=True)})
    lags = pl.DataFrame({"metric": [one.name for one in metrics], "lag": [one.lag_days for one in metrics]})
    told = days.join(lags, on="metric").with_columns(pl.col("day") + pl.duration(days="lag"))
    grid = lags.select("metric").join(all_days, how="cross")
    filled = grid.join(_with_bounds(told).select("metric", "day", *_COUNTS), on=["metric", "day"], how="left")
    return filled.with_columns(pl.col(_COUNTS).cast(pl.Int64).fill_null(0)).sort("metric", "day")


def _with_bounds(counted: pl.DataFrame) -> pl.DataFrame:
    certain = [name for name in ("numerator_low", "numerator_high") if name not in counted.columns]
    return counted.with_columns(pl.col("numerator").alias(name) for name in certain)


def _rolled(daily: pl.DataFrame, window: int) -> pl.DataFrame:
    counts = [
        pl.col(name).rolling_sum(window_size=window, min_samples=1).over("metric", order_by="day") for name in _COUNTS
    ]
    return daily.with_columns(*counts, window_days=pl.lit(window, dtype=pl.Int32))


def _held_against(counted: pl.DataFrame, thresholds: pl.DataFrame, schema: pl.Schema) -> pl.DataFrame:
    share = pl.when(pl.col("denominator") > 0).then(100 * pl.col("numerator") / pl.col("denominator"))
    return (
        with_thresholds(_with_bounds(counted).with_columns(value=share), thresholds)
        .with_columns(state=level_state(), failures_left=failures_left())
        .select(schema.names())
        .cast(schema)
    )
