"""What follows from an answer or a reading, case by case, without any clock or store."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from etl.actions.findings import Finding, Sight
from etl.actions.notes import Note
from etl.actions.outbox.records import AttemptRow, Outcome
from etl.actions.sender.answers import Answer
from etl.actions.sender.histories import History
from etl.actions.sender.patience import Patience
from etl.actions.sender.verdicts import Moment, after_answer, after_look, after_unreadable
from etl.actions.states import State

BEGAN = datetime(2026, 11, 23, 9, tzinfo=UTC)
ACK, LOST, NO, NOT_SENT = Outcome.ACKNOWLEDGED, Outcome.UNSETTLED, Outcome.REFUSED, Outcome.NOT_SENT


def history(*outcomes: Outcome | None, patience_from_at: datetime = BEGAN) -> History:
    attempts = [
        AttemptRow(number, "a", number, BEGAN, None if outcome is None else BEGAN, outcome, f"words {number}")
        for number, outcome in enumerate(outcomes, start=1)
    ]
    return History(attempts, patience_from_at)


def after(**passed: float) -> Moment:
    return Moment(BEGAN + timedelta(**passed), Patience(), random.Random(1))


def look(sight: Sight, past: History, moment: Moment, *, doubles_are_refused: bool = True) -> State:
    return after_look(Finding(sight, Note("seen")), past, moment, doubles_are_refused=doubles_are_refused).to


@pytest.mark.parametrize(
    ("sight", "past", "minutes", "state"),
    [
        (Sight.EFFECT, [LOST], 0, State.DONE),
        (Sight.EFFECT, [ACK], 0, State.DONE),
        (Sight.RULED_OUT, [LOST], 0, State.REJECTED),
        (Sight.RULED_OUT, [ACK], 0, State.NEEDS_HUMAN),
        (Sight.CONTRADICTORY, [LOST], 0, State.NEEDS_HUMAN),
        (Sight.REFUSED, [ACK], 0, State.REJECTED),
        (Sight.PENDING, [ACK], 60, State.WORKING),
        (Sight.PENDING, [LOST], 0, State.WORKING),
        (Sight.PENDING, [ACK], 24 * 60 + 1, State.NEEDS_HUMAN),
        (Sight.UNCLEAR, [LOST], 9, State.UNKNOWN),
        (Sight.UNCLEAR, [LOST], 11, State.NEEDS_HUMAN),
        (Sight.UNTOUCHED, [ACK], 9, State.UNKNOWN),
        (Sight.UNTOUCHED, [ACK], 11, State.NEEDS_HUMAN),
        (Sight.UNTOUCHED, [LOST], 0, State.QUEUED),
        (Sight.UNTOUCHED, [None], 0, State.QUEUED),
        (Sight.UNTOUCHED, [LOST] * 8, 0, State.NEEDS_HUMAN),
        (Sight.UNTOUCHED, [LOST], 361, State.NEEDS_HUMAN),
        (Sight.UNTOUCHED, [LOST, NO, NO], 0, State.QUEUED),
        (Sight.UNTOUCHED, [LOST, NO, NO, NO], 0, State.REJECTED),
        (Sight.UNTOUCHED, [NOT_SENT] * 9 + [LOST], 0, State.QUEUED),
    ],
)
def test_a_reading_leads_to(sight: Sight, past: list[Outcome | None], minutes: float, state: State) -> None:
    assert look(sight, history(*past), after(minutes=minutes)) is state


@pytest.mark.parametrize(("minutes", "state"), [(0, State.UNKNOWN), (9, State.UNKNOWN), (11, State.NEEDS_HUMAN)])
def test_what_the_marketplace_would_do_twice_is_never_sent_again_on_an_empty_reading(
    minutes: float, state: State
) -> None:
    assert look(Sight.UNTOUCHED, history(LOST), after(minutes=minutes), doubles_are_refused=False) is state


def test_a_refusal_is_believed_at_once_only_when_nothing_earlier_can_have_taken_effect() -> None:
    refused = Answer(NO, Note("409: wrong state"), 409, "wrong state")
    assert after_answer(refused, history(NO), history(), after()).to is State.REJECTED
    assert after_answer(refused, history(NOT_SENT, NO), history(NOT_SENT), after()).to is State.REJECTED
    for earlier in (LOST, ACK, None, Outcome.INTERRUPTED):
        verdict = after_answer(refused, history(earlier, NO), history(earlier), after())
        assert (verdict.to, verdict.not_before_at) == (State.UNKNOWN, BEGAN + Patience().settling_delay)


def test_the_words_of_a_believed_refusal_are_the_last_ones() -> None:
    finding = Finding(Sight.UNTOUCHED, Note("still waiting"))
    verdict = after_look(finding, history(LOST, NO, NO, NO), after(), doubles_are_refused=True)
    assert verdict.note.text == "words 4 (still waiting)"


def test_a_spent_quota_is_waited_for_even_when_the_back_off_is_shorter() -> None:
    spent = Answer(Outcome.QUOTA, Note("spent"), retry_at=BEGAN + timedelta(minutes=11, seconds=35))
    verdict = after_answer(spent, history(Outcome.QUOTA), history(), after())
    assert (verdict.to, verdict.not_before_at) == (State.QUEUED, BEGAN + timedelta(minutes=11, seconds=35))


def test_what_cannot_be_sent_for_six_hours_goes_to_a_person() -> None:
    answer = Answer(NOT_SENT, Note("cannot be reached"))
    assert after_answer(answer, history(NOT_SENT), history(), after(hours=5.9)).to is State.QUEUED
    assert after_answer(answer, history(NOT_SENT), history(), after(hours=6.1)).to is State.NEEDS_HUMAN


def test_a_person_who_sends_it_again_starts_patience_anew_but_not_what_may_have_happened() -> None:
    past = history(*[LOST] * 8, patience_from_at=BEGAN + timedelta(hours=1))
    assert look(Sight.UNTOUCHED, past, after(hours=1)) is State.QUEUED
    assert past.may_have_effect
    assert (past.sends, past.refusals, past.failures, past.acknowledged_at) == (0, 0, 0, None)


def test_what_cannot_be_read_is_read_later_and_later_and_then_goes_to_a_person() -> None:
    waits = []
    for minutes in (0, 1, 4, 300):
        verdict = after_unreadable(Note("no answer"), None, history(ACK), after(minutes=minutes))
        assert verdict.to is State.UNKNOWN
        assert verdict.not_before_at is not None
        waits.append((verdict.not_before_at - BEGAN - timedelta(minutes=minutes)).total_seconds())
    assert waits == [1, 30, 120, 300]
    assert after_unreadable(Note("no answer"), None, history(ACK), after(hours=6.1)).to is State.NEEDS_HUMAN


def test_back_off_doubles_is_capped_and_is_the_same_for_the_same_seed() -> None:
    def waits(seed: int) -> list[float]:
        jitter = random.Random(seed)
        return [Patience().back_off(failures, jitter).total_seconds() for failures in range(1, 40)]

    assert waits(7) == waits(7)
    assert waits(7) != waits(8)
    for number, wait in enumerate(waits(7)):
        nominal = min(2.0 * 2**number, 300)
        assert 0.8 * nominal <= wait <= 1.2 * nominal
