"""Keeps cases counted by day, and makes levels of them.

The days are kept by difference: what the orders to be built contributed is taken away before they are replaced, and
added again afterwards, so that a build of 500 orders does not count five million. Orders that time alone has made late
count as changed. Marts made anew and the first build of each Paris day count everything: an error cannot live longer.
"""

from datetime import date, datetime, timedelta
from typing import Final

import polars as pl

from etl.domain.levels.indicators import OWN_METRICS, imported_thresholds
from etl.domain.levels.service_levels import METRICS, WINDOWS, breakdown_levels, rolling_levels
from etl.domain.levels.thresholds import seed_thresholds
from etl.domain.orders.durations import lateness_cases, service_durations, windows_begin
from etl.domain.time.clock import PARIS
from etl.store.sql_files import sql_text
from etl.store.warehouse.warehouse import Warehouse

MEMBER_DAYS: Final = 90
"""How many days are kept by channel, product, carrier and department."""

MANY_CHANGED: Final = 1_000
"""Orders in one build from which on carriers are scored again before the next Paris day."""

LOCATED: Final = ("orders", "order_lines", "obligations")
"""The marts cases are read from: of their rows to be recounted temp.recounted_<mart> knows order_id and row_id."""

_OF_RECOUNTED: Final = ", ".join(f"{mart} as (from recounted_{mart})" for mart in LOCATED)
"""Hides the marts from the text of service_level_cases: there these names mean the few rows to be recounted."""


def is_recount_due(warehouse: Warehouse, now: datetime) -> bool:
    """Were the days last counted on another Paris day, or never?"""
    built_at = warehouse.value("select any_value(built_at) from marts.build")
    return not isinstance(built_at, datetime) or _paris_day(built_at) != _paris_day(now)


def begin_counting(warehouse: Warehouse, now: datetime) -> None:
    """Take away from the days what the orders of temp.changed, and those late since, contribute before the build."""
    warehouse.run_file("levels/marts/recounted_orders", now=now)
    warehouse.run_file("levels/marts/recounted_before")
    _count_recounted(warehouse, now, sign=-1)


def finish_counting(warehouse: Warehouse, now: datetime) -> None:
    """Add what the same orders contribute after the build."""
    warehouse.run_file("levels/marts/recounted_after")
    _count_recounted(warehouse, now, sign=1)
    warehouse.run_file("levels/marts/moved_days")
    # reading or dating the past changes what is known of carriers; a day of changes waits for the next count
    if int(str(warehouse.value("select count(*) from changed"))) >= MANY_CHANGED:
        _score_carriers(warehouse, now)


def count_all(warehouse: Warehouse, now: datetime) -> None:
    """Count every case there is, a metric at a time: bounds the memory; and how carriers did, once a Paris day."""
    warehouse.run("delete from marts.service_level_days")
    for metric in METRICS:
        _open_cases(warehouse, f"from marts.service_level_cases where metric = '{metric}'", now)
        warehouse.run("insert into marts.service_level_days by name from counted_members")
    _score_carriers(warehouse, now)


def build_levels(warehouse: Warehouse, edited: pl.DataFrame, now: datetime) -> None:
    """Write what follows from the days and the lines: `edited` is as `ops_thresholds.edited_thresholds` gives it."""
    thresholds = _standing_thresholds(warehouse, edited)
    _replace(warehouse, "thresholds", thresholds)
    _build_windows(warehouse, thresholds, now)
    _build_durations(warehouse, now)
    with warehouse.lending(
        "own_metrics", pl.DataFrame({"indicator": list(OWN_METRICS), "metric": list(OWN_METRICS.values())})
    ):
        warehouse.run_file("levels/marts/marketplace_indicators")


def _score_carriers(warehouse: Warehouse, now: datetime) -> None:
    _replace(warehouse, "carrier_scores", warehouse.frame_of("parcels/marts/carrier_scores", today=_paris_day(now)))


def _standing_thresholds(warehouse: Warehouse, edited: pl.DataFrame) -> pl.DataFrame:
    readings = warehouse.frame("select indicator, threshold, direction, fetched_at from core.marketplace_indicators")
    return pl.concat([seed_thresholds(), imported_thresholds(readings), edited], how="diagonal")


def _build_windows(warehouse: Warehouse, thresholds: pl.DataFrame, now: datetime) -> None:
    today = _paris_day(now)
    days = warehouse.frame(
        "select metric, day, numerator, denominator from marts.service_level_days where dimension = 'shop'"
    )
    sums = warehouse.frame_of("levels/marts/window_sums", today=today)
    _replace(warehouse, "service_levels", rolling_levels(days, today=today, thresholds=thresholds))
    _replace(warehouse, "service_level_breakdowns", breakdown_levels(sums, today=today, thresholds=thresholds))


def _build_durations(warehouse: Warehouse, now: datetime) -> None:
    today = _paris_day(now)
    first_at = windows_begin(today, max(WINDOWS))
    answers = warehouse.frame_of("orders/marts/answer_times", first_at=first_at)
    late = lateness_cases(warehouse.frame_of("orders/marts/late_shipments", first_at=first_at), now)
    _replace(warehouse, "service_durations", service_durations(answers, late, today=today))


def _count_recounted(warehouse: Warehouse, now: datetime, *, sign: int) -> None:
    cases = sql_text("orders/marts/service_level_cases").rstrip().rstrip(";")
    _open_cases(warehouse, f"with {_OF_RECOUNTED} from ({cases}\n)", now)
    warehouse.run(
        "insert into moved_days by name from counted_members "
        "select * replace (? * numerator as numerator, ? * denominator as denominator)",
        [sign, sign],
    )


def _open_cases(warehouse: Warehouse, cases: str, now: datetime) -> None:
    """Make the temporary views counted_cases and, over it, counted_members."""
    warehouse.run(f"create or replace temp view counted_cases as {cases}")
    warehouse.run_file("levels/marts/counted_members", first_day=_paris_day(now) - timedelta(days=MEMBER_DAYS))


def _replace(warehouse: Warehouse, mart: str, frame: pl.DataFrame) -> None:
    with warehouse.lending("rows_built", frame):
        warehouse.run(f"delete from marts.{mart}")
        warehouse.run(f"insert into marts.{mart} by name from rows_built")


def _paris_day(instant: datetime) -> date:
    return instant.astimezone(PARIS).date()
