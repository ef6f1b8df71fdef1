"""The lines of each level: what holds, since when and by whom; a form to set others; the history, to use again."""

from __future__ import annotations

from typing import Any, Final

import polars as pl
import streamlit as st

from dashboard.levels import queries
from dashboard.levels.choices import metric_choice
from dashboard.levels.words import METRICS_IN_ORDER
from dashboard.parts.desk import Desk, open_desk
from dashboard.parts.notices import refuse, say
from dashboard.parts.questions import answer
from dashboard.parts.row_table import row_table
from dashboard.parts.shown_query import show_query
from dashboard.parts.states import nothing_here
from etl.domain.time.clock import system_clock
from etl.store.levels.thresholds import ThresholdEdit, ThresholdRefused, edit_threshold, threshold_edits
from etl.store.ops.errors import OpsError
from etl.store.snapshots.snapshots import Snapshot
from etl.words.catalogues import _
from etl.words.codes import METRICS, THRESHOLD_SOURCES, word
from etl.words.formats import day, moment, paris, percent
from etl.words.markdown import escape

_OLDEST_SHOWN: Final = 1971
"""Defaults hold since 1970: no date worth showing."""


def threshold_desk(desk: Desk, snapshot: Snapshot) -> None:
    """What holds for every level; for one of them a form and its history."""
    lines = answer(snapshot, queries.THRESHOLDS)
    if not lines.height:
        nothing_here(_("No threshold is known yet."), ":material/hourglass_empty:")
        return
    row_table(lines_table(lines), _("The lines of each level, with source and date"))
    show_query(queries.THRESHOLDS)
    st.subheader(_("Set other lines"), anchor=False)
    metric = metric_choice()
    current = lines.filter(pl.col("metric") == metric)
    form, history = st.columns([2, 3], gap="large")
    with form:
        if current.height:
            _form(current.row(0, named=True))
    with history:
        _history(desk, snapshot, metric)


def lines_table(lines: pl.DataFrame) -> list[dict[str, str]]:
    """A row per level, in the order of the cards."""
    by_metric = {row["metric"]: row for row in lines.iter_rows(named=True)}
    return [_line(by_metric[metric]) for metric in METRICS_IN_ORDER if metric in by_metric]


def _line(row: dict[str, Any]) -> dict[str, str]:
    side = _("at least") if row["direction"] == "min" else _("at most")
    alert, limit = ("–" if line is None else f"{side} {percent(line)}" for line in (row["alert"], row["limit"]))
    return {
        _("Level"): escape(word(METRICS, row["metric"])),
        _("Alert"): escape(alert),
        _("Limit"): escape(limit),
        _("Source"): escape(word(THRESHOLD_SOURCES, row["source"])),
        _("Since"): escape(day(row["valid_from"])) if row["valid_from"].year >= _OLDEST_SHOWN else "–",
        _("By"): escape(row["set_by"]) if row["set_by"] else "–",
    }


def _form(row: dict[str, Any]) -> None:
    metric = row["metric"]
    with st.form(f"threshold_{metric}"):
        st.number_input(_("Alert, in percent"), 0.0, 100.0, _start(row["alert"]), 0.1, "%.1f", key=f"alert_{metric}")
        st.number_input(_("Limit, in percent"), 0.0, 100.0, _start(row["limit"]), 0.1, "%.1f", key=f"limit_{metric}")
        st.caption(_("Holds from today on, in the next publication. Days before keep the lines they had."))
        st.form_submit_button(
            _("Set these lines"), type="primary", icon=":material/check:", on_click=set_lines, args=(metric,)
        )


def _start(line: float | None) -> float:
    return 0.0 if line is None else float(line)


def set_lines(metric: str, alert: float | None = None, limit: float | None = None) -> None:
    """Write the lines down, those of the form unless others are given; a refusal is said plainly."""
    # What the form holds is read here: its widgets have their new values only once the callback runs.
    alert = st.session_state[f"alert_{metric}"] if alert is None else alert
    limit = st.session_state[f"limit_{metric}"] if limit is None else limit
    desk = open_desk()
    now = system_clock()
    try:
        edit_threshold(
            desk.ops, metric, alert=alert, limit=limit, valid_from=paris(now).date(), by=desk.user.name, now=now
        )
    except (ThresholdRefused, OpsError) as error:
        refuse(escape(str(error), 400))
        return
    say(_("The lines are written down"), ":material/check:")


def _history(desk: Desk, snapshot: Snapshot, metric: str) -> None:
    """Every line there was; each can be used again, as a new entry."""
    asked = queries.threshold_history(metric)
    published = answer(snapshot, asked)
    for edit in _unpublished(desk, metric, published):
        words = _("{lines}, {name}: holds with the next publication.")
        st.markdown(
            f":material/schedule: {words.format(lines=_pair(edit.alert, edit.limit), name=escape(edit.set_by))}"
        )
    for place, row in enumerate(published.iter_rows(named=True)):
        _entry(row, place)
    show_query(asked)


def _entry(row: dict[str, Any], place: int) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(_entry_words(row), width="stretch")
        if row["limit"] is not None:
            st.button(
                _("Use again"),
                key=f"again_{row['metric']}_{place}",
                type="tertiary",
                icon=":material/undo:",
                on_click=set_lines,
                args=(row["metric"], row["alert"], row["limit"]),
            )


def _unpublished(desk: Desk, metric: str, published: pl.DataFrame) -> list[ThresholdEdit]:
    """Edits that no publication has taken up yet, the newest first."""
    known = set(published["set_at"].drop_nulls().to_list())
    edits = [edit for edit in threshold_edits(desk.ops) if edit.metric == metric and edit.set_at not in known]
    return sorted(edits, key=lambda edit: edit.set_at, reverse=True)


def _entry_words(row: dict[str, Any]) -> str:
    source = word(THRESHOLD_SOURCES, row["source"])
    who = f" · {row['set_by']}, {moment(row['set_at'])}" if row["set_by"] else ""
    since = _("since {day}").format(day=day(row["valid_from"])) if row["valid_from"].year >= _OLDEST_SHOWN else ""
    return (
        f"**{_pair(row['alert'], row['limit'])}**  \n:small[{escape(' · '.join(filter(None, [since, source])) + who)}]"
    )


def _pair(alert: float | None, limit: float | None) -> str:
    if alert is None or limit is None:
        return escape(_("no limit set"))
    return escape(_("alert {alert}, limit {limit}").format(alert=percent(alert), limit=percent(limit)))
