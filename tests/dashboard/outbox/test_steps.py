"""The steps of an action as they are shown: looking again in vain is told once, with how often."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from dashboard.outbox.steps import told_steps
from etl.actions.outbox.records import EventRow
from etl.actions.states import State
from etl.words.catalogues import speaking

ASKED_AT = datetime(2026, 11, 26, 9, tzinfo=UTC)


def events(*steps):
    return [
        EventRow(place, "a", ASKED_AT + timedelta(seconds=place), "worker", None, state, note)
        for place, (state, note) in enumerate(steps)
    ]


def told(*steps):
    with speaking("en"):
        return [(event.event_id, words) for event, words in told_steps(events(*steps))]


LOOK, WORKING = (State.RECONCILING, None), (State.WORKING, "The marketplace is working on package 1.")


def test_looks_that_find_the_same_are_one_step_with_how_often():
    steps = told((State.QUEUED, "asked for"), (State.SENDING, None), WORKING, LOOK, WORKING, LOOK, WORKING, LOOK)
    assert steps == [
        (0, "Waiting"),
        (1, "Being sent"),
        (2, "The marketplace is working on it ×3"),
        (7, "Being verified"),
    ]


def test_a_look_that_finds_something_else_stays():
    steps = told(WORKING, LOOK, (State.DONE, "Listing S shows what was asked for."))
    assert steps == [(0, "The marketplace is working on it"), (1, "Being verified"), (2, "Done")]
