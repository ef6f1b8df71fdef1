"""The tables of the Service levels page: where a level fails, how long things take, the marketplace's view."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

import polars as pl
import streamlit as st

from dashboard.levels.choices import open_cases
from dashboard.levels.words import CLOCKS, INDICATORS, MEASURES, STATE_COLOURS, STATE_ICONS, member_words
from dashboard.parts.entities import clicked_row
from dashboard.parts.row_table import row_table
from etl.words.catalogues import _
from etl.words.codes import METRICS, SERVICE_STATES, word
from etl.words.formats import day, duration, number, percent
from etl.words.markdown import escape, shortened

BREAKDOWN_CLICK: Final = "open_member"
NOT_ENFORCED: Final = {"max": 100.0, "min": 0.0}
"""A threshold that no value can fall foul of means that the marketplace does not enforce the indicator."""


def breakdown_table(members: pl.DataFrame, metric: str, dimension: str, names: dict[str, str]) -> None:
    """The worst members first, each with a button that leads to its failures."""
    codes = tuple(members["member"].to_list())
    words = [word(SERVICE_STATES, state) for state in STATE_COLOURS]
    column = st.column_config
    st.dataframe(
        pl.DataFrame([_member(row, dimension, names) for row in members.iter_rows(named=True)]),
        column_config={
            "open": column.ButtonColumn(
                "", on_click=_member_clicked, args=(metric, dimension, codes), key=BREAKDOWN_CLICK, type="tertiary",
                width=44,
            ),
            "member": column.TextColumn(_("Which"), width=130),
            "title": column.TextColumn(_("Contents"), width=190),
            "state": column.MultiselectColumn(_("State"), options=words, color=list(STATE_COLOURS.values()), width=120),
            "failures": column.NumberColumn(_("Failures"), format="localized", width=105),
            "cases": column.NumberColumn(_("Cases"), format="localized", width=75),
            "value": column.TextColumn(_("Value"), width=75, alignment="right"),
            "left": column.TextColumn(_("Still allowed"), width=110, alignment="right"),
        },
        column_order=[
            "open", "member", "state", "failures", "cases", "value", "left",
            *(["title"] if dimension == "seller_product" else []),
        ],
        hide_index=True,
        height="content",
        key=f"breakdown_{metric}_{dimension}",
        alt=_("Where “{metric}” fails, the worst first").format(metric=word(METRICS, metric)),
    )  # fmt: skip


def _member(row: dict[str, Any], dimension: str, names: dict[str, str]) -> dict[str, Any]:
    left = row["failures_left"]
    return {
        "open": ":material/arrow_forward:",
        "member": member_words(dimension, row["member"], names),
        "title": shortened(row["title"], 60),
        "state": [word(SERVICE_STATES, row["state"])],
        "failures": row["failures"],
        "cases": row["denominator"],
        "value": "–" if row["value"] is None else percent(row["value"]),
        "left": "–" if left is None else number(left),
    }


def _member_clicked(metric: str, dimension: str, codes: tuple[str, ...]) -> None:
    row = clicked_row(BREAKDOWN_CLICK, len(codes))
    if row is not None:
        open_cases(metric, dimension, codes[row])


def durations_table(measured: pl.DataFrame) -> None:
    """Median, nine in ten, longest: a row per measure and clock."""
    rows = [_measured(row) for row in measured.iter_rows(named=True) if row["case_count"]]
    row_table(rows, _("Time to accept and lateness, on two clocks"))


def _measured(row: dict[str, Any]) -> dict[str, str]:
    within = row["within_target_count"]
    return {
        _("Measure"): escape(f"{word(MEASURES, row['measure'])}, {word(CLOCKS, row['clock'])}"),
        _("Median"): length(row["median_seconds"]),
        _("9 in 10 within"): length(row["p90_seconds"]),
        _("Longest"): length(row["max_seconds"]),
        _("Within 24 h"): "–" if within is None else percent(100 * within / row["case_count"]),
        _("Cases"): number(row["case_count"]),
    }


def length(seconds: float | None) -> str:
    """A length of time, a dash for none."""
    return "–" if seconds is None else duration(timedelta(seconds=seconds))


def indicators_table(indicators: pl.DataFrame) -> None:
    """The marketplace's five values beside ours."""
    rows = [_indicator(row) for row in indicators.iter_rows(named=True)]
    row_table(rows, _("The marketplace's own indicators beside ours, with the gap"))


def _indicator(row: dict[str, Any]) -> dict[str, str]:
    name = escape(word(INDICATORS, row["indicator"]))
    return {
        _("Indicator"): name,
        _("Marketplace"): "–" if row["value"] is None else f"{_standing(row)} {percent(row['value'])}",
        _("Threshold"): percent(row["threshold"]) if is_enforced(row) else _("not enforced"),
        _("Ours"): "–" if row["own_value"] is None else escape(_own(row)),
        _("Gap"): "–" if row["gap"] is None else _("{gap} pt").format(gap=signed(row["gap"])),
        _("Computed"): escape(day(row["computed_at"])) if row["computed_at"] else "–",
    }


def _own(row: dict[str, Any]) -> str:
    text = _("{value} ({numerator} of {denominator})")
    return text.format(
        value=percent(row["own_value"]),
        numerator=number(row["own_numerator"]),
        denominator=number(row["own_denominator"]),
    )


def signed(value: float) -> str:
    """A difference with its sign, to one decimal; none for what rounds to nothing."""
    rounded = round(value, 1)
    return ("+" if rounded > 0 else "−" if rounded < 0 else "") + number(abs(rounded), 1)


def is_enforced(row: dict[str, Any]) -> bool:
    """Whether the marketplace holds anybody to the threshold."""
    return row["threshold"] is not None and row["threshold"] != NOT_ENFORCED.get(row["direction"])


def _standing(row: dict[str, Any]) -> str:
    if not is_enforced(row):
        return STATE_ICONS["unknown"].replace("help", "remove")
    is_kept = row["value"] >= row["threshold"] if row["direction"] == "min" else row["value"] <= row["threshold"]
    state = "kept" if is_kept else "broken"
    return f":{STATE_COLOURS[state]}[{STATE_ICONS[state]}]"
