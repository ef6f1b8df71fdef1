from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.domain.orders.durations import DURATION_SCHEMA, lateness_cases, service_durations, windows_begin
from etl.domain.time.clock import PARIS
from etl.domain.time.working_days import INSTANT

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CASES = pl.Schema({"counted_at": INSTANT, "calendar": pl.Int64(), "working": pl.Int64(), "is_answered": pl.Boolean()})
NONE_LATE = pl.DataFrame(schema={"counted_at": INSTANT, "calendar": pl.Int64(), "working": pl.Int64()})


def answers(*rows: tuple[datetime, int, int, bool]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=CASES, orient="row")


def figures(durations: pl.DataFrame, measure: str, clock: str, window: int = 7) -> tuple[Any, ...]:
    (row,) = durations.filter(measure=measure, clock=clock, window_days=window).rows()
    return tuple(row[4:])


def test_half_and_nine_in_ten_took_no_longer_than_the_figures_say() -> None:
    shown = service_durations(answers(*((NOW, 60 * n, n, True) for n in range(1, 11))), NONE_LATE, today=TODAY)
    assert shown.schema == DURATION_SCHEMA
    assert figures(shown, "acceptance_time", "calendar") == (10, 300, 540, 600, 10)
    assert figures(shown, "acceptance_time", "working") == (10, 5, 9, 10, 10)


def test_without_cases_nothing_is_said_but_that_there_are_none() -> None:
    shown = service_durations(answers(), NONE_LATE, today=TODAY)
    assert len(shown) == 12
    assert figures(shown, "acceptance_time", "calendar") == (0, None, None, None, 0)
    assert figures(shown, "lateness", "working") == (0, None, None, None, None)


def test_what_expired_counts_as_long_but_never_within_the_target_not_even_over_a_weekend() -> None:
    expired = (NOW, 48 * 3600, 3600, False)
    shown = service_durations(answers((NOW, 24 * 3600, 7200, True), expired), NONE_LATE, today=TODAY)
    assert figures(shown, "acceptance_time", "calendar") == (2, 86400, 172800, 172800, 1)
    assert figures(shown, "acceptance_time", "working") == (2, 3600, 7200, 7200, 1)


def test_an_unshipped_order_is_late_up_to_now() -> None:
    friday = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
    late = pl.DataFrame(
        {
            "counted_at": [friday, friday],
            "due_at": [friday, friday],
            "discharged_at": [None, friday + timedelta(minutes=30)],
        },
        schema={"counted_at": INSTANT, "due_at": INSTANT, "discharged_at": INSTANT},
    )
    assert lateness_cases(late, NOW).rows() == [
        (friday, 65 * 3600, 2 * 3600),
        (friday, 1800, 1800),
    ]


def test_a_window_holds_whole_days_of_paris() -> None:
    assert windows_begin(TODAY, 7) == datetime(2026, 11, 16, 23, tzinfo=UTC)
    edges = [windows_begin(TODAY, 7) - timedelta(microseconds=1), windows_begin(TODAY, 7), windows_begin(TODAY, 0)]
    shown = service_durations(answers(*((edge, 1, 1, True) for edge in edges)), NONE_LATE, today=TODAY)
    assert [figures(shown, "acceptance_time", "calendar", window)[0] for window in (7, 30)] == [1, 2]


@settings(max_examples=30)
@given(cases=st.lists(st.tuples(st.integers(0, 80), st.integers(0, 400_000), st.booleans()), max_size=60))
def test_figures_agree_with_a_slow_count(cases: list[tuple[int, int, bool]]) -> None:
    rows = [(NOW - timedelta(days=days), seconds, seconds // 3, answered) for days, seconds, answered in cases]
    shown = service_durations(answers(*rows), NONE_LATE, today=TODAY)
    for window in (7, 30, 60):
        first = TODAY - timedelta(days=window - 1)
        inside = sorted(s for at, s, _, _ in rows if at.astimezone(PARIS).date() >= first)
        count, median, p90, longest, within = figures(shown, "acceptance_time", "calendar", window)
        assert count == len(inside)
        if inside:
            assert sum(s <= median for s in inside) >= count / 2 > sum(s < median for s in inside)
            assert sum(s <= p90 for s in inside) >= 0.9 * count > sum(s < p90 for s in inside)
            assert longest == inside[-1]
        assert within == sum(s <= 86400 and a for at, s, _, a in rows if at.astimezone(PARIS).date() >= first)
