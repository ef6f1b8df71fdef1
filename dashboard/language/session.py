"""The language of whoever is at the screen: chosen in the shell, kept in the session."""

from __future__ import annotations

from typing import Final

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from etl.words.catalogues import language_comes_from

SESSION_KEY: Final = "language"


def session_language() -> str | None:
    """The language of the session that runs, None outside any."""
    return None if get_script_run_ctx() is None else st.session_state.get(SESSION_KEY)


language_comes_from(session_language)
