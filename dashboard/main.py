"""The shell that every page runs in."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from dashboard.parts import address
from dashboard.parts.desk import open_desk
from dashboard.parts.entities import go_to_opened
from dashboard.parts.keyboard import keyboard
from dashboard.parts.news import note_end
from dashboard.parts.states import unusable
from dashboard.people.person import name_field
from dashboard.registry import ENTITIES, SHORTCUTS
from dashboard.shell.frame import choose_language, language_switch, navigation, status_line
from etl.domain.time.clock import system_clock
from etl.settings import SettingsError, load_settings
from etl.store.ops.errors import OpsError
from etl.words.catalogues import DEFAULT_LANGUAGE, _

ASSETS = Path(__file__).parent / "assets"


def run() -> None:
    """Run one page inside the shell."""
    address.note_in_force()
    st.set_page_config(page_title="Vigie", page_icon=str(ASSETS / "vigie-icon.svg"), layout="wide")
    st.logo(str(ASSETS / "vigie.svg"), icon_image=str(ASSETS / "vigie-icon.svg"))
    try:
        choose_language(load_settings().language)
        page = navigation()
        language_switch()
        go_to_opened()
        desk = open_desk()
        name_field(desk.user)
        keyboard(SHORTCUTS)
        status_line(desk, ENTITIES)
    except SettingsError as error:
        choose_language(DEFAULT_LANGUAGE)
        unusable(_("The settings cannot be used"), str(error), "vigie doctor")
        st.stop()
    except OpsError as error:
        unusable(_("The operations database cannot be used"), str(error), "vigie doctor")
        st.stop()
    page.run()
    note_end(system_clock())


run()
