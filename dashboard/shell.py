"""What surrounds every page: language, navigation, the freshness line, the undo bar, and noticing what is new."""

from __future__ import annotations

from typing import Final

import streamlit as st
from sqlalchemy import Engine

from dashboard.desk import Desk, open_desk
from dashboard.forms.asking import show_refusal
from dashboard.forms.holds import hold_bar, held_actions
from dashboard.freshness import sentence
from dashboard.i18n import DEFAULT_LANGUAGE, LANGUAGES, SESSION_KEY, _, first_language
from dashboard.registry import PAGES, TODAY, PageEntry
from dashboard.states import warn_about_gate, warn_about_worker

LANGUAGE_KEY: Final = "lang"
RENDERED: Final = "rendered_stamp"
LOOK_SECONDS: Final = 2
COUNT_SECONDS: Final = 1


def choose_language(default: str) -> None:
    """Settle the language of this run: chosen, else in the URL, else the browser's, else the default."""
    first = first_language(st.context.locale, default)
    asked_for = st.session_state.get(LANGUAGE_KEY) or st.query_params.get(LANGUAGE_KEY) or first
    st.session_state[SESSION_KEY] = asked_for if asked_for in LANGUAGES else DEFAULT_LANGUAGE
    st.session_state.setdefault("first_language", first)


def language_switch() -> None:
    """The switch in the sidebar; the choice stays in the URL."""
    with st.sidebar:
        st.segmented_control(
            _("Language"),
            list(LANGUAGES),
            default=st.session_state["first_language"],
            format_func=LANGUAGES.__getitem__,
            required=True,
            key=LANGUAGE_KEY,
            bind="query-params",
            label_visibility="collapsed",
        )


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


def status_line(desk: Desk) -> None:
    """Freshness and undo bar, kept up to date by themselves; the page runs again when there is something new."""
    st.session_state[RENDERED] = desk.stamp
    held = held_actions(desk)
    every = COUNT_SECONDS if held else LOOK_SECONDS
    st.fragment(_look, run_every=every)()
    show_refusal()
    pulse = desk.pulse()
    warn_about_worker(pulse)
    warn_about_gate(_held_back(desk.ops))


def _look() -> None:
    desk = open_desk()
    if st.session_state.get(RENDERED) != desk.stamp:
        st.rerun()
    pulse = desk.pulse()
    icon = ":green[:material/check_circle:]" if pulse.is_calm else ":orange[:material/warning:]"
    st.caption(f"{icon} {sentence(pulse)}")
    hold_bar(held_actions(desk), desk.now)


def _held_back(ops: Engine) -> str | None:
    return None
