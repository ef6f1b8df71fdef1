"""How pressing deadlines are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from dashboard.parts.urgency import Urgency, due_between, owed_by_kind, urgency_of
from tests.dashboard.deadlines import FULL, NOON, deadlines


@pytest.mark.parametrize(
    ("hours", "urgency"),
    [(-0.01, "late"), (0, "soon"), (3.99, "soon"), (4, "today"), (11.99, "today"), (12, "today"), (12.01, "later")],
)
def test_urgency_goes_by_the_deadline_and_the_paris_day(hours, urgency):
    assert urgency_of(NOON + timedelta(hours=hours), NOON) == urgency


def test_no_deadline_is_never_urgent():
    assert urgency_of(None, NOON) is Urgency.LATER


@pytest.mark.parametrize("now", [NOON, NOON + timedelta(hours=9)])
@pytest.mark.parametrize("urgency", list(Urgency))
def test_the_span_of_an_urgency_holds_exactly_its_deadlines(urgency, now):
    due_from, due_until = due_between(urgency, now)
    for hours in (-5, -0.01, 0, 1, 3.99, 4, 5, 10.99, 11, 12.99, 13, 200):
        due_at = now + timedelta(hours=hours)
        is_inside = (due_from is None or due_at >= due_from) and (due_until is None or due_at < due_until)
        assert is_inside == (urgency_of(due_at, now) is urgency), hours


def test_a_kind_is_summed_up_by_urgency():
    owed = owed_by_kind(FULL, "ship_order", NOON)
    assert owed.by_urgency == {Urgency.LATE: 2, Urgency.SOON: 0, Urgency.TODAY: 14, Urgency.LATER: 0}
    assert (owed.total, owed.late, owed.due_today, owed.first_due_at) == (16, 2, 14, NOON + timedelta(hours=5))


@pytest.mark.parametrize("hour", [1, 11, 21.5])
def test_every_obligation_is_summed_as_its_own_urgency_says(hour):
    now = NOON.replace(hour=0) + timedelta(hours=hour)
    hours = [-30, -0.5, 0, 2, 3.99, 4, 6, 13, 30]
    rows = deadlines(*(("ship_order", at, 10 + place) for place, at in enumerate(hours)))
    without = deadlines(("ship_order", 0, 7)).with_columns(due_at=None).cast({"due_at": pl.Datetime("us", "UTC")})
    owed = owed_by_kind(pl.concat([rows, without, deadlines(("accept_order", 1, 99))]), "ship_order", now)
    expected = dict.fromkeys(Urgency, 0)
    for due_at, obligations in [*rows.select("due_at", "obligations").rows(), (None, 7)]:
        expected[urgency_of(due_at, now)] += obligations
    assert owed.by_urgency == expected


def test_what_is_due_by_the_end_of_today_is_due_today_though_its_deadline_is_the_midnight_after() -> None:
    now = datetime(2026, 11, 24, 8, tzinfo=UTC)
    midnight = datetime(2026, 11, 24, 23, tzinfo=UTC)
    assert urgency_of(midnight, now) is Urgency.TODAY
    assert urgency_of(midnight + timedelta(microseconds=1), now) is Urgency.LATER
    begins, ends = due_between(Urgency.TODAY, now)
    assert begins is not None
    assert ends is not None
    assert begins <= midnight < ends
