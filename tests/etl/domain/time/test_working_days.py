"""The vectorised working clock, against an oracle that walks day by day in plain Python and knows no calendar table."""

from datetime import UTC, date, datetime, time, timedelta

import holidays
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.domain.time.calendar import WorkingWeek
from etl.domain.time.clock import PARIS, system_clock
from etl.domain.time.working_days import INSTANT, from_paris, shift_working_days, working_days_after

WEEKS = {
    WorkingWeek(): (5, None),
    WorkingWeek(saturdays=True): (6, None),
    WorkingWeek(alsace_moselle=True): (5, "Alsace-Moselle"),
    WorkingWeek(saturdays=True, alsace_moselle=True): (6, "Alsace-Moselle"),
}


def paris(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=PARIS).astimezone(UTC)  # type: ignore[arg-type, misc]


def shifted(instant: datetime, count: int, week: WorkingWeek | None = None) -> datetime | None:
    series = pl.Series([instant], dtype=INSTANT)
    answer: datetime | None = shift_working_days(series, count, week or WorkingWeek())[0]
    return answer


def is_worked(day: date, week: WorkingWeek) -> bool:
    weekdays, zone = WEEKS[week]
    off = holidays.country_holidays("FR", subdiv="6AE" if zone else None, years=day.year)
    return day.isoweekday() <= weekdays and day not in off


def walk(instant: datetime, count: int, week: WorkingWeek) -> datetime:
    """Let the working clock run: `count` times to the same hour of the next day that is worked."""
    local = instant.astimezone(PARIS)
    day, step = local.date(), timedelta(days=1 if count > 0 else -1)
    started_off = not is_worked(day, week)
    if started_off and count < 0:
        while not is_worked(day, week):
            day -= timedelta(days=1)
    for _ in range(abs(count)):
        day += step
        while not is_worked(day, week):
            day += step
    if started_off:
        return datetime.combine(day + timedelta(days=1), time(), PARIS).astimezone(UTC)
    return datetime.combine(day, local.time().replace(fold=0), PARIS).astimezone(UTC)


@pytest.mark.parametrize(
    ("opened", "due"),
    [
        pytest.param(paris(2026, 4, 3, 17), paris(2026, 4, 8, 17), id="Friday before Easter Monday"),
        pytest.param(paris(2026, 11, 23, 9, 30), paris(2026, 11, 25, 9, 30), id="a plain Monday"),
        pytest.param(paris(2026, 11, 20, 17), paris(2026, 11, 24, 17), id="a plain Friday"),
        pytest.param(paris(2026, 11, 21, 10), paris(2026, 11, 25), id="a Saturday"),
        pytest.param(paris(2026, 11, 22, 23, 59), paris(2026, 11, 25), id="a Sunday night"),
        pytest.param(paris(2026, 7, 14, 12), paris(2026, 7, 17), id="the national day"),
        pytest.param(paris(2026, 3, 27, 17), paris(2026, 3, 31, 17), id="over the night clocks go forward"),
        pytest.param(paris(2026, 10, 23, 17), paris(2026, 10, 27, 17), id="over the night clocks go back"),
        pytest.param(paris(2026, 12, 24, 18), paris(2026, 12, 29, 18), id="Christmas Eve"),
        pytest.param(datetime(2026, 11, 20, 23, 30, tzinfo=UTC), paris(2026, 11, 25), id="UTC Friday"),
    ],
)
def test_two_working_days_are_counted_on_the_clock_of_paris(opened: datetime, due: datetime) -> None:
    assert shifted(opened, 2) == due
    assert working_days_after(opened, 2) == due


def test_christmas_lasts_two_days_in_alsace_moselle_and_saturdays_can_be_worked() -> None:
    assert shifted(paris(2024, 12, 24, 18), 1) == paris(2024, 12, 26, 18)
    assert shifted(paris(2024, 12, 24, 18), 1, WorkingWeek(alsace_moselle=True)) == paris(2024, 12, 27, 18)
    assert shifted(paris(2026, 11, 20, 17), 1, WorkingWeek(saturdays=True)) == paris(2026, 11, 21, 17)


def test_one_working_day_before_a_weekend_deadline_is_the_start_of_friday() -> None:
    assert shifted(paris(2026, 11, 22), -1) == paris(2026, 11, 20)
    assert shifted(paris(2026, 11, 23), -1) == paris(2026, 11, 20)
    assert shifted(paris(2026, 11, 23, 10), -1) == paris(2026, 11, 20, 10)


def test_nulls_and_instants_outside_the_calendar_become_null() -> None:
    instants = pl.Series([None, datetime(1, 1, 1, tzinfo=UTC), datetime(2099, 12, 31, 12, tzinfo=UTC)], dtype=INSTANT)
    assert shift_working_days(instants, 2).to_list() == [None, None, None]


def test_the_hour_that_does_not_exist_and_the_hour_that_comes_twice_are_both_readable() -> None:
    walls = [datetime(2026, 3, 29, 2, 30), datetime(2026, 10, 25, 2, 30)]  # noqa: DTZ001  the wall clock is the subject
    read = pl.DataFrame({"wall": pl.Series(walls, dtype=pl.Datetime("us"))}).select(from_paris(pl.col("wall")))
    assert read.to_series().to_list() == [
        datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
    ]


COUNTS = (-3, -1, 1, 2, 3, 10)
INSTANTS = st.datetimes(datetime(2000, 1, 1), datetime(2080, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
DST_NIGHTS = st.builds(
    lambda sunday, minutes: datetime.combine(sunday, time(), PARIS).astimezone(UTC) + timedelta(minutes=minutes),
    st.sampled_from([date(2026, 3, 29), date(2026, 10, 25), date(2027, 3, 28), date(2027, 10, 31), date(2024, 3, 31)]),
    st.integers(-3000, 4500),
)


@settings(max_examples=60)
@given(
    instants=st.lists(st.one_of(INSTANTS, DST_NIGHTS), min_size=1, max_size=20),
    count=st.sampled_from(COUNTS),
    week=st.sampled_from(list(WEEKS)),
)
def test_the_vectorised_clock_and_the_single_one_agree_with_the_walk(
    instants: list[datetime], count: int, week: WorkingWeek
) -> None:
    walked = [walk(instant, count, week) for instant in instants]
    assert shift_working_days(pl.Series(instants, dtype=INSTANT), count, week).to_list() == walked
    assert [working_days_after(instant, count, week) for instant in instants] == walked


AROUND_EASTER = st.builds(
    lambda sunday, minutes: datetime.combine(sunday, time(), PARIS).astimezone(UTC) + timedelta(minutes=minutes),
    st.sampled_from([date(2024, 3, 31), date(2025, 4, 20), date(2026, 4, 5), date(2027, 3, 28), date(2038, 4, 25)]),
    st.integers(-9000, 6000),
)


@pytest.mark.slow
@pytest.mark.timeout(600)
@settings(max_examples=100, deadline=None)
@given(
    instants=st.lists(st.one_of(INSTANTS, DST_NIGHTS, AROUND_EASTER), min_size=100, max_size=100),
    week=st.sampled_from(list(WEEKS)),
)
def test_ten_thousand_deadlines_agree_with_the_walk(instants: list[datetime], week: WorkingWeek) -> None:
    column = pl.Series(instants, dtype=INSTANT)
    for count in COUNTS:
        assert shift_working_days(column, count, week).to_list() == [walk(instant, count, week) for instant in instants]


@given(
    first=st.one_of(INSTANTS, DST_NIGHTS), later=st.timedeltas(timedelta(), timedelta(days=9)), count=st.integers(1, 5)
)
def test_what_opens_later_is_never_due_earlier(first: datetime, later: timedelta, count: int) -> None:
    assert working_days_after(first + later, count) >= working_days_after(first, count)


def test_the_system_clock_reads_an_aware_instant_in_utc() -> None:
    assert system_clock().utcoffset() == timedelta()
    assert abs(system_clock() - datetime.now(UTC)) < timedelta(seconds=5)
