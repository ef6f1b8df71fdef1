from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.domain.clock import PARIS
from etl.domain.obligations import OBLIGATION_SCHEMA
from etl.domain.service_levels import METRICS, SERVICE_LEVEL_SCHEMA, kept_rates
from etl.domain.thresholds import THRESHOLD_SCHEMA, seed_thresholds

TODAY = date(2026, 11, 23)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=PARIS).astimezone(UTC)


def ship(state: str, due: datetime | None, discharged: datetime | None = None) -> dict[str, Any]:
    return {"kind": "ship_order", "state": state, "due_at": due, "discharged_at": discharged}


def accept(state: str, due: datetime, discharged: datetime | None = None) -> dict[str, Any]:
    return ship(state, due, discharged) | {"kind": "accept_order"}


def obligations(*rows: dict[str, Any]) -> pl.DataFrame:
    blank = dict.fromkeys(OBLIGATION_SCHEMA.names())
    return pl.DataFrame([blank | row for row in rows], schema=OBLIGATION_SCHEMA)


def level(
    rows: list[dict[str, Any]], metric: str, window: int = 7, day: date = TODAY, **options: Any
) -> dict[str, Any]:
    levels = kept_rates(obligations(*rows), today=TODAY, **options)
    wanted = (pl.col("metric") == metric) & (pl.col("window_days") == window) & (pl.col("day") == day)
    return levels.row(by_predicate=wanted, named=True)


def kept_and_broken(kept: int, broken: int) -> list[dict[str, Any]]:
    due = noon(TODAY)
    return [ship("kept", due, due)] * kept + [ship("broken", due)] * broken


def threshold(
    alert: float, limit: float, direction: str, valid_from: date, metric: str = "ship_in_time"
) -> pl.DataFrame:
    row = (metric, alert, limit, direction, f"from {valid_from}", valid_from)
    return pl.DataFrame([row], schema=THRESHOLD_SCHEMA, orient="row")


def test_a_level_says_its_cases_its_value_its_lines_and_what_is_left() -> None:
    assert level(kept_and_broken(98, 2), "ship_in_time") == {
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
    shown = level(kept_and_broken(kept, broken), "ship_in_time")
    assert (shown["state"], shown["failures_left"]) == (state, failures_left)


def test_acceptance_is_held_against_97_5_percent() -> None:
    due = noon(TODAY)
    shown = level([accept("kept", due, due)] * 39 + [accept("broken", due)], "accept_in_time")
    assert (shown["value"], shown["alert"], shown["limit"]) == (97.5, 98.0, 97.5)
    assert (shown["state"], shown["failures_left"]) == ("at_risk", 0)


def test_a_day_without_cases_has_no_value_and_no_colour() -> None:
    shown = level([], "accept_in_time")
    assert (shown["numerator"], shown["denominator"], shown["value"]) == (0, 0, None)
    assert (shown["state"], shown["failures_left"]) == ("unknown", 0)


def test_open_and_void_obligations_and_those_without_a_deadline_are_not_cases() -> None:
    due = noon(TODAY)
    rows = [ship("open", due), ship("void", due, due), ship("open", None), ship("void", None, due)]
    assert level(rows, "ship_in_time")["denominator"] == 0


def test_shipping_counts_on_the_day_it_was_due_whenever_it_left() -> None:
    due = noon(date(2026, 11, 20))
    rows = [ship("kept", due, noon(date(2026, 11, 10))), ship("broken", due, noon(TODAY))]
    assert level(rows, "ship_in_time", 1, date(2026, 11, 20), windows=[1])["denominator"] == 2


def test_acceptance_counts_on_the_day_it_was_answered_or_the_deadline_passed() -> None:
    due = noon(date(2026, 11, 20))
    rows = [accept("kept", due, noon(date(2026, 11, 18))), accept("broken", due, noon(TODAY)), accept("broken", due)]
    shown = {d: level(rows, "accept_in_time", 1, date(2026, 11, d), windows=[1]) for d in (18, 20, 23)}
    assert {d: (s["numerator"], s["denominator"]) for d, s in shown.items()} == {18: (1, 1), 20: (0, 2), 23: (0, 0)}


def test_a_day_begins_at_midnight_in_paris() -> None:
    rows = [
        ship("kept", datetime(2026, 11, 20, 22, 59, 59, tzinfo=UTC)),
        ship("kept", datetime(2026, 11, 20, 23, tzinfo=UTC)),
    ]
    assert level(rows, "ship_in_time", 1, date(2026, 11, 20), windows=[1])["denominator"] == 1
    assert level(rows, "ship_in_time", 1, date(2026, 11, 21), windows=[1])["denominator"] == 1


def test_a_window_of_seven_days_holds_its_day_and_the_six_before() -> None:
    rows = [ship("kept", noon(TODAY - timedelta(days=n))) for n in (0, 6, 7, 29, 30, 59, 60)]
    assert [level(rows, "ship_in_time", window)["denominator"] for window in (7, 30, 60)] == [2, 4, 6]


def test_the_first_day_shown_already_has_its_whole_window() -> None:
    first = TODAY - timedelta(days=5)
    rows = [ship("kept", noon(first - timedelta(days=59))), ship("kept", noon(first - timedelta(days=60)))]
    assert level(rows, "ship_in_time", 60, first, days_back=5)["denominator"] == 1


def test_the_series_has_every_metric_window_and_day_even_without_obligations() -> None:
    levels = kept_rates(obligations(), today=TODAY, windows=(7, 30), days_back=3)
    assert levels.schema == SERVICE_LEVEL_SCHEMA
    days = [TODAY - timedelta(days=n) for n in (3, 2, 1, 0)]
    assert levels.select("metric", "window_days", "day").rows() == [
        (metric, window, day) for metric in ("accept_in_time", "ship_in_time") for window in (7, 30) for day in days
    ]


# --- thresholds --------------------------------------------------------------------------------------------------


def test_each_day_is_held_against_the_threshold_of_its_time() -> None:
    dated = pl.concat([threshold(99, 98, "min", TODAY), seed_thresholds()])
    today, yesterday = (
        level(kept_and_broken(98, 2), "ship_in_time", day=day, thresholds=dated)
        for day in (TODAY, TODAY - timedelta(days=1))
    )
    assert (today["state"], today["limit"], today["threshold_source"]) == ("at_risk", 98.0, "from 2026-11-23")
    assert (yesterday["limit"], yesterday["threshold_source"]) == (96.0, "default")


def test_of_two_thresholds_of_one_day_the_later_row_stands() -> None:
    twice = pl.concat([threshold(99, 98, "min", TODAY), threshold(90, 85, "min", TODAY)])
    assert level(kept_and_broken(86, 14), "ship_in_time", thresholds=twice)["state"] == "at_risk"


def test_without_a_threshold_a_level_has_no_colour() -> None:
    shown = level(kept_and_broken(98, 2), "ship_in_time", thresholds=threshold(99, 98, "min", TODAY, "accept_in_time"))
    assert (shown["value"], shown["state"], shown["failures_left"]) == (98.0, "unknown", None)


def test_a_threshold_dated_by_an_instant_counts_from_its_day_in_paris() -> None:
    late_evening = pl.lit(datetime(2026, 11, 22, 23, 30, tzinfo=UTC))
    dated = threshold(99, 98, "min", TODAY).with_columns(valid_from=late_evening)
    assert level(kept_and_broken(98, 2), "ship_in_time", thresholds=dated)["limit"] == 98.0
    before = level([], "ship_in_time", day=TODAY - timedelta(days=1), thresholds=dated)
    assert before["limit"] is None


@pytest.mark.parametrize(
    ("alert", "limit", "state", "failures_left"),
    [(4.0, 5.0, "kept", 1), (3.0, 4.0, "at_risk", 0), (2.0, 3.0, "broken", -1), (100.0, 100.0, "kept", 96)],
)
def test_a_level_that_must_not_rise_counts_its_numerator_as_failures(
    alert: float, limit: float, state: str, failures_left: int
) -> None:
    shown = level(kept_and_broken(4, 96), "ship_in_time", thresholds=threshold(alert, limit, "max", TODAY))
    assert (shown["value"], shown["state"], shown["failures_left"]) == (4.0, state, failures_left)


def test_a_limit_that_floating_point_cannot_write_still_allows_its_last_failure() -> None:
    shown = level(kept_and_broken(999, 1), "ship_in_time", thresholds=threshold(99.95, 99.9, "min", TODAY))
    assert (shown["state"], shown["failures_left"]) == ("at_risk", 0)


# --- against a slow count ------------------------------------------------------------------------------------------

CASE = st.builds(
    lambda kind, state, due, discharged: ship(state, noon(due), noon(discharged)) | {"kind": kind},
    st.sampled_from(list(METRICS)),
    st.sampled_from(["kept", "broken", "open", "void"]),
    st.dates(date(2026, 10, 1), date(2026, 12, 1)),
    st.dates(date(2026, 10, 1), date(2026, 12, 1)),
)


def settled_on(case: dict[str, Any]) -> date:
    instant = min(case["due_at"], case["discharged_at"]) if case["kind"] == "accept_order" else case["due_at"]
    day: date = instant.astimezone(PARIS).date()
    return day


@settings(max_examples=40)
@given(cases=st.lists(CASE, max_size=40), window=st.integers(1, 40), back=st.integers(0, 10))
def test_rolling_windows_agree_with_counting_each_window_from_scratch(
    cases: list[dict[str, Any]], window: int, back: int
) -> None:
    levels = kept_rates(obligations(*cases), today=TODAY, windows=[window], days_back=back)
    assert len(levels) == 2 * (back + 1)
    for row in levels.iter_rows(named=True):
        inside = [
            case
            for case in cases
            if METRICS[case["kind"]] == row["metric"]
            and case["state"] in {"kept", "broken"}
            and row["day"] - timedelta(days=window) < settled_on(case) <= row["day"]
        ]
        kept = sum(case["state"] == "kept" for case in inside)
        assert (row["numerator"], row["denominator"]) == (kept, len(inside))
