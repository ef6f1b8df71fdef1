"""Noticing what is new: when a page runs again by itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, NoReturn

import streamlit as st

from dashboard.parts.desk import Desk
from dashboard.people.person import session_here
from dashboard.people.presence import others_present, presence_stamp
from etl.actions.outbox.reading import has_events
from etl.domain.time.clock import has_passed
from etl.store.ops.presence import Subject

CALM: Final = timedelta(seconds=5)
"""Something is new at every moment: a page runs again for it no oftener than this."""
CALM_PER_ITEM: Final = timedelta(seconds=1)
"""Longer by this for each item that others have open, half as much to half as much again: so that the pages of many
people do not all run again in the same second."""
CALM_PER_RUN: Final = 20
"""A page stays calm for so many times as long as it ran: where many ask, and runs take long, they become rarer."""
LONGEST_CALM: Final = timedelta(seconds=30)
BY_ITSELF: Final = "runs_by_itself"
_RENDERED: Final = "rendered"


@dataclass(frozen=True)
class _State:
    """What a page shows, as far as it can become old."""

    version: int
    last_event: int
    present: tuple[tuple[Subject, tuple[str, ...]], ...]

    def present_at(self, item: Subject) -> list[tuple[str, ...]]:
        return [people for subject, people in self.present if subject == item]


@dataclass(frozen=True)
class _Rendered:
    at: datetime
    state: _State
    share: float
    """Of this session, between 0 and 1."""
    is_by_itself: bool
    took: timedelta = timedelta(0)

    @property
    def calm(self) -> timedelta:
        among_others = len(self.state.present) * (0.5 + self.share) * CALM_PER_ITEM
        return min(max(CALM, self.took * CALM_PER_RUN) + among_others, LONGEST_CALM)


def note_run(desk: Desk) -> None:
    """Remember what this run of the page shows."""
    share = int(session_here()[:8], 16) / 16**8
    by_itself = bool(st.session_state.pop(BY_ITSELF, False))
    st.session_state[_RENDERED] = _Rendered(desk.now, _state(desk), share, is_by_itself=by_itself)


def note_end(now: datetime) -> None:
    """Remember how long this run of the page took."""
    begun: _Rendered | None = st.session_state.get(_RENDERED)
    if begun is not None:
        st.session_state[_RENDERED] = replace(begun, took=now - begun.at)


def run_again_soon() -> None:
    """Let the next look run the page again: for what a person has just done outside of it."""
    st.session_state.pop(_RENDERED, None)


def run_again() -> NoReturn:
    """Run the page again by itself, unless the person has asked for something meanwhile: that is run instead."""
    st.empty()  # what was asked for meanwhile begins here; the run below would take its place
    st.session_state[BY_ITSELF] = True
    st.rerun()


def is_by_itself() -> bool:
    """Whether nobody asked for this run of the page."""
    run: _Rendered | None = st.session_state.get(_RENDERED)
    return run is not None and run.is_by_itself


def is_time_to_run_again(desk: Desk, item: Subject | None) -> bool:
    """Whether there is something new to show: at once what concerns the open item, the rest calmly."""
    shown: _Rendered | None = st.session_state.get(_RENDERED)
    if shown is None:
        return True
    state = _state(desk)
    if state == shown.state:
        return False
    return has_passed(shown.calm, shown.at, desk.now) or _concerns(item, desk, shown.state, state)


def _state(desk: Desk) -> _State:
    version, last_event = desk.stamp
    return _State(version, last_event, presence_stamp(others_present(desk.ops, desk.user.name, desk.now)))


def _concerns(item: Subject | None, desk: Desk, shown: _State, state: _State) -> bool:
    if item is None:
        return False
    is_heard_of = state.last_event > shown.last_event and has_events(desk.ops, *item, since=shown.last_event)
    return is_heard_of or state.present_at(item) != shown.present_at(item)
