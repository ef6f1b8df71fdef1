"""Who is at the screen and what they may see. One local user for now; pages ask for a role, never for a name."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import streamlit as st

from etl.settings import Settings
from etl.words.catalogues import N_, _
from etl.words.people import person_asking


class Role(StrEnum):
    """What a person does here."""

    MANAGER = "manager"
    STAFF = "staff"
    ANALYST = "analyst"
    ADMIN = "admin"


ROLE_NAMES = {
    Role.MANAGER: N_("manager"),
    Role.STAFF: N_("staff"),
    Role.ANALYST: N_("analyst"),
    Role.ADMIN: N_("administrator"),
}


@dataclass(frozen=True)
class User:
    """A person: the name written into the audit, and the roles."""

    name: str
    roles: frozenset[Role]


def local_user(settings: Settings) -> User:
    """The person at this machine, with every role; `VIGIE_USER` or else the account's name. Raises `SettingsError`."""
    return User(person_asking(settings), frozenset(Role))


def require(role: Role, user: User) -> None:
    """Go on if the user has the role; else say which one is needed and stop the page."""
    if role in user.roles:
        return
    st.title(_("Not allowed"), icon=":material/lock:")
    st.markdown(
        _("This page is for the role “{role}”, which {name} does not have. Ask your administrator for it.").format(
            role=_(ROLE_NAMES[role]), name=user.name
        )
    )
    st.stop()
