"""Small tables of words, a row per thing: short words stay whole; a table wider than the screen scrolls by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import streamlit as st

from etl.words.markdown import joined

SHORT: Final = 8
"""Characters up to which a heading or a cell is one word: Chinese breaks after any character, to the last one."""


def row_table(rows: Sequence[Mapping[str, Any]], alt: str) -> None:
    """Show the rows, Markdown, under the keys of the first one."""
    whole = [
        {_word(heading): _word(cell) if isinstance(cell, str) else cell for heading, cell in row.items()}
        for row in rows
    ]
    st.table(whole, border="horizontal", hide_index=True, alt=alt)


def _word(text: str) -> str:
    return joined(text) if len(text) <= SHORT else text
