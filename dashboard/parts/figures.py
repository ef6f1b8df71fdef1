"""Figures: a number that comes from a question, with what it means, and the query behind it.

No page draws a metric in any other way, so none can show a number that SQL does not give
(tests/dashboard/test_shown_queries.py).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final, Literal

import streamlit as st

from dashboard.parts.questions import Question, first_row
from dashboard.parts.shown_query import show_query
from etl.store.snapshots.snapshots import Snapshot
from etl.words.formats import duration, number

Colour = Literal["green", "orange", "red", "gray"]
KEPT_ICON: Final = ":material/check_circle:"
LATE_ICON: Final = ":material/error:"


@dataclass(frozen=True)
class Trend:
    """The sparkline of a figure and the question it answers."""

    asked: Question
    values: Sequence[float]
    form: Literal["bar", "line"]


@dataclass(frozen=True)
class Meaning:
    """What is said around a figure: a verdict in the colour of its state, a caption, a help, a sparkline."""

    verdict: str | None = None
    colour: Colour = "gray"
    caption: str | None = None
    help: str | None = None
    trend: Trend | None = field(default=None)


def figure(
    snapshot: Snapshot,
    label: str,
    asked: Question,
    form: Callable[[float], str] = number,
    meaning: Meaning = Meaning(),
    *,
    between: Callable[[], None] = lambda: None,
    leads_on: Callable[[], None] = lambda: None,
) -> None:
    """A card: the column `figure` of the first row, in `form`, or a dash; what `between` draws; the query at the foot.

    `leads_on` draws, beside the query, the way to what is behind the number.
    """
    row = first_row(snapshot, asked)
    value = row["figure"] if row else None
    trend = meaning.trend
    with st.container(border=True, height="stretch", gap="xsmall"):
        st.metric(
            label,
            "–" if value is None else form(value),
            meaning.verdict,
            delta_color=meaning.colour,
            delta_arrow="off",
            chart_data=list(trend.values) or None if trend else None,
            chart_type=trend.form if trend else "line",
            help=meaning.help,
        )
        between()
        if meaning.caption:
            st.caption(meaning.caption)
        with st.container(horizontal=True, vertical_alignment="center"):
            leads_on()
            show_query(asked, *([trend.asked] if trend else []))


def seconds(value: float) -> str:
    """A length of time given in seconds."""
    return duration(timedelta(seconds=value))
