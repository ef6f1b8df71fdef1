"""The lines service levels are held against, dated, and what a level is worth against them.

The marketplace's thresholds change over time and from account to account (seller-rules, first thing to take away): the
defaults of each metric only stand until imported or edited ones take over.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

import polars as pl

from etl.domain.levels.metrics import Metric
from etl.domain.time.clock import PARIS

THRESHOLD_SCHEMA: Final = pl.Schema(
    {
        "metric": pl.String(),
        "alert": pl.Float64(),
        "limit": pl.Float64(),
        "direction": pl.String(),
        "source": pl.String(),
        "valid_from": pl.Date(),
    }
)
"""alert and limit in percent; direction: min when the level must not fall below them, max when not rise above."""

SOURCES: Final = ("edited", "marketplace", "default")
"""On any day the latest line of the first source that has one stands: a person over the marketplace over the seeds."""

SMALLEST_SAMPLE: Final = 20
"""Below this denominator a level is not coloured (seller-rules section 7)."""

_ROUNDING: Final = 1e-9
"""Added before the floor: a limit of 99.9 allows 1 failure in 1,000, in floating point a little less than one."""


def seed_thresholds(metrics: Iterable[Metric]) -> pl.DataFrame:
    """Give the default lines of service levels, in the columns of `THRESHOLD_SCHEMA`; null where a metric has none."""
    always = date(1970, 1, 1)
    seeds = [(one.name, one.alert, one.limit, one.direction, "default", always) for one in metrics]
    return pl.DataFrame(seeds, schema=THRESHOLD_SCHEMA, orient="row")


def with_thresholds(levels: pl.DataFrame, thresholds: pl.DataFrame) -> pl.DataFrame:
    """Add alert, limit, direction and threshold_source, as they stood on each row's metric and day; null when none did.

    `thresholds` has at least the columns of `THRESHOLD_SCHEMA`, its sources are `SOURCES`; valid_from may be an
    instant, and then counts from its Paris day. Of two of one source that begin the same day the later row stands.
    """
    lines = thresholds.select(
        pl.col("metric").cast(pl.String),
        pl.col("source").alias("threshold_source"),
        pl.struct(pl.col("alert", "limit").cast(pl.Float64), "direction", threshold_source="source").alias("line"),
        _paris_day(thresholds.schema["valid_from"]).alias("day"),
    )
    found = levels.sort("day")
    for source in SOURCES:
        dated = lines.filter(threshold_source=source).unique(["metric", "day"], keep="last").sort("day")
        found = found.join_asof(
            dated.select("metric", "day", pl.col("line").alias(f"{source}_line")),
            on="day",
            by="metric",
            strategy="backward",
            check_sortedness=False,
        )
    named = [f"{source}_line" for source in SOURCES]
    return found.with_columns(line=pl.coalesce(named)).drop(named).unnest("line")


def _paris_day(dtype: pl.DataType) -> pl.Expr:
    valid_from = pl.col("valid_from")
    if isinstance(dtype, pl.Datetime) and dtype.time_zone:
        # A plain cast to Date would take the day in UTC.
        return valid_from.dt.convert_time_zone(PARIS.key).dt.date()
    return valid_from.cast(pl.Date)


def is_enforced() -> pl.Expr:
    """Whether the limit can be passed at all: 0 with min and 100 with max are how nothing is asked (seller-rules 8)."""
    is_max = pl.col("direction") == "max"
    return pl.when(is_max).then(pl.col("limit") < 100).otherwise(pl.col("limit") > 0).fill_null(value=False)


def is_enforced_limit(limit: float, direction: str) -> bool:
    """Tell of one limit what `is_enforced` tells of columns."""
    return limit < 100 if direction == "max" else limit > 0


def level_state() -> pl.Expr:
    """Say kept, at_risk, broken or unknown from value, denominator, alert, limit and direction.

    On the alert line is kept, on the limit still at risk. Unknown: too few cases, no threshold, or one not enforced.
    """
    side = pl.when(pl.col("direction") == "max").then(-1.0).otherwise(1.0)
    value = side * pl.col("value")
    is_known = (pl.col("denominator") >= SMALLEST_SAMPLE) & is_enforced()
    return (
        pl.when(is_known.not_())
        .then(pl.lit("unknown"))
        .when(value >= side * pl.col("alert"))
        .then(pl.lit("kept"))
        .when(value >= side * pl.col("limit"))
        .then(pl.lit("at_risk"))
        .otherwise(pl.lit("broken"))
    )


def failures_left() -> pl.Expr:
    """Count the failures the limit still allows among the same cases: floor((1 - limit) * n) - failures.

    Negative when the limit is already passed, null without a threshold that is enforced. With direction max the
    numerator itself counts failures and the limit is the share allowed.
    """
    is_max = pl.col("direction") == "max"
    allowed_share = pl.when(is_max).then("limit").otherwise(100 - pl.col("limit"))
    failures = pl.when(is_max).then("numerator").otherwise(pl.col("denominator") - pl.col("numerator"))
    allowed = (allowed_share * pl.col("denominator") / 100 + _ROUNDING).floor().cast(pl.Int64)
    return pl.when(is_enforced()).then(allowed - failures)
