"""Numbers, money, instants and lengths of time, as the reader sees them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from etl.words.catalogues import speaking
from etl.words.formats import (
    clock,
    countdown,
    day,
    deadline,
    duration,
    moment,
    money,
    number,
    paris_midnight_after,
    percent,
)

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)


def test_an_amount_that_is_not_known_is_a_dash_and_one_without_a_currency_a_number():
    with speaking("en"):
        assert [money(None, "EUR"), money(1299.5, None), money(1299.5, ""), money(2, "?!")] == [
            "–",
            "1,299.50",
            "1,299.50",
            "?!2.00",
        ]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("fr", ["1\u202f234,5", "1\u202f299,00\xa0€", "98,4\xa0%", "23\xa0nov.", "23\xa0nov. 2026, 12:00"]),
        ("en", ["1,234.5", "€1,299.00", "98.4%", "23 Nov", "23 Nov 2026, 12:00"]),
        ("zh", ["1,234.5", "€1,299.00", "98.4%", "11月23日", "2026年11月23日 12:00"]),
    ],
)
def test_numbers_money_and_dates_take_the_readers_form(language, expected):
    with speaking(language):
        shown = [number(1234.5, 1), money(1299, "EUR"), percent(98.4), day(date(2026, 11, 23)), moment(NOON)]
    assert shown == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("fr", "dans 2\xa0h\xa010, 14:10"),
        ("en", "in 2 h 10, 14:10"),
        ("zh", "还剩 2 小时 10 分，14:10"),
    ],
)
def test_a_deadline_is_a_countdown_and_a_paris_time(language, expected):
    with speaking(language):
        assert deadline(NOON + timedelta(hours=2, minutes=10), NOON) == expected


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        (timedelta(seconds=45), "45 s"),
        (timedelta(minutes=12, seconds=59), "12 min"),
        (timedelta(hours=2, minutes=5), "2 h 05"),
        (timedelta(hours=47, minutes=59), "47 h 59"),
        (timedelta(days=3, hours=4), "3 d 4 h"),
        (timedelta(hours=-3), "3 h 00"),
    ],
)
def test_a_duration_has_its_two_largest_units(span, expected):
    with speaking("en"):
        assert duration(span) == expected


def test_what_is_past_is_late():
    with speaking("en"):
        assert countdown(NOON - timedelta(hours=3, minutes=5), NOON) == "late by 3 h 05"


def test_a_deadline_on_another_day_names_the_day():
    with speaking("en"):
        assert deadline(NOON + timedelta(hours=20), NOON) == "in 20 h 00, 24 Nov 08:00"


def test_no_instant_is_a_dash():
    assert moment(None) == "–"


@pytest.mark.parametrize(
    ("instant", "midnight"),
    [
        (datetime(2026, 3, 28, 23, 30, tzinfo=UTC), datetime(2026, 3, 29, 22, 0, tzinfo=UTC)),
        (datetime(2026, 10, 24, 22, 30, tzinfo=UTC), datetime(2026, 10, 25, 23, 0, tzinfo=UTC)),
    ],
)
def test_a_paris_day_ends_right_on_the_nights_the_clock_changes(instant, midnight):
    assert paris_midnight_after(instant) == midnight


def test_a_clock_is_the_one_of_paris_in_winter_and_summer():
    assert clock(datetime(2026, 1, 15, 16, 0, tzinfo=UTC)) == "17:00"
    assert clock(datetime(2026, 7, 15, 15, 0, tzinfo=UTC)) == "17:00"


def test_the_last_hours_that_can_be_written_are_told_as_they_are_written():
    last = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
    with speaking("en"):
        assert [moment(last), clock(last), day(last)] == ["31 Dec 9999, 23:59", "23:59", "31 Dec"]
