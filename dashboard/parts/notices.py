"""What a callback has to say: by the page's next run, wherever the callback was called from.

What was written down is said in passing. Why something was not stays until the person does something else: a page that
runs again by itself, as when a colleague opens the same order, would otherwise take it away unread.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import streamlit as st

from dashboard.parts.news import is_by_itself, run_again_soon

_SAID: Final = "said"
_REFUSAL: Final = "refusal"


@dataclass
class _Refusal:
    why: str
    is_shown: bool = False


def say(text: str, icon: str) -> None:
    """Have something said in passing. `text` is Markdown."""
    st.session_state.setdefault(_SAID, []).append((text, icon))
    run_again_soon()


def refuse(why: str) -> None:
    """Have it said why nothing was written down. `why` is Markdown."""
    st.session_state[_REFUSAL] = _Refusal(why)
    run_again_soon()


def show_answers() -> None:
    """Show what was to be said."""
    for text, icon in st.session_state.pop(_SAID, ()):
        st.toast(text, icon=icon)
    refusal: _Refusal | None = st.session_state.get(_REFUSAL)
    if refusal is None:
        return
    if refusal.is_shown and not is_by_itself():
        del st.session_state[_REFUSAL]
        return
    refusal.is_shown = True
    st.error(refusal.why, icon=":material/block:")
