"""The working clock by columns, against an oracle that walks day by day in plain Python and knows no calendar table."""

from datetime import UTC, date, datetime, time, timedelta

import holidays
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.domain.time.calendar import WorkingWeek
from etl.domain.time.clock import PARIS
from etl.domain.time.working_days import INSTANT, shift_working_days
from etl.domain.time.working_hours import working_seconds_between

WEEKS = {
    WorkingWeek(): (5, None),
    WorkingWeek(saturdays=True): (6, None),
    WorkingWeek(alsace_moselle=True): (5, "6AE"),
    WorkingWeek(saturdays=True, alsace_moselle=True): (6, "6AE"),
}
HOUR = 3600


def paris(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=PARIS).astimezone(UTC)  # type: ignore[arg-type, misc]


def worked(start: datetime, end: datetime, week: WorkingWeek | None = None) -> int | None:
    series = [pl.Series([instant], dtype=INSTANT) for instant in (start, end)]
    answer: int | None = working_seconds_between(*series, week or WorkingWeek())[0]
    return answer


def is_worked(day: date, week: WorkingWeek) -> bool:
    weekdays, subdivision = WEEKS[week]
    return day.isoweekday() <= weekdays and day not in holidays.country_holidays(
        "FR", subdiv=subdivision, years=day.year
    )


def walk(start: datetime, end: datetime, week: WorkingWeek) -> int:
    """Sum, day by day, what lies between both instants and between nine and six on the wall."""
    if end < start:
        return -walk(end, start, week)
    total, day = timedelta(), start.astimezone(PARIS).date()
    while day <= end.astimezone(PARIS).date():
        if is_worked(day, week):
            opens, closes = (datetime.combine(day, time(hour), PARIS).astimezone(UTC) for hour in (9, 18))
            total += max(min(end, closes) - max(start, opens), timedelta())
        day += timedelta(days=1)
    return total // timedelta(seconds=1)


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        pytest.param(paris(2026, 11, 23, 10), paris(2026, 11, 23, 11), 1, id="within a day"),
        pytest.param(paris(2026, 11, 20, 17), paris(2026, 11, 23, 10), 2, id="over a weekend"),
        pytest.param(paris(2026, 11, 20, 19), paris(2026, 11, 23, 8), 0, id="closed all the while"),
        pytest.param(
            paris(2026, 4, 3, 17), paris(2026, 4, 8, 17), 18, id="Friday before Easter Monday, 2 working days"
        ),
        pytest.param(paris(2026, 4, 3, 17), paris(2026, 4, 5, 17), 1, id="Friday before Easter Monday, 48 hours"),
        pytest.param(paris(2026, 7, 13, 17), paris(2026, 7, 15, 10), 2, id="over the national day"),
        pytest.param(paris(2026, 3, 27, 17), paris(2026, 3, 30, 10), 2, id="over the night clocks go forward"),
        pytest.param(paris(2026, 10, 23, 17), paris(2026, 10, 26, 10), 2, id="over the night clocks go back"),
        pytest.param(paris(2026, 10, 25, 1), paris(2026, 10, 25, 4), 0, id="within the night clocks go back"),
        pytest.param(paris(2026, 11, 23, 11), paris(2026, 11, 23, 10), -1, id="the other way round"),
    ],
)
def test_only_nine_to_six_in_paris_on_working_days_counts(start: datetime, end: datetime, hours: int) -> None:
    assert worked(start, end) == hours * HOUR
    assert walk(start, end, WorkingWeek()) == hours * HOUR


def test_good_friday_and_the_second_day_of_christmas_are_off_in_alsace_moselle() -> None:
    good_friday = (paris(2026, 4, 3, 9), paris(2026, 4, 3, 18))
    saint_stephen = (paris(2025, 12, 26, 9), paris(2025, 12, 26, 18))
    for day in (good_friday, saint_stephen):
        assert worked(*day) == 9 * HOUR
        assert worked(*day, WorkingWeek(alsace_moselle=True)) == 0


def test_saturdays_count_when_they_are_worked() -> None:
    assert worked(paris(2026, 11, 21, 9), paris(2026, 11, 21, 18)) == 0
    assert worked(paris(2026, 11, 21, 9), paris(2026, 11, 21, 18), WorkingWeek(saturdays=True)) == 9 * HOUR


def test_a_part_of_a_second_does_not_count() -> None:
    start = paris(2026, 11, 23, 10)
    assert worked(start, start + timedelta(milliseconds=1999)) == 1
    assert worked(start + timedelta(milliseconds=1999), start) == -1


def test_nulls_and_instants_outside_the_calendar_become_null() -> None:
    ends = pl.Series([None, datetime(1, 1, 1, tzinfo=UTC), datetime(2120, 1, 1, tzinfo=UTC)], dtype=INSTANT)
    starts = pl.Series([paris(2026, 11, 23, 10)] * 3, dtype=INSTANT)
    assert working_seconds_between(starts, ends).to_list() == [None, None, None]
    assert working_seconds_between(ends, starts).to_list() == [None, None, None]


INSTANTS = st.datetimes(datetime(2000, 1, 1), datetime(2080, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
AROUND_WHAT_MATTERS = st.builds(
    lambda day, minutes: datetime.combine(day, time(), PARIS).astimezone(UTC) + timedelta(minutes=minutes),
    st.sampled_from(
        [
            *(date(2026, 3, 29), date(2026, 10, 25), date(2027, 3, 28), date(2027, 10, 31)),  # clocks change
            *(
                date(2026, 4, 3),
                date(2026, 4, 6),
                date(2026, 12, 26),
                date(2026, 5, 14),
            ),  # Easter, Christmas, Ascension
        ]
    ),
    st.integers(-3000, 4500),
)
CASES = st.lists(
    st.tuples(st.one_of(INSTANTS, AROUND_WHAT_MATTERS), st.timedeltas(timedelta(days=-4), timedelta(days=12))),
    min_size=50,
    max_size=50,
)


def agree(cases: list[tuple[datetime, timedelta]], week: WorkingWeek) -> None:
    starts = [start for start, _ in cases]
    ends = [start + span for start, span in cases]
    found = working_seconds_between(pl.Series(starts, dtype=INSTANT), pl.Series(ends, dtype=INSTANT), week)
    assert found.to_list() == [walk(start, end, week) for start, end in zip(starts, ends, strict=True)]


@settings(max_examples=8, deadline=None)
@given(cases=CASES, week=st.sampled_from(list(WEEKS)))
def test_durations_agree_with_the_walk(cases: list[tuple[datetime, timedelta]], week: WorkingWeek) -> None:
    agree(cases, week)


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(cases=CASES, week=st.sampled_from(list(WEEKS)))
def test_ten_thousand_durations_agree_with_the_walk(cases: list[tuple[datetime, timedelta]], week: WorkingWeek) -> None:
    agree(cases, week)


@settings(max_examples=20, deadline=None)
@given(instants=st.lists(st.one_of(INSTANTS, AROUND_WHAT_MATTERS), min_size=30, max_size=30), count=st.integers(1, 9))
def test_so_many_working_days_from_a_working_day_are_so_many_times_nine_hours(
    instants: list[datetime], count: int
) -> None:
    starts = pl.Series(
        [start for start in instants if is_worked(start.astimezone(PARIS).date(), WorkingWeek())], dtype=INSTANT
    )
    spans = working_seconds_between(starts, shift_working_days(starts, count))
    assert spans.to_list() == [count * 9 * HOUR] * len(starts)
