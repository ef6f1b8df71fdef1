"""What a person sees when a page fails: that nothing was lost, and what to do. The traceback goes to the log."""

from __future__ import annotations

import logging
import uuid

import streamlit as st

from etl.words.catalogues import _

_log = logging.getLogger("vigie.dashboard")


def show_failure(error: BaseException) -> bool:
    """Show the failure with a number that finds it in the log; True tells Streamlit that it was shown."""
    number = uuid.uuid4().hex[:8]
    _log.error("page failed, number %s", number, exc_info=error)
    text = _(
        "This page could not be shown. What you asked for before is safe. "
        "Reload the page; if it fails again, look for {number} in the app's log."
    )
    st.error(text.format(number=number), icon=":material/error:")
    return True
