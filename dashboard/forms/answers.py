"""What a callback has to say: shown once, by the page's next run, wherever the callback was called from."""

from __future__ import annotations

from typing import Final

import streamlit as st

from dashboard.news import run_again_soon

_SAID: Final = "said"
_REFUSAL: Final = "refusal"


def say(text: str, icon: str) -> None:
    """Have something said in passing. `text` is Markdown."""
    st.session_state.setdefault(_SAID, []).append((text, icon))
    run_again_soon()


def refuse(why: str) -> None:
    """Have it said why nothing was written down. `why` is Markdown."""
    st.session_state[_REFUSAL] = why
    run_again_soon()


def show_answers() -> None:
    """Show what was to be said."""
    for text, icon in st.session_state.pop(_SAID, ()):
        st.toast(text, icon=icon)
    refusal = st.session_state.pop(_REFUSAL, None)
    if refusal:
        st.error(refusal, icon=":material/block:")
