from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.domain.levels.metrics import Metric
from etl.domain.levels.service_levels import (
    BREAKDOWN_SCHEMA,
    SERVICE_LEVEL_SCHEMA,
    breakdown_levels,
    rolling_levels,
)
from etl.domain.levels.thresholds import THRESHOLD_SCHEMA, seed_thresholds
from etl.domain.registry import DIRECTIONS, SHARES

TODAY = date(2026, 11, 23)
DAYS = pl.Schema({"metric": pl.String(), "day": pl.Date(), "numerator": pl.Int64(), "denominator": pl.Int64()})


def days(*rows: tuple[date, int, int], metric: str = "ship_in_time") -> pl.DataFrame:
    """Cases by day: how many counted, of how many."""
    return pl.DataFrame([(metric, *row) for row in rows], schema=DAYS, orient="row")


def level(
    counted: pl.DataFrame, metric: str = "ship_in_time", window: int = 7, day: date = TODAY, **options: Any
) -> dict[str, Any]:
    levels = rolling_levels(counted, SHARES, today=TODAY, **options)
    wanted = (pl.col("metric") == metric) & (pl.col("window_days") == window) & (pl.col("day") == day)
    return levels.row(by_predicate=wanted, named=True)


def with_windows(*windows: int, lag_days: int = 0) -> list[Metric]:
    return [replace(metric, windows=windows, lag_days=lag_days) for metric in SHARES]


def kept_and_broken(kept: int, broken: int, metric: str = "ship_in_time") -> pl.DataFrame:
    return days((TODAY, kept, kept + broken), metric=metric)


def threshold(alert: float, limit: float, direction: str = "min", **changes: Any) -> pl.DataFrame:
    words = {"metric": "ship_in_time", "source": "edited", "valid_from": TODAY} | changes
    row = (words["metric"], alert, limit, direction, words["source"], words["valid_from"])
    return pl.DataFrame([row], schema=THRESHOLD_SCHEMA, orient="row")


def test_a_level_says_its_cases_its_value_its_lines_and_what_is_left() -> None:
    assert level(kept_and_broken(98, 2)) == {
        "metric": "ship_in_time",
        "window_days": 7,
        "day": TODAY,
        "numerator": 98,
        "denominator": 100,
        "value": 98.0,
        "alert": 97.0,
        "limit": 96.0,
        "direction": "min",
        "state": "kept",
        "threshold_source": "default",
        "failures_left": 2,
        "numerator_low": 98,
        "numerator_high": 98,
    }


@pytest.mark.parametrize(
    ("kept", "broken", "state", "failures_left"),
    [
        (97, 3, "kept", 1),
        (96, 4, "at_risk", 0),
        (95, 5, "broken", -1),
        (19, 0, "unknown", 0),
        (20, 0, "kept", 0),
        (24, 1, "at_risk", 0),
        (25, 0, "kept", 1),
    ],
)
def test_on_the_alert_line_is_kept_on_the_limit_at_risk_and_few_cases_have_no_colour(
    kept: int, broken: int, state: str, failures_left: int
) -> None:
    shown = level(kept_and_broken(kept, broken))
    assert (shown["state"], shown["failures_left"]) == (state, failures_left)


def test_acceptance_is_held_against_97_5_percent() -> None:
    shown = level(kept_and_broken(39, 1, "acceptance_rate"), "acceptance_rate")
    assert (shown["value"], shown["alert"], shown["limit"]) == (97.5, 98.0, 97.5)
    assert (shown["state"], shown["failures_left"]) == ("at_risk", 0)


def test_a_window_without_cases_has_no_value_and_no_colour() -> None:
    shown = level(days(), "accept_in_time")
    assert (shown["numerator"], shown["denominator"], shown["value"]) == (0, 0, None)
    assert (shown["state"], shown["failures_left"]) == ("unknown", 0)


def test_the_24_hour_target_has_no_line_until_somebody_sets_one() -> None:
    shown = level(kept_and_broken(90, 10, "accept_in_24h"), "accept_in_24h")
    assert (shown["value"], shown["limit"], shown["direction"]) == (90.0, None, "min")
    assert (shown["state"], shown["failures_left"]) == ("unknown", None)


def test_a_window_of_seven_days_holds_its_day_and_the_six_before() -> None:
    counted = days(*((TODAY - timedelta(days=n), 1, 1) for n in (0, 6, 7, 29, 30, 59, 60)))
    assert [level(counted, window=window)["denominator"] for window in (7, 30, 60)] == [2, 4, 6]


def test_the_first_day_shown_already_has_its_whole_window() -> None:
    first = TODAY - timedelta(days=5)
    counted = days((first - timedelta(days=59), 1, 1), (first - timedelta(days=60), 1, 1))
    assert level(counted, window=60, day=first, days_back=5)["denominator"] == 1


def test_what_is_settled_ahead_of_its_deadline_counts_when_that_day_comes() -> None:
    assert level(days((TODAY, 1, 1), (TODAY + timedelta(days=1), 5, 5)))["denominator"] == 1


def test_the_series_has_every_metric_window_and_day_even_without_cases() -> None:
    levels = rolling_levels(days(), with_windows(7, 30), today=TODAY, days_back=3)
    assert levels.schema == SERVICE_LEVEL_SCHEMA
    shown = [TODAY - timedelta(days=n) for n in (3, 2, 1, 0)]
    assert levels.select("metric", "window_days", "day").rows() == [
        (metric, window, day) for metric in sorted(DIRECTIONS) for window in (7, 30) for day in shown
    ]


def test_a_breakdown_is_held_against_the_lines_of_today() -> None:
    sums = pl.DataFrame(
        {"metric": ["ship_in_time"] * 2, "window_days": [30] * 2, "dimension": ["carrier"] * 2}
        | {"member": ["Colissimo", "DPD"], "numerator": [39, 18], "denominator": [40, 19]}
    )
    levels = breakdown_levels(sums, today=TODAY, thresholds=threshold(99, 98))
    assert levels.schema == BREAKDOWN_SCHEMA
    shown = levels.select("member", "day", "value", "limit", "state", "failures_left").rows()
    assert shown[0] == ("Colissimo", TODAY, 97.5, 98.0, "broken", -1)
    assert shown[1][4:] == ("unknown", -1)


# --- thresholds --------------------------------------------------------------------------------------------------


def test_each_day_is_held_against_the_threshold_of_its_time() -> None:
    dated = pl.concat([threshold(99, 98), seed_thresholds(SHARES)])
    today, yesterday = (
        level(kept_and_broken(98, 2), day=day, thresholds=dated) for day in (TODAY, TODAY - timedelta(days=1))
    )
    assert (today["state"], today["limit"], today["threshold_source"]) == ("at_risk", 98.0, "edited")
    assert (yesterday["limit"], yesterday["threshold_source"]) == (96.0, "default")


def test_an_edited_line_stands_over_a_later_import_and_an_import_over_the_seeds() -> None:
    earlier, long_ago = TODAY - timedelta(days=5), TODAY - timedelta(days=9)
    edited = threshold(99, 98, valid_from=earlier)
    imported = [threshold(95, 94, valid_from=day, source="marketplace") for day in (long_ago, TODAY)]
    dated = pl.concat([seed_thresholds(SHARES), *imported, edited])
    shown = {
        day: level(days(), day=day, thresholds=dated)["threshold_source"]
        for day in (TODAY, earlier, long_ago, long_ago - timedelta(days=1))
    }
    assert list(shown.values()) == ["edited", "edited", "marketplace", "default"]


def test_of_two_thresholds_of_one_day_the_later_row_stands() -> None:
    twice = pl.concat([threshold(99, 98), threshold(90, 85)])
    assert level(kept_and_broken(86, 14), thresholds=twice)["state"] == "at_risk"


def test_without_a_threshold_a_level_has_no_colour() -> None:
    shown = level(kept_and_broken(98, 2), thresholds=threshold(99, 98, metric="accept_in_time"))
    assert (shown["value"], shown["state"], shown["failures_left"]) == (98.0, "unknown", None)


def test_a_threshold_dated_by_an_instant_counts_from_its_day_in_paris() -> None:
    late_evening = pl.lit(datetime(2026, 11, 22, 23, 30, tzinfo=UTC))
    dated = threshold(99, 98).with_columns(valid_from=late_evening)
    assert level(kept_and_broken(98, 2), thresholds=dated)["limit"] == 98.0
    before = level(days(), day=TODAY - timedelta(days=1), thresholds=dated)
    assert before["limit"] is None


@pytest.mark.parametrize(
    ("alert", "limit", "state", "failures_left"),
    [(4.0, 5.0, "kept", 1), (3.0, 4.0, "at_risk", 0), (2.0, 3.0, "broken", -1), (0.0, 0.0, "broken", -4)],
)
def test_a_level_that_must_not_rise_counts_its_numerator_as_failures(
    alert: float, limit: float, state: str, failures_left: int
) -> None:
    shown = level(kept_and_broken(4, 96), thresholds=threshold(alert, limit, "max"))
    assert (shown["value"], shown["state"], shown["failures_left"]) == (4.0, state, failures_left)


@pytest.mark.parametrize(("limit", "direction"), [(100.0, "max"), (0.0, "min")])
def test_a_limit_that_nothing_can_pass_is_not_enforced_and_gives_no_colour(limit: float, direction: str) -> None:
    shown = level(kept_and_broken(4, 96), thresholds=threshold(limit, limit, direction))
    assert (shown["value"], shown["limit"], shown["state"]) == (4.0, limit, "unknown")
    assert shown["failures_left"] is None


def test_a_limit_that_floating_point_cannot_write_still_allows_its_last_failure() -> None:
    shown = level(kept_and_broken(999, 1), thresholds=threshold(99.95, 99.9))
    assert (shown["state"], shown["failures_left"]) == ("at_risk", 0)


# --- against a slow count ------------------------------------------------------------------------------------------

CASE = st.tuples(st.sampled_from(list(DIRECTIONS)), st.dates(date(2026, 10, 1), date(2026, 12, 1)), st.booleans())


@settings(max_examples=40)
@given(cases=st.lists(CASE, max_size=40), window=st.integers(1, 40), back=st.integers(0, 10))
def test_rolling_windows_agree_with_counting_each_window_from_scratch(
    cases: list[tuple[str, date, bool]], window: int, back: int
) -> None:
    listed = pl.DataFrame(cases, schema={"metric": pl.String, "day": pl.Date, "hit": pl.Boolean}, orient="row")
    counted = listed.group_by("metric", "day").agg(numerator=pl.col("hit").sum(), denominator=pl.len())
    levels = rolling_levels(counted, with_windows(window), today=TODAY, days_back=back)
    assert len(levels) == len(DIRECTIONS) * (back + 1)
    for row in levels.iter_rows(named=True):
        inside = [
            hit
            for metric, day, hit in cases
            if metric == row["metric"] and row["day"] - timedelta(days=window) < day <= row["day"]
        ]
        assert (row["numerator"], row["denominator"]) == (sum(inside), len(inside))


def test_a_metric_known_late_is_told_of_the_window_that_ended_so_many_days_ago() -> None:
    counted = days((TODAY, 0, 50), (TODAY - timedelta(days=7), 40, 50), (TODAY - timedelta(days=14), 0, 50))
    levels = rolling_levels(counted, with_windows(7, lag_days=7), today=TODAY)
    assert levels.filter(metric="ship_in_time", day=TODAY).select("numerator", "denominator").rows() == [(40, 50)]
