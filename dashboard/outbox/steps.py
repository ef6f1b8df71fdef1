"""The steps of an action as a person reads them: looking again and finding the same is one step, with how often."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from etl.actions.outbox.records import EventRow
from etl.actions.states import State
from etl.words.codes import ACTION_STATES, word

Told = tuple[str, str | None, str]


def told_steps(events: Sequence[EventRow]) -> list[tuple[EventRow, str]]:
    """Each step with its state in words, `Outcome unknown ×12` for one that came twelve times in a row."""
    runs = [list(run) for _same, run in groupby(_without_fruitless_looks(events), key=_told)]
    return [(run[0], _state_words(run[0], len(run))) for run in runs]


def _without_fruitless_looks(events: Sequence[EventRow]) -> list[EventRow]:
    """Without the looks after which the action stood where it had stood before."""
    around = zip([None, *events], events, [*events[1:], None], strict=False)
    return [event for before, event, after in around if not _is_fruitless(before, event, after)]


def _is_fruitless(before: EventRow | None, event: EventRow, after: EventRow | None) -> bool:
    if event.to_state != State.RECONCILING or before is None or after is None:
        return False
    return _told(before) == _told(after)


def _told(event: EventRow) -> Told:
    return event.to_state, event.note, event.actor


def _state_words(event: EventRow, times: int) -> str:
    state = word(ACTION_STATES, event.to_state)
    return state if times == 1 else f"{state} ×{times}"
