"""The engine of obligations, on a subject that nobody has: errands, which may be owed several times."""

from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
import pytest

from etl.domain.obligations.judging import (
    LAPSED,
    MET,
    MET_IN_TIME,
    MISSED,
    OBLIGATION_SCHEMA,
    OWED_SCHEMA,
    judged,
    next_verdicts,
)

OPENED = datetime(2026, 11, 23, 9, tzinfo=UTC)
DUE = OPENED + timedelta(hours=48)
EARLY, LATE = DUE - timedelta(hours=1), DUE + timedelta(hours=1)
INSTANT = timedelta(microseconds=1)


def errands(*facts: dict[str, Any]) -> pl.DataFrame:
    blank = dict.fromkeys(OWED_SCHEMA.names()) | {"kind": "run", "subject_type": "errand", "subject_id": "E1"}
    blank |= {"occurrence": "1", "opened_at": OPENED, "due_at": DUE, "is_excluded": False}
    return pl.DataFrame([blank | fact for fact in facts], schema=OWED_SCHEMA)


def state(now: datetime = OPENED, **fact: Any) -> str:
    return str(judged(errands(fact), now)["state"].item())


@pytest.mark.parametrize(
    ("ending", "in_time", "late", "unseen", "without_deadline"),
    [
        (MET, "kept", "broken", "void", "void"),
        (MET_IN_TIME, "kept", "broken", "kept", "void"),
        (LAPSED, "void", "broken", "void", "void"),
        (MISSED, "broken", "broken", "broken", "void"),
    ],
)
def test_what_an_ending_is_worth_by_its_instant(
    ending: str, in_time: str, late: str, unseen: str, without_deadline: str
) -> None:
    assert state(ending=ending, discharged_at=EARLY) == in_time
    assert state(ending=ending, discharged_at=DUE) == in_time
    assert state(ending=ending, discharged_at=LATE) == late
    assert state(ending=ending) == unseen
    assert state(ending=ending, discharged_at=LATE, due_at=None) == without_deadline
    assert state(ending=ending, discharged_at=LATE, is_excluded=True) == "void"


def test_what_was_missed_at_an_instant_nobody_saw_was_missed_at_its_deadline() -> None:
    assert judged(errands({"ending": MISSED}), OPENED).select("discharged_at", "late_by").row(0) == (DUE, timedelta(0))


def test_what_is_still_owed_is_open_until_its_deadline_and_broken_past_it() -> None:
    assert [state(now) for now in (OPENED, DUE, DUE + INSTANT)] == ["open", "open", "broken"]


def test_time_alone_opens_an_obligation() -> None:
    begins = OPENED + timedelta(days=2)
    ahead = errands({"begins_at": begins, "opened_at": begins, "due_at": begins + timedelta(days=1)})
    assert judged(ahead, begins - INSTANT).height == 0
    assert next_verdicts(ahead, begins - INSTANT).rows() == [("errand", "E1", begins)]
    assert judged(ahead, begins)["state"].to_list() == ["open"]
    assert next_verdicts(ahead, begins).rows() == []


def test_the_next_verdict_is_the_nearest_instant_ahead_of_all_that_a_subject_owes() -> None:
    first, second = OPENED + timedelta(hours=1), OPENED + timedelta(hours=2)
    owed = errands(
        {"begins_at": second, "next_at": first},
        {"occurrence": "2", "next_at": second},
        {"subject_id": "E2", "next_at": OPENED},
        {"subject_id": "E3"},
    )
    assert next_verdicts(owed, OPENED).rows() == [("errand", "E1", first)]
    assert next_verdicts(owed, first).rows() == [("errand", "E1", second)]


def test_an_opening_a_little_ahead_of_our_clock_is_owed_at_once() -> None:
    assert state(OPENED - timedelta(seconds=3)) == "open"


def test_one_thing_owed_several_times_has_an_obligation_for_each() -> None:
    owed = judged(errands({}, {"occurrence": "2"}, {"kind": "report"}), OPENED)
    assert owed["obligation_id"].to_list() == ["run:E1", "run:E1:2", "report:E1"]
    assert owed["subject"].to_list() == ["E1", "E1", "E1"]
    assert owed.schema == OBLIGATION_SCHEMA
