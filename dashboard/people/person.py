"""Who is at this screen: the name somebody gave in the sidebar, kept in the browser, else the account of the machine.

A name is no proof: it says whose the audit is where several people share one app without a sign-in.
"""

from __future__ import annotations

import uuid
from typing import Final
from urllib.parse import unquote

import streamlit as st

from dashboard.people.access import User, local_user
from etl.settings import Settings
from etl.words.catalogues import _
from etl.words.markdown import escape
from etl.words.people import NAME_LIMIT, cleaned_name, is_own_name

COOKIE: Final = "vigie_person"
_PERSON: Final = "person"
_FIELD: Final = "person_field"
_SESSION: Final = "session"


def user_here(settings: Settings) -> User:
    """The person of this session, with the roles of the local user."""
    local = local_user(settings)
    return User(given_name() or local.name, local.roles)


def session_here() -> str:
    """An id of this browser session, made when it is first asked for."""
    if _SESSION not in st.session_state:
        st.session_state[_SESSION] = str(uuid.uuid4())
    return str(st.session_state[_SESSION])


def name_field(user: User) -> None:
    """The person's name in the sidebar, and a field to say another."""
    with st.sidebar, st.popover(escape(user.name, NAME_LIMIT), icon=":material/person:", type="tertiary", key="who"):
        if st.session_state.get(_FIELD) != given_name():  # set at every run, it could come between somebody's keys
            st.session_state[_FIELD] = given_name()
        st.text_input(
            _("Your name"), key=_FIELD, on_change=_say_name, max_chars=NAME_LIMIT, placeholder=user.name, width=240
        )
        st.caption(_("It stands beside what you do, and your colleagues see which order you have open."))


def given_name() -> str:
    """What the browser is to keep: the name given, empty for none."""
    if _PERSON not in st.session_state:
        st.session_state[_PERSON] = cleaned_name(unquote(st.context.cookies.get(COOKIE, "")))
    return str(st.session_state[_PERSON])


def _say_name() -> None:
    if is_own_name(given := st.session_state[_FIELD]):
        st.toast(_("“{name}” is a name Vigie uses for itself: write another.").format(name=escape(given, NAME_LIMIT)))
    st.session_state[_PERSON] = cleaned_name(st.session_state[_FIELD])
