"""What surrounds every page: language, navigation, the freshness line and the undo bar."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import streamlit as st

from dashboard.language.session import SESSION_KEY
from dashboard.outbox.undo_bar import held_actions, hold_bar
from dashboard.parts import address
from dashboard.parts.desk import Desk, open_desk
from dashboard.parts.entities import Entity, open_in_address
from dashboard.parts.freshness import sentence
from dashboard.parts.news import is_time_to_run_again, note_run, run_again
from dashboard.parts.notices import show_answers
from dashboard.parts.pages import PAGES, TODAY, PageEntry
from dashboard.parts.states import warn_about_trouble, warn_about_worker
from dashboard.people.presence import be_present
from etl.words.catalogues import LANGUAGES, _, first_language

LANGUAGE_KEY: Final = "lang"
ASKED_FOR: Final = "language_asked_for"
SWITCH: Final = "language_switch"
LOOK_SECONDS: Final = 2
COUNT_SECONDS: Final = 1


def choose_language(default: str) -> None:
    """Settle the language of this run: what the address asks for anew, else the session's, else the browser's."""
    first = first_language(st.context.locale, default)
    asked_for = st.query_params.get(LANGUAGE_KEY)
    if asked_for in LANGUAGES and asked_for != st.session_state.get(ASKED_FOR):
        st.session_state[SESSION_KEY] = st.session_state[ASKED_FOR] = asked_for
    st.session_state.setdefault(SESSION_KEY, first)
    st.session_state[SWITCH] = st.session_state[SESSION_KEY]


def language_switch() -> None:
    """The switch in the sidebar; the choice stays in the address."""
    with st.sidebar:
        st.segmented_control(
            _("Language"),
            list(LANGUAGES),
            format_func=LANGUAGES.__getitem__,
            required=True,
            key=SWITCH,
            on_change=_switch_language,
            label_visibility="collapsed",
        )


def _switch_language() -> None:
    chosen = st.session_state[SWITCH]
    st.session_state[SESSION_KEY] = st.session_state[ASKED_FOR] = chosen
    address.show(LANGUAGE_KEY, chosen)


def navigation() -> st.Page:
    """The pages, in the reader's language, under their headings."""
    sections: dict[str, list[st.Page]] = {}
    for entry in PAGES:
        sections.setdefault(_(entry.section) if entry.section else "", []).append(_page(entry))
    return st.navigation(sections, position="sidebar")


def _page(entry: PageEntry) -> st.Page:
    return st.Page(
        entry.script,
        title=_(entry.title),
        icon=entry.icon,
        url_path=entry.url_path,
        default=entry is TODAY,
        help=_(entry.purpose),
    )


def status_line(desk: Desk, entities: Sequence[Entity]) -> None:
    """Freshness and undo bar, kept up to date by themselves; the page runs again when there is something new.

    `entities`: what may be open, to say so to colleagues, and to look at once for what happens to it.
    """
    _say_what_is_open(desk, entities)
    note_run(desk)
    held = held_actions(desk)
    every = COUNT_SECONDS if held else LOOK_SECONDS
    st.fragment(_look, run_every=every)(entities)
    pulse = desk.pulse()
    with st.container():  # always there: what comes and goes outside one would move the page, and what is typed be lost
        show_answers()
        warn_about_worker(pulse)
        warn_about_trouble(pulse.trouble)


def _look(entities: Sequence[Entity]) -> None:
    address.stay_in_force()
    desk = open_desk()
    _say_what_is_open(desk, entities)
    if is_time_to_run_again(desk, open_in_address(entities)):
        run_again()
    pulse = desk.pulse()
    icon = ":green[:material/check_circle:]" if pulse.is_calm else ":orange[:material/warning:]"
    st.caption(f"{icon} {sentence(pulse)}")
    hold_bar(held_actions(desk), desk.now)


def _say_what_is_open(desk: Desk, entities: Sequence[Entity]) -> None:
    shown_to_others = open_in_address(entity for entity in entities if entity.has_presence)
    be_present(desk.ops, desk.user.name, shown_to_others, desk.now)
