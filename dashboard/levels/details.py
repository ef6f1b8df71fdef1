"""The details below the cards: trend and margin, where a level fails, times, the marketplace's view."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Final

import polars as pl
import streamlit as st

from dashboard.levels import choices, queries
from dashboard.levels.charts import when_do_failures_roll_off, where_did_the_time_go
from dashboard.levels.tables import breakdown_table, durations_table, indicators_table, length
from dashboard.levels.trend_charts import how_has_the_level_moved
from dashboard.levels.words import METRIC_MEANINGS, NO_CASES, allowance
from dashboard.parts.channels import channels
from dashboard.parts.questions import answer, first_row
from dashboard.parts.shown_query import show_query
from dashboard.parts.states import nothing_here
from etl.store.snapshots.snapshots import Snapshot
from etl.words.catalogues import _
from etl.words.codes import METRICS, word
from etl.words.formats import counted, day, number, window_words
from etl.words.markdown import escape

_CONFIG: Final[dict[str, Any]] = {"displayModeBar": False}


def trend_and_margin(snapshot: Snapshot, window_days: int) -> None:
    """One level over time, and what is still allowed until it breaks."""
    metric = choices.metric_choice()
    st.caption(word(METRIC_MEANINGS, metric))
    level = first_row(snapshot, queries.level(metric, window_days))
    if level is None or not level["denominator"]:
        nothing_here(_no_cases(metric), ":material/hourglass_empty:")
        return
    moved, margin = st.columns([3, 2], gap="medium")
    with moved:
        _trend(snapshot, metric, window_days)
    with margin:
        _margin(snapshot, metric, window_days, level)


def _no_cases(metric: str) -> str:
    if metric in NO_CASES:
        return _("Nothing to show: {reason}.").format(reason=word(NO_CASES, metric))
    return _("No case in this window.")


def _trend(snapshot: Snapshot, metric: str, window_days: int) -> None:
    asked = queries.trend(metric, window_days)
    days = answer(snapshot, asked)
    st.subheader(_("How it moved"), anchor=False)
    st.plotly_chart(
        how_has_the_level_moved(days),
        config=_CONFIG,
        key="level_trend",
        alt=_("“{metric}” day by day over {window}, against alert and limit").format(
            metric=word(METRICS, metric), window=window_words(window_days)
        ),
    )
    st.caption(_("Each point is the {window} up to that day.").format(window=window_words(window_days)))
    show_query(asked)


def _margin(snapshot: Snapshot, metric: str, window_days: int, level: dict[str, Any]) -> None:
    asked = queries.budget_days(metric, window_days)
    days = answer(snapshot, asked)
    st.subheader(_("What is still allowed"), anchor=False)
    st.markdown(allowance(level) or _("No limit is enforced."))
    if days.height:
        st.plotly_chart(
            when_do_failures_roll_off(days),
            config=_CONFIG,
            key="roll_off",
            alt=_("Failures of “{metric}” by the day they leave the window").format(metric=word(METRICS, metric)),
        )
        st.caption(_roll_off_words(days))
    else:
        nothing_here(_("No failure in this window."))
    show_query(queries.level(metric, window_days), asked)


def _roll_off_words(days: pl.DataFrame) -> str:
    leaves_on, leaving = days.sort("leaves_on").select("leaves_on", "failures").row(0)
    return counted(
        "By the day they leave the window; next, on {day}: {n} failure.",
        "By the day they leave the window; next, on {day}: {n} failures.",
        leaving,
        day=day(leaves_on),
    )


def where_it_fails(snapshot: Snapshot, window_days: int) -> None:
    """One level by channel, SKU, carrier, department or weekday, the worst first."""
    metric = choices.metric_choice()
    dimension = choices.dimension_switch()
    asked = queries.breakdown(metric, window_days, dimension)
    members = answer(snapshot, asked)
    if not members.height:
        nothing_here(_no_cases(metric), ":material/hourglass_empty:")
        return
    breakdown_table(members, metric, dimension, channels(snapshot))
    if members.height == queries.WORST_SHOWN:
        st.caption(_("The {n} worst; all of them in SQL.").format(n=number(queries.WORST_SHOWN)))
    show_query(asked)


def times(snapshot: Snapshot, window_days: int, last_day: date) -> None:
    """How long acceptance takes, how late late shipments are, and where their time went."""
    measured, steps = st.columns(2, gap="large")
    with measured:
        st.subheader(_("Time to accept, and lateness"), anchor=False)
        asked = queries.durations(window_days)
        _shown(answer(snapshot, asked).filter(pl.col("case_count") > 0), durations_table, _("No case in this window."))
        st.caption(_("Working hours are 9:00 to 18:00 in Paris on working days."))
        st.caption(_("What is known to the day only counts from the beginning of that day."))
        show_query(asked)
    with steps:
        st.subheader(_("Where the time of late orders went"), anchor=False)
        asked = queries.time_by_step(window_days, last_day)
        _shown(answer(snapshot, asked), _steps, _("No shipped order was due in this window."))
        show_query(asked)


def _steps(steps: pl.DataFrame) -> None:
    st.markdown(whole_words(steps))
    if not steps.filter(pl.col("step") != "whole").height:
        nothing_here(
            _("Its steps show once orders are accepted and prepared under Vigie's eyes."), ":material/visibility:"
        )
        return
    st.plotly_chart(
        where_did_the_time_go(steps),
        config=_CONFIG,
        key="time_by_step",
        alt=_("Median hours of acceptance, marketplace checks and preparation, of late orders and of kept ones"),
    )


def whole_words(steps: pl.DataFrame) -> str:
    """From the order to its shipment: `66 late orders took 4 d 2 h, 1,732 kept ones 1 d 3 h (medians).`"""
    whole = steps.filter(pl.col("step") == "whole")
    late, kept = (whole.filter(pl.col("is_late") == is_late) for is_late in (True, False))
    text = _(
        "From the order to its shipment, in the median: {late} late orders {late_time}, {kept} kept ones {kept_time}."
    )
    return escape(
        text.format(
            late=number(int(late["orders"].sum())),
            late_time=length(late["median_seconds"].max()),  # type: ignore[arg-type]  # polars types max of any column
            kept=number(int(kept["orders"].sum())),
            kept_time=length(kept["median_seconds"].max()),  # type: ignore[arg-type]  # as above
        ),
        200,
    )


def marketplace_view(snapshot: Snapshot, window_days: int) -> None:
    """The marketplace's own five values beside ours."""
    theirs = queries.indicator_window(window_days)
    asked = queries.indicators(theirs)
    empty = _("The marketplace's indicators have not been read yet.")
    _shown(answer(snapshot, asked), indicators_table, empty)
    text = _("Over {window}. The gap is ours minus theirs, in points; the marketplace computes about two days late.")
    st.caption(text.format(window=window_words(theirs)))
    show_query(asked)


def _shown(frame: pl.DataFrame, draw: Callable[[pl.DataFrame], None], empty: str) -> None:
    if frame.height:
        draw(frame)
    else:
        nothing_here(empty, ":material/hourglass_empty:")
