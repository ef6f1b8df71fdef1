"""The lines service levels are held against, dated, and what a level is worth against them.

The marketplace's thresholds change over time and from account to account (seller-rules, first thing to take away): the
seeds below only stand until imported ones, with a later valid_from, take over.
"""

from __future__ import annotations

from datetime import date
from typing import Final

import polars as pl

from etl.domain.clock import PARIS

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

SMALLEST_SAMPLE: Final = 20
"""Below this denominator a level is not coloured (seller-rules section 7)."""

_ROUNDING: Final = 1e-9


def seed_thresholds() -> pl.DataFrame:
    """Give the defaults of seller-rules section 7 (M2, M4a), in the columns of `THRESHOLD_SCHEMA`."""
    always = date(1970, 1, 1)
    rows = [
        ("accept_in_time", 98.0, 97.5, "min", "default", always),
        ("ship_in_time", 97.0, 96.0, "min", "default", always),
    ]
    return pl.DataFrame(rows, schema=THRESHOLD_SCHEMA, orient="row")


def with_thresholds(levels: pl.DataFrame, thresholds: pl.DataFrame) -> pl.DataFrame:
    """Add alert, limit, direction and threshold_source, as they stood on each row's metric and day; null when none did.

    `thresholds` has the columns of `THRESHOLD_SCHEMA`; valid_from may be an instant, and then counts from its Paris
    day. Of two that begin the same day the later row stands.
    """
    dated = thresholds.select(
        pl.col("metric").cast(pl.String),
        pl.col("alert", "limit").cast(pl.Float64),
        pl.col("direction"),
        pl.col("source").alias("threshold_source"),
        _paris_day(thresholds.schema["valid_from"]).alias("day"),
    )
    dated = dated.unique(["metric", "day"], keep="last").sort("day")
    return levels.sort("day").join_asof(dated, on="day", by="metric", strategy="backward", check_sortedness=False)


def _paris_day(dtype: pl.DataType) -> pl.Expr:
    valid_from = pl.col("valid_from")
    if isinstance(dtype, pl.Datetime) and dtype.time_zone:
        # A plain cast to Date would take the day in UTC.
        return valid_from.dt.convert_time_zone(PARIS.key).dt.date()
    return valid_from.cast(pl.Date)


def level_state() -> pl.Expr:
    """Say kept, at_risk, broken or unknown from value, denominator, alert, limit and direction.

    On the alert line is kept, on the limit still at risk. Unknown: too few cases, or no threshold.
    """
    side = pl.when(pl.col("direction") == "max").then(-1.0).otherwise(1.0)
    value = side * pl.col("value")
    is_known = (pl.col("denominator") >= SMALLEST_SAMPLE) & pl.col("limit").is_not_null()
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

    Negative when the limit is already passed, null without a threshold. With direction max the numerator itself counts
    failures and the limit is the share allowed.
    """
    is_max = pl.col("direction") == "max"
    allowed_share = pl.when(is_max).then("limit").otherwise(100 - pl.col("limit"))
    failures = pl.when(is_max).then("numerator").otherwise(pl.col("denominator") - pl.col("numerator"))
    return (allowed_share * pl.col("denominator") / 100 + _ROUNDING).floor().cast(pl.Int64) - failures
