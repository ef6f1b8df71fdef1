from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.domain.errors import OutsideCalendar
from etl.domain.time.calendar import (
    CALENDAR_SCHEMA,
    WorkingWeek,
    add_working_days,
    french_calendar,
    is_working_day,
    working_day_number,
)

ALSACE = WorkingWeek(alsace_moselle=True)
SATURDAYS = WorkingWeek(saturdays=True)
DAYS = st.dates(date(1971, 1, 1), date(2098, 12, 31))


def easter_sunday(year: int) -> date:
    """The anonymous Gregorian computus, independent of the library under the calendar."""
    a, b, c = year % 19, year // 100, year % 100
    d, e, f = b // 4, b % 4, (b + 8) // 25
    g = (b - f + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    return date(year, (h + m - 7 * n + 114) // 31, (h + m - 7 * n + 114) % 31 + 1)


def legal_holidays(year: int) -> set[date]:
    """Code du travail L3133-1, written out."""
    easter = easter_sunday(year)
    fixed = {(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)}
    return {date(year, m, d) for m, d in fixed} | {easter + timedelta(days=n) for n in (1, 39, 50)}


def test_the_calendar_has_one_row_a_day_and_its_documented_columns() -> None:
    year = french_calendar(date(2026, 1, 1), date(2026, 12, 31))
    assert year.schema == CALENDAR_SCHEMA
    assert year["day"].to_list() == [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]


@pytest.mark.parametrize("year", [*range(2008, 2060), 2099])
def test_the_holidays_of_a_year_are_the_eleven_of_the_labour_code(year: int) -> None:
    days = french_calendar(date(year, 1, 1), date(year, 12, 31))
    assert set(days.filter(pl.col("holiday_name_fr").is_not_null())["day"]) == legal_holidays(year)


def test_2026_has_252_working_days_or_251_in_alsace_moselle_or_303_with_saturdays() -> None:
    first, last = date(2026, 1, 1), date(2026, 12, 31)
    assert french_calendar(first, last)["is_working_day"].sum() == 252
    assert french_calendar(first, last, alsace_moselle=True)["is_working_day"].sum() == 251
    assert french_calendar(first, last, saturdays=True)["is_working_day"].sum() == 303


def test_holidays_are_named_in_three_languages() -> None:
    whit_monday = french_calendar(date(2026, 5, 25), date(2026, 5, 25)).row(0, named=True)
    assert whit_monday == {
        "day": date(2026, 5, 25),
        "is_working_day": False,
        "holiday_name_fr": "Lundi de Pentecôte",
        "holiday_name_en": "Whit Monday",
        "holiday_name_zh": "圣灵降临节星期一",
        "working_day_number": working_day_number(date(2026, 5, 22)),
    }


def test_two_holidays_on_one_day_bear_both_names() -> None:
    day = french_calendar(date(2008, 5, 1), date(2008, 5, 1)).row(0, named=True)
    assert day["holiday_name_fr"] == "Ascension / Fête du Travail"
    assert day["holiday_name_en"] == "Ascension Day / Labour Day"
    assert day["holiday_name_zh"] == "耶稣升天节 / 劳动节"


def test_good_friday_and_26_december_are_days_off_in_alsace_moselle_only() -> None:
    for day in (date(2027, 3, 26), date(2028, 12, 26)):
        assert is_working_day(day)
        assert not is_working_day(day, ALSACE)


def test_saturdays_are_worked_only_when_the_seller_says_so() -> None:
    assert not is_working_day(date(2026, 11, 21))
    assert is_working_day(date(2026, 11, 21), SATURDAYS)
    assert not is_working_day(date(2026, 8, 15), SATURDAYS)


def test_the_working_day_number_does_not_depend_on_where_the_calendar_starts() -> None:
    long = french_calendar(date(1970, 1, 1), date(2026, 11, 23))
    short = french_calendar(date(2026, 11, 23), date(2026, 11, 23))
    assert long.tail(1).equals(short)
    assert long["working_day_number"][0] == 0
    assert long["working_day_number"][1] == 1


def test_two_working_days_after_friday_before_easter_monday_is_wednesday() -> None:
    assert add_working_days(date(2026, 4, 3), 2) == date(2026, 4, 8)
    assert add_working_days(date(2026, 4, 3), 2, ALSACE) == date(2026, 4, 8)
    assert add_working_days(date(2026, 4, 2), 1, ALSACE) == date(2026, 4, 7)


def test_a_day_off_counts_as_the_working_day_before_it() -> None:
    assert add_working_days(date(2026, 11, 21), 1) == date(2026, 11, 23)
    assert add_working_days(date(2026, 11, 22), 0) == date(2026, 11, 20)
    assert add_working_days(date(2026, 11, 22), -1) == date(2026, 11, 19)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(1969, 12, 31), date(2026, 1, 1)),
        (date(2026, 1, 1), date(2100, 1, 1)),
        (date(2026, 1, 2), date(2026, 1, 1)),
    ],
)
def test_a_range_the_calendar_does_not_cover_is_refused_with_the_range_it_covers(first: date, last: date) -> None:
    with pytest.raises(OutsideCalendar, match=r"covers 1970-01-01 to 2099-12-31"):
        french_calendar(first, last)


def test_counting_past_either_end_of_the_calendar_is_refused() -> None:
    with pytest.raises(OutsideCalendar):
        add_working_days(date(2099, 12, 31), 1)
    with pytest.raises(OutsideCalendar):
        add_working_days(date(1970, 1, 2), -1)
    with pytest.raises(OutsideCalendar):
        is_working_day(date(2100, 1, 1))


@given(day=DAYS, count=st.integers(-30, 30), week=st.sampled_from([WorkingWeek(), ALSACE, SATURDAYS]))
def test_adding_working_days_agrees_with_walking_the_calendar_day_by_day(
    day: date, count: int, week: WorkingWeek
) -> None:
    walked = day
    while not is_working_day(walked, week):
        walked -= timedelta(days=1)
    for _ in range(abs(count)):
        walked += timedelta(days=1 if count > 0 else -1)
        while not is_working_day(walked, week):
            walked += timedelta(days=1 if count > 0 else -1)
    assert add_working_days(day, count, week) == walked


@given(day=DAYS)
def test_the_working_day_number_grows_by_one_on_working_days_only(day: date) -> None:
    step = working_day_number(day) - working_day_number(day - timedelta(days=1))
    assert step == int(is_working_day(day))
