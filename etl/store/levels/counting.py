"""Keeps cases counted by day, and makes levels of them; what a case is, each subject says.

`sql/<subject>/marts/cases.sql` gives every case of the metrics of a subject, in the columns of the view
`service_level_cases`, which unites them. The days are kept by difference: what moves is taken away before it is
replaced, and added again afterwards, so that a build of 500 orders does not count five million.
"""

from datetime import timedelta
from typing import Final

import polars as pl

from etl.domain.levels.indicators import imported_thresholds, own_metrics
from etl.domain.levels.metrics import windows_of
from etl.domain.levels.service_levels import breakdown_levels, rolling_levels
from etl.domain.levels.thresholds import seed_thresholds
from etl.domain.registry import DIRECTIONS, SHARES
from etl.store.marts.moving import instead_of_marts
from etl.store.marts.plan import Build, Counted
from etl.store.marts.writing import replace_mart
from etl.store.sql_files import sql_query
from etl.store.warehouse.warehouse import Warehouse

_FAILURES: Final = ", ".join(f"'{metric}'" for metric, direction in DIRECTIONS.items() if direction == "max")
"""The metrics whose numerator counts failures, as SQL."""

_COUNTS: Final = ("numerator", "denominator", "numerator_low", "numerator_high")
_BY: Final = ("sales_channel_id", "carrier_name", "department_code", "seller_product_ids")
_CASE: Final = ", ".join(("metric", "day", "weight", "numerator_low", "numerator_high", *_BY))
_SIGNED: Final = ", ".join(f"? * {count} as {count}" for count in _COUNTS)

MEMBER_DAYS: Final = 90
"""How many days are kept by channel, product, carrier and department."""


def united_cases(subjects: tuple[str, ...]) -> str:
    """The cases of all subjects: the view `service_level_cases`, and what the days are counted from."""
    cases = [f"from ({sql_query(f'{subject}/marts/cases')}\n)" for subject in subjects]
    return " union all by name ".join(cases)


def counted_days(subjects: tuple[str, ...]) -> Counted:
    """Keep the cases of `subjects` counted by day in `service_level_days`."""
    cases = united_cases(subjects)

    def before(build: Build) -> None:
        build.warehouse.run(
            "create or replace temp table moved_days (metric varchar, day date, dimension varchar, member varchar, "
            "numerator bigint, denominator bigint, numerator_low bigint, numerator_high bigint)"
        )
        _count_moving(build, cases, sign=-1)

    def after(build: Build) -> None:
        _count_moving(build, cases, sign=1)
        build.warehouse.run_file("levels/marts/moved_days")

    return Counted(count_all, before, after)


def count_all(build: Build) -> None:
    """Count every case there is, a metric at a time: bounds the memory."""
    build.warehouse.run("delete from marts.service_level_days")
    for metric in DIRECTIONS:
        _open_cases(build, f"from marts.service_level_cases where metric = '{metric}'")
        build.warehouse.run("insert into marts.service_level_days by name from counted_members")


def build_levels(build: Build) -> None:
    """Write what follows from the days and the lines; `edited_thresholds`: see `levels.thresholds`."""
    thresholds = _standing_thresholds(build.warehouse, build.frames["edited_thresholds"])
    replace_mart(build.warehouse, "thresholds", thresholds)
    _build_windows(build, thresholds)
    own = pl.DataFrame(list(own_metrics(SHARES).items()), schema=["indicator", "metric"], orient="row")
    with build.warehouse.lending("own_metrics", own):
        build.warehouse.run_file("levels/marts/marketplace_indicators")


def _standing_thresholds(warehouse: Warehouse, edited: pl.DataFrame) -> pl.DataFrame:
    readings = warehouse.frame("select indicator, threshold, direction, fetched_at from core.marketplace_indicators")
    return pl.concat([seed_thresholds(SHARES), imported_thresholds(readings, SHARES), edited], how="diagonal")


def _build_windows(build: Build, thresholds: pl.DataFrame) -> None:
    warehouse, today = build.warehouse, build.today
    days = warehouse.frame(
        "select metric, day, numerator, denominator, numerator_low, numerator_high from marts.service_level_days "
        "where dimension = 'shop'"
    )
    with warehouse.lending("metric_windows", windows_of(SHARES)):
        sums = warehouse.frame_of("levels/marts/window_sums", today=today)
    replace_mart(warehouse, "service_levels", rolling_levels(days, SHARES, today=today, thresholds=thresholds))
    replace_mart(warehouse, "service_level_breakdowns", breakdown_levels(sums, today=today, thresholds=thresholds))


def _count_moving(build: Build, cases: str, *, sign: int) -> None:
    _open_cases(build, f"with {instead_of_marts(build)} {cases}")
    build.warehouse.run(
        f"insert into moved_days by name from counted_members select * replace ({_SIGNED})",
        [sign] * len(_COUNTS),
    )


def _open_cases(build: Build, cases: str) -> None:
    """Make the temporary table counted_cases and, over it, the view counted_members."""
    # what is not certain of a case is counted against us: the low numerator where it is good, the high one where it
    # counts failures
    against_us = f"if(metric in ({_FAILURES}), numerator_high, numerator_low)"
    # a table: as a view the cases of all metrics would be planned, and looked for, once a dimension
    build.warehouse.run(
        f"create or replace temp table counted_cases as select {_CASE}, {against_us} as numerator from ({cases}\n)"
    )
    build.warehouse.run_file("levels/marts/counted_members", first_day=build.today - timedelta(days=MEMBER_DAYS))
