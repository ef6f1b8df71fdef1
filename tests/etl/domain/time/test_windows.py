"""Windows of time: what is left to read, days of Paris, halves."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from etl.domain.time.clock import PARIS
from etl.domain.time.windows import Window, cut_by_days, halves, last_night, start_of_day, uncovered

START = datetime(2026, 10, 1, tzinfo=UTC)
instants = st.integers(0, 100).map(lambda hours: START + timedelta(hours=hours))
windows = st.tuples(instants, instants).filter(lambda pair: pair[0] < pair[1]).map(lambda pair: Window(*pair))


def hours_of(window: Window) -> set[datetime]:
    count = int((window.until - window.since) / timedelta(hours=1))
    return {window.since + timedelta(hours=number) for number in range(count)}


@given(whole=windows, covered=st.lists(windows, max_size=5))
def test_what_is_uncovered_is_exactly_what_no_window_covers(whole: Window, covered: list[Window]) -> None:
    gaps = uncovered(whole, covered)
    expected = hours_of(whole).difference(*map(hours_of, covered))
    assert set().union(*map(hours_of, gaps)) == expected
    assert sum(len(hours_of(gap)) for gap in gaps) == len(expected)


@given(whole=windows, days=st.integers(1, 3))
def test_cuts_join_without_gap_at_midnights_of_paris(whole: Window, days: int) -> None:
    cuts = cut_by_days(whole, days)
    assert (cuts[0].since, cuts[-1].until) == whole
    for before, after in pairwise(cuts):
        assert before.until == after.since == start_of_day(after.since.astimezone(PARIS).date())


def test_the_day_summer_time_ends_has_25_hours() -> None:
    (window,) = cut_by_days(Window(start_of_day(date(2026, 10, 25)), start_of_day(date(2026, 10, 26))), 1)
    assert window.until - window.since == timedelta(hours=25)


def test_halves_are_cut_at_a_second_and_a_second_is_not_cut() -> None:
    assert halves(Window(START, START + timedelta(seconds=3))) == (
        Window(START, START + timedelta(seconds=1)),
        Window(START + timedelta(seconds=1), START + timedelta(seconds=3)),
    )
    assert halves(Window(START, START + timedelta(seconds=1))) is None


def test_last_night_is_of_paris_also_when_clocks_change() -> None:
    assert last_night(datetime(2026, 7, 1, 0, 0, tzinfo=UTC), 2) == datetime(2026, 7, 1, 0, 0, tzinfo=UTC)
    assert last_night(datetime(2026, 7, 1, 23, 0, tzinfo=UTC), 2) == datetime(2026, 7, 1, 0, 0, tzinfo=UTC)
    assert last_night(datetime(2026, 12, 1, 0, 59, tzinfo=UTC), 2) == datetime(2026, 11, 30, 1, 0, tzinfo=UTC)
