"""Figures: a number that comes from a question, with what it means, and the query behind it.

No page draws a metric in any other way, so none can show a number that SQL does not give
(tests/dashboard/test_shown_queries.py).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Literal

import polars as pl
import streamlit as st

from dashboard.parts.pages import SERVICE_LEVELS
from dashboard.parts.questions import Question, first_row, question
from dashboard.parts.shown_query import show_query
from dashboard.today.queries import begun
from etl.store.snapshots.snapshots import Snapshot
from etl.words.catalogues import _
from etl.words.codes import METRICS, SERVICE_STATES, word
from etl.words.formats import counted, day, duration, near, number, percent

Colour = Literal["green", "orange", "red", "gray"]
STATE_COLOURS: Final[dict[str, Colour]] = {"kept": "green", "at_risk": "orange", "broken": "red", "unknown": "gray"}
KEPT_ICON: Final = ":material/check_circle:"
LATE_ICON: Final = ":material/error:"
STATE_ICONS: Final = {
    "kept": KEPT_ICON,
    "at_risk": ":material/warning:",
    "broken": LATE_ICON,
    "unknown": ":material/help:",
}


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


def owed_figure(
    snapshot: Snapshot, label: str, kind: str, opened: tuple[Question, pl.DataFrame], *, in_hand: int, now: datetime
) -> None:
    """How much is owed of one kind, how much of it is late or in hand; sparkline: begun per day."""
    asked = question("orders/owed", kind=kind, now=now)
    row = first_row(snapshot, asked)
    late = row["late"] if row else 0
    verdict = counted("{n} late", "{n} late", late)
    hand = counted("{n} in hand", "{n} in hand", in_hand)
    meaning = Meaning(
        f"{LATE_ICON if late else KEPT_ICON} {verdict}",
        "red" if late else "gray",
        _("{count} · {time}").format(count=hand, time=near(now, now)),
        _("Bars: how many began on each of the last 30 days."),
        Trend(opened[0], begun(opened[1], kind)["obligations"].to_list(), "bar"),
    )
    figure(snapshot, label, asked, number, meaning)


def rate_figure(snapshot: Snapshot, metric: str, levels: tuple[Question, pl.DataFrame]) -> None:
    """A level with its limit, its population, its date and what it still allows; sparkline: its last days."""
    days = levels[1].filter(pl.col("metric") == metric).sort("day")
    asked = question("levels/level", metric=metric, window_days=30)
    level = first_row(snapshot, asked)
    meaning = Meaning(
        state_words(level["state"] if level else None),
        STATE_COLOURS.get(level["state"], "gray") if level else "gray",
        basis(level),
        allowance(level),
        Trend(levels[0], days["value"].drop_nulls().to_list(), "line"),
    )
    figure(snapshot, word(METRICS, metric), asked, percent, meaning, leads_on=lambda: _way_to_level(metric))


def _way_to_level(metric: str) -> None:
    st.page_link(
        SERVICE_LEVELS.script,
        label=_("Details"),
        icon=":material/arrow_forward:",
        icon_position="right",
        query_params={"metric": metric},
    )


def state_words(state: str | None) -> str:
    """Icon and word of a state."""
    known = state or "unknown"
    return f"{STATE_ICONS.get(known, STATE_ICONS['unknown'])} {word(SERVICE_STATES, known)}"


def basis(level: dict[str, Any] | None) -> str:
    """What a level is made of: numerator, denominator, window, limit, day."""
    if level is None:
        return _("not computed yet")
    text = _("{numerator} of {denominator} in {window} days · limit {limit} · {day}")
    return text.format(
        numerator=number(level["numerator"]),
        denominator=number(level["denominator"]),
        window=level["window_days"],
        limit=percent(level["limit"]),
        day=day(level["day"]),
    )


def allowance(level: dict[str, Any] | None) -> str | None:
    """How many more failures the limit allows, or how many are too many; None where nothing is judged."""
    if level is None or level["failures_left"] is None or level["state"] == "unknown":
        return None
    left = level["failures_left"]
    if left < 0:
        return counted("{n} failure too many for the limit.", "{n} failures too many for the limit.", -left)
    return counted(
        "{n} more failure is allowed before the limit.", "{n} more failures are allowed before the limit.", left
    )
