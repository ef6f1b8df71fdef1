"""The queries behind the figures of a page, as they run on the analysts' file."""

from __future__ import annotations

import streamlit as st

from dashboard.i18n import _
from dashboard.queries.rows import query_text


def queries_panel(names: list[str]) -> None:
    """A closed panel; the queries are sent only once it is opened."""
    panel = st.expander(
        _("The queries behind these figures"), icon=":material/code:", on_change="rerun", key="query_panel"
    )
    if not panel.open:
        return
    with panel:
        st.caption(_("They run as they are on analytics/marketplace.duckdb; give the $parameters their values."))
        for name in names:
            st.code(query_text(name), language="sql")
