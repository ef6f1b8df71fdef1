"""The query behind a figure, ready to run: every number on a screen can be asked again in SQL."""

from __future__ import annotations

import streamlit as st

from dashboard.parts.questions import Question
from etl.words.catalogues import _


def show_query(*asked: Question) -> None:
    """A closed popover with the SQL of what is drawn beside it, the parameters written in."""
    with st.popover(_("SQL"), icon=":material/code:", type="tertiary", help=_("The query behind this")):
        st.caption(_("It runs as it is on analytics/marketplace.duckdb, or with `vigie sql`, and gives this answer."))
        for one in asked:
            st.code(one.sql, language="sql", wrap_lines=True)
