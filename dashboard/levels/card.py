"""What is shown of a service level: on its page with its lines and the way to its orders, elsewhere with a trend."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from dashboard.levels import queries
from dashboard.levels.charts import is_the_level_within_its_lines
from dashboard.levels.choices import open_cases
from dashboard.levels.words import METRIC_MEANINGS, NO_CASES, STATE_COLOURS, allowance, failures, state_words
from dashboard.parts.figures import Meaning, Trend, figure
from dashboard.parts.pages import SERVICE_LEVELS
from dashboard.parts.questions import answer, first_row
from etl.store.snapshots.snapshots import Snapshot
from etl.words.catalogues import _
from etl.words.codes import METRICS, SERVICE_STATES, THRESHOLD_SOURCES, word
from etl.words.formats import counted, day, number, percent


def level_card(snapshot: Snapshot, metric: str, window_days: int) -> None:
    """One level on its last day."""
    asked = queries.level(metric, window_days)
    level = first_row(snapshot, asked)
    meaning = Meaning(
        verdict=state_words(level["state"] if level else None) if level and level["denominator"] else None,
        colour=STATE_COLOURS.get(level["state"], "gray") if level else "gray",
        caption=_caption(metric, level),
        help=_help(metric, level),
    )
    figure(
        snapshot,
        word(METRICS, metric),
        asked,
        percent,
        meaning,
        between=lambda: _bullet(metric, level),
        leads_on=lambda: _way_to_cases(metric, level),
    )


def _help(metric: str, level: dict[str, Any] | None) -> str:
    meaning = word(METRIC_MEANINGS, metric)
    if level is None or not _uncertain(level):
        return meaning
    why = _("Uncertain is what was done between two readings, or on a day, on either side of its deadline: it counts "
            "as a failure.")  # fmt: skip
    return f"{meaning} {why}"


def _bullet(metric: str, level: dict[str, Any] | None) -> None:
    if level is None or not level["denominator"] or level["limit"] is None:
        return
    st.plotly_chart(
        is_the_level_within_its_lines(level),
        config={"staticPlot": True, "displayModeBar": False},
        alt=bullet_words(metric, level),
        key=f"bullet_{metric}",
    )


def _way_to_cases(metric: str, level: dict[str, Any] | None) -> None:
    """The number of failures, or of cases when none failed, leads to the orders behind it."""
    if level is None or not level["denominator"]:
        return
    failed = failures(level)
    all_cases = counted("{n} case", "{n} cases", level["denominator"])
    st.button(
        counted("{n} failure", "{n} failures", failed) if failed else all_cases,
        icon=":material/arrow_forward:",
        icon_position="right",
        type="tertiary",
        key=f"cases_{metric}",
        on_click=open_cases,
        kwargs={"metric": metric, "only": "" if failed else "all"},
        help=_("The orders behind this number"),
    )


def bullet_words(metric: str, level: dict[str, Any]) -> str:
    """What the bullet shows, for those who do not see it."""
    text = _("{metric}: {value}, alert {alert}, limit {limit}: {state}")
    return text.format(
        metric=word(METRICS, metric),
        value=percent(level["figure"]),
        alert=percent(level["alert"]),
        limit=percent(level["limit"]),
        state=word(SERVICE_STATES, level["state"]),
    )


def _caption(metric: str, level: dict[str, Any] | None) -> str:
    if level is None:
        return _("not computed yet")
    if not level["denominator"]:
        return word(NO_CASES, metric) if metric in NO_CASES else _("no case in this window")
    basis = _("{numerator} of {denominator} · {day}").format(
        numerator=number(level["numerator"]), denominator=number(level["denominator"]), day=day(level["day"])
    )
    said = [basis, *_uncertain(level), *_lines(level), allowance(level)]
    return "  \n".join(words for words in said if words)


def _uncertain(level: dict[str, Any]) -> list[str]:
    """The two bounds of a level some cases of which nobody knows: `between 6.0% and 12.2%: 305 cases are uncertain`."""
    low, high, cases = level["numerator_low"], level["numerator_high"], level["denominator"]
    if low is None or high is None or low == high or not cases:
        return []
    text = counted(
        "between {low} and {high}: {n} case is uncertain", "between {low} and {high}: {n} cases are uncertain",
        high - low, low=percent(100 * low / cases), high=percent(100 * high / cases),
    )  # fmt: skip
    return [text]


def _lines(level: dict[str, Any]) -> list[str]:
    if level["limit"] is None:
        return [_("no limit set")]
    text = _("alert {alert} · limit {limit} ({source})")
    source = word(THRESHOLD_SOURCES, level["threshold_source"])
    return [text.format(alert=percent(level["alert"]), limit=percent(level["limit"]), source=source)]


def rate_figure(snapshot: Snapshot, metric: str) -> None:
    """A level with its limit, its population, its date and what it still allows; sparkline: its last days."""
    days = answer(snapshot, queries.KEPT_RATES).filter(pl.col("metric") == metric).sort("day")
    asked = queries.level(metric, queries.KEPT_RATES_WINDOW)
    level = first_row(snapshot, asked)
    meaning = Meaning(
        state_words(level["state"] if level else None),
        STATE_COLOURS.get(level["state"], "gray") if level else "gray",
        _basis(level),
        allowance(level),
        Trend(queries.KEPT_RATES, days["value"].drop_nulls().to_list(), "line"),
    )

    def way_to_level() -> None:
        st.page_link(
            SERVICE_LEVELS.script,
            label=_("Details"),
            icon=":material/arrow_forward:",
            icon_position="right",
            query_params={"metric": metric},
        )

    figure(snapshot, word(METRICS, metric), asked, percent, meaning, leads_on=way_to_level)


def _basis(level: dict[str, Any] | None) -> str:
    """What a level is made of: numerator, denominator, window, limit, day."""
    if level is None:
        return _("not computed yet")
    text = _("{numerator} of {denominator} in {window} days · limit {limit} · {day}")
    said = text.format(
        numerator=number(level["numerator"]),
        denominator=number(level["denominator"]),
        window=level["window_days"],
        limit=percent(level["limit"]),
        day=day(level["day"]),
    )
    return "  \n".join([said, *_uncertain(level)])
