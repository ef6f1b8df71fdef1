"""Two people on one item: said to both while it lasts, and one more tick before either acts on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import streamlit as st
import structlog
from sqlalchemy import Engine

from dashboard.people.person import session_here
from etl.domain.time.clock import has_passed
from etl.store.ops.errors import OpsBusy
from etl.store.ops.presence import Presence, Subject, forget_presence, note_presence, those_present
from etl.words.catalogues import ngettext
from etl.words.formats import listed
from etl.words.markdown import escape

RENEWED_EVERY: Final = timedelta(seconds=12)
_NOTED: Final = "presence_noted"
_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class _Noted:
    subject: Subject
    person: str
    at: datetime


def be_present(ops: Engine, person: str, subject: Subject | None, now: datetime) -> None:
    """Say which item this session has open, if any; written when it changes and every `RENEWED_EVERY`, no oftener.

    A store that is busy for long is logged and asked again at the next run: presence never stops a page.
    """
    noted = st.session_state.get(_NOTED)
    if subject is None and noted is None:
        return
    is_same = noted is not None and (noted.subject, noted.person) == (subject, person)
    if noted is not None and is_same and not has_passed(RENEWED_EVERY, noted.at, now):
        return
    try:
        _write(ops, subject, person, now)
    except OpsBusy as error:
        _log.warning("presence.not_written", subject=subject, error=str(error))


def others_present(ops: Engine, person: str, now: datetime) -> dict[Subject, list[Presence]]:
    """Other people's sessions by item, one per person, the one that came first at the front."""
    others: dict[Subject, dict[str, Presence]] = {}
    for one in those_present(ops, now):
        if one.person != person and one.session != session_here():
            others.setdefault(one.subject, {}).setdefault(one.person, one)
    return {subject: list(people.values()) for subject, people in others.items()}


def others_by_id(ops: Engine, subject_type: str, person: str, now: datetime) -> dict[str, list[Presence]]:
    """The same for the items of one type, by their ids."""
    others = others_present(ops, person, now)
    return {subject.id: people for subject, people in others.items() if subject.type == subject_type}


def names_elsewhere(ops: Engine, subject_type: str, person: str, now: datetime) -> dict[str, tuple[str, ...]]:
    """The names of the other people at each item of a type, plain text, by id."""
    others = others_by_id(ops, subject_type, person, now)
    return {subject_id: tuple(one.person for one in people) for subject_id, people in others.items()}


def presence_stamp(others: dict[Subject, list[Presence]]) -> tuple[tuple[Subject, tuple[str, ...]], ...]:
    """Moves when somebody comes to an item or leaves one."""
    return tuple(sorted((subject, tuple(one.person for one in people)) for subject, people in others.items()))


def names(people: Iterable[Presence]) -> str:
    """The people as a list of names, Markdown."""
    return listed([escape(one.person, 40) for one in people])


def tick_key(subject: Subject, others: Iterable[Presence]) -> str:
    """The key of the tick that acting asks for; somebody who comes later is asked about anew."""
    return "_".join(["spoken", *subject, *sorted(one.person for one in others)])


def unspoken(ops: Engine, person: str, subject: Subject, now: datetime) -> tuple[list[Presence], dict[str, Any]]:
    """Those on the item whom the person has not ticked, and what the audit is told of those that were."""
    others = others_present(ops, person, now).get(subject, [])
    if not others:
        return [], {}
    if not st.session_state.get(tick_key(subject, others)):
        return others, {}
    return [], {"also_open_with": [one.person for one in others]}


def unspoken_words(others: list[Presence]) -> str:
    """Why nothing was written down, and what to do."""
    text = ngettext(
        "{names} has this order open too. Tick “go on anyway” above the forms, then ask again.",
        "{names} have this order open too. Tick “go on anyway” above the forms, then ask again.",
        len(others),
    )
    return text.format(names=names(others))


def _write(ops: Engine, subject: Subject | None, person: str, now: datetime) -> None:
    if subject is not None:
        note_presence(ops, session_here(), subject, person, now)
        st.session_state[_NOTED] = _Noted(subject, person, now)
    else:
        forget_presence(ops, session_here())
        st.session_state.pop(_NOTED, None)
