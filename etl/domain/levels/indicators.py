"""The marketplace's five indicators (seller-rules 1.1): which metric of ours says the same, which lines they bring."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import polars as pl

from etl.domain.levels.metrics import Metric
from etl.domain.levels.thresholds import seed_thresholds
from etl.domain.time.clock import PARIS

INDICATORS: Final = ("order_acceptation", "product_shipping", "deadline_compliance", "order_claims", "order_refunds")


def own_metrics(metrics: Iterable[Metric]) -> dict[str, str]:
    """Of each indicator that has one, the metric of ours that says the same."""
    return {metric.indicator: metric.name for metric in metrics if metric.indicator}


def imported_thresholds(readings: pl.DataFrame, metrics: Sequence[Metric]) -> pl.DataFrame:
    """Make the lines that indicators as read bring: metric, alert, limit, direction, source, valid_from, set_at.

    `readings` has indicator, threshold, direction (min, max or null) and fetched_at, an instant. A threshold counts
    from the Paris day it was first read on until another is read. The marketplace gives a limit only: the alert keeps
    the distance our own has. Left out: nil thresholds, those outside 0 to 100, a direction that contradicts the metric.
    """
    seeds = seed_thresholds(metrics).select(
        "metric", seed_direction="direction", lead=pl.col("alert") - pl.col("limit")
    )
    known = readings.filter(pl.col("threshold").is_between(0, 100))
    by_metric = known.with_columns(
        metric=pl.col("indicator").replace_strict(own_metrics(metrics), default=None), limit=pl.col("threshold")
    ).filter(pl.col("metric").is_not_null())
    return (
        pl.concat([by_metric, *(_turned_round(by_metric, metric) for metric in metrics if metric.mirrors)])
        .join(seeds, on="metric", how="left")
        .filter(pl.col("direction").fill_null(pl.col("seed_direction")) == pl.col("seed_direction"))
        .sort("metric", "fetched_at")
        .filter((pl.col("limit") != pl.col("limit").shift()).over("metric").fill_null(value=True))
        .select(
            "metric",
            alert=(pl.col("limit") + pl.col("lead")).clip(0, 100),
            limit="limit",
            direction="seed_direction",
            source=pl.lit("marketplace"),
            valid_from=pl.col("fetched_at").dt.convert_time_zone(PARIS.key).dt.date(),
            set_at="fetched_at",
        )
    )


def _turned_round(by_metric: pl.DataFrame, metric: Metric) -> pl.DataFrame:
    """What is asked of a metric is asked, turned round, of its other side: in time and late (M4b = 1 - M4a)."""
    return by_metric.filter(metric=metric.mirrors).with_columns(
        metric=pl.lit(metric.name),
        limit=100 - pl.col("threshold"),
        direction=pl.col("direction").replace({"min": "max", "max": "min"}),
    )
