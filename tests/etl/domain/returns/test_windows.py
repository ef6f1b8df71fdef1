"""The consumer's window, by hand: days of Paris, days off, parcels that are not there yet."""

from datetime import UTC, date, datetime

import pytest

from etl.domain.errors import OutsideCalendar
from etl.domain.returns.windows import withdrawal_window


def ends(*received_on: date | None) -> str | None:
    window = withdrawal_window(received_on)
    return window and window.ends_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")


@pytest.mark.parametrize(
    ("received_on", "ends_at"),
    [
        (date(2026, 6, 16), "2026-06-30T22:00Z"),  # D2: a Tuesday
        (date(2026, 6, 30), "2026-07-15T22:00Z"),  # D3: 14 July
        (date(2026, 3, 23), "2026-04-07T22:00Z"),  # D4: Easter Monday
        (date(2026, 6, 19), "2026-07-03T22:00Z"),  # a Friday is worked
        (date(2026, 6, 20), "2026-07-06T22:00Z"),  # a Saturday, though shops are open
        (date(2026, 6, 21), "2026-07-06T22:00Z"),  # a Sunday
        (date(2026, 10, 17), "2026-11-02T23:00Z"),  # Saturday 31 October, then 1 November
        (date(2025, 12, 11), "2025-12-26T23:00Z"),  # Christmas: 26 December is worked outside Alsace-Moselle
        (date(2026, 3, 20), "2026-04-03T22:00Z"),  # Good Friday likewise
        (date(2026, 3, 21), "2026-04-07T22:00Z"),  # Holy Saturday: over Sunday and Monday
        (date(2026, 4, 17), "2026-05-04T22:00Z"),  # Friday 1 May: Monday, in two steps
        (date(2026, 4, 30), "2026-05-15T22:00Z"),  # Ascension: the Friday after is a working day
        (date(2026, 5, 11), "2026-05-26T22:00Z"),  # Whit Monday
        (date(2026, 10, 12), "2026-10-26T23:00Z"),  # clocks went back in between
        (date(2026, 3, 16), "2026-03-30T22:00Z"),  # clocks went forward in between
        (date(2027, 12, 18), "2028-01-03T23:00Z"),  # New Year's Day on a Saturday
    ],
)
def test_the_last_day_is_the_fourteenth_or_the_working_day_after_it(received_on: date, ends_at: str) -> None:
    assert ends(received_on) == ends_at


def test_the_last_parcel_opens_the_window_and_none_is_open_before_it_came() -> None:
    assert ends(date(2026, 6, 16), date(2026, 6, 18), date(2026, 6, 17)) == "2026-07-02T22:00Z"
    assert ends(date(2026, 6, 16), None) is None
    assert ends() is None


def test_a_window_says_its_last_day_and_whether_it_was_moved() -> None:
    window = withdrawal_window([date(2026, 6, 30)])
    assert window is not None
    assert (window.last_day, window.is_moved) == (date(2026, 7, 15), True)
    assert withdrawal_window([date(2026, 6, 16)]).is_moved is False  # type: ignore[union-attr]
    assert window.ends_at == datetime(2026, 7, 15, 22, tzinfo=UTC)


def test_a_day_without_a_calendar_is_refused() -> None:
    with pytest.raises(OutsideCalendar):
        withdrawal_window([date(2099, 12, 31)])
