"""The bars of the Service levels page: pure functions from an answer to a figure, lines and limits drawn in."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Final

import plotly.graph_objects as go
import polars as pl

from dashboard.levels.words import STEPS
from etl.words.catalogues import _
from etl.words.codes import word
from etl.words.formats import decimal_marks, percent

ALERT_COLOUR: Final = "#c77d1a"
LIMIT_COLOUR: Final = "#d0524a"
_KEPT, _AT_RISK, _BROKEN, _UNKNOWN = "#2c9563", ALERT_COLOUR, LIMIT_COLOUR, "#8a979e"
_STATE_COLOURS: Final = {"kept": _KEPT, "at_risk": _AT_RISK, "broken": _BROKEN, "unknown": _UNKNOWN}
_BULLET_HEIGHT: Final = 52
_BARS_HEIGHT: Final = 200
_STEP_HEIGHT: Final = 230
_QUIET: Final = {"l": 0, "r": 0, "t": 0, "b": 0}


def is_the_level_within_its_lines(level: dict[str, Any]) -> go.Figure:
    """Is the level within its lines? A bar of its value against alert and limit, on the stretch that matters.

    `level` has figure, alert, limit (percent), direction, state. Green is where the level should be. A stretch that
    does not begin at 0 says where it begins.
    """
    low, high = _stretch(level)
    colour = _STATE_COLOURS.get(level["state"], _UNKNOWN)
    bar = go.Bar(
        x=[level["figure"] - low],
        base=[low],
        y=[""],
        orientation="h",
        width=0.42,
        marker={"color": colour},
        hoverinfo="skip",
    )
    layout = {
        "height": _BULLET_HEIGHT,
        "margin": _QUIET | {"b": 22},
        "showlegend": False,
        "barmode": "overlay",
        "xaxis": {
            "range": [low, high],
            "tickvals": [level["limit"]],
            "ticktext": [_("limit {limit}").format(limit=percent(level["limit"]))],
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
            "tickfont": {"size": 11},
            "automargin": False,
        },
        "yaxis": {"visible": False, "fixedrange": True},
        "annotations": [_beginning(low)] if low > 0 and level["limit"] - low > (high - low) / 4 else [],
        "shapes": [*_bands(level, low, high), _mark(level["alert"], ALERT_COLOUR), _mark(level["limit"], LIMIT_COLOUR)],
    }
    return go.Figure(data=[bar], layout=layout)


def _beginning(low: float) -> dict[str, Any]:
    return {
        "text": percent(low), "x": low, "xanchor": "left", "yref": "paper", "y": 0, "yanchor": "top",
        "showarrow": False, "font": {"size": 11},
    }  # fmt: skip


def _stretch(level: dict[str, Any]) -> tuple[float, float]:
    """From where to where the bullet reaches: the lines and the value with room around, within 0 and 100."""
    spread = max(abs(level["alert"] - level["limit"]), 0.5)
    if level["direction"] == "max":
        return 0.0, min(100.0, max(level["limit"] + 2 * spread, level["figure"] + spread))
    floor = min(level["limit"] - 2 * spread, level["figure"] - spread)
    return max(0.0, floor), 100.0


def _bands(level: dict[str, Any], low: float, high: float) -> list[dict[str, Any]]:
    lines = [low, *sorted((level["alert"], level["limit"])), high]
    colours = [_KEPT, _AT_RISK, _BROKEN] if level["direction"] == "max" else [_BROKEN, _AT_RISK, _KEPT]
    return [
        {
            "type": "rect", "layer": "below", "yref": "paper", "y0": 0, "y1": 1, "x0": start, "x1": end,
            "fillcolor": colour, "opacity": 0.16, "line": {"width": 0},
        }
        for (start, end), colour in zip(pairwise(lines), colours, strict=True)
    ]  # fmt: skip


def _mark(at: float, colour: str) -> dict[str, Any]:
    return {
        "type": "line", "yref": "paper", "y0": 0, "y1": 1, "x0": at, "x1": at, "line": {"color": colour, "width": 2},
    }  # fmt: skip


def when_do_failures_roll_off(days: pl.DataFrame) -> go.Figure:
    """When do the failures of the window leave it? A bar per day on which some are no longer counted.

    `days` has leaves_on, failures.
    """
    bars = go.Bar(
        x=days["leaves_on"].to_list(),
        y=days["failures"].to_list(),
        hovertemplate="%{x|%d/%m} · %{y}<extra></extra>",
    )
    layout = {
        "height": _BARS_HEIGHT,
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "showlegend": False,
        "yaxis": {"fixedrange": True, "rangemode": "tozero", "tickformat": "d", "nticks": 4},
        "xaxis": {"fixedrange": True, "tickformat": "%d/%m", "showgrid": False, "type": "date"},
    }
    return go.Figure(data=[bars], layout=layout)


def where_did_the_time_go(steps: pl.DataFrame) -> go.Figure:
    """Where did the time of late orders go? Median hours by step, late orders above kept ones.

    `steps` has step, is_late, orders, median_seconds.
    """
    groups = [(False, _("kept orders")), (True, _("late orders"))]
    bars = [_step(steps.filter(pl.col("step") == step), word(STEPS, step), groups) for step in STEPS]
    layout = {
        "height": _STEP_HEIGHT,
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "separators": decimal_marks(),
        "barmode": "stack",
        "legend": {"orientation": "h", "y": 1.2, "x": 0, "traceorder": "normal"},
        "xaxis": {"fixedrange": True, "title": {"text": _("hours, median"), "font": {"size": 11}}},
        "yaxis": {"fixedrange": True, "automargin": True},
    }
    return go.Figure(data=bars, layout=layout)


def _step(rows: pl.DataFrame, name: str, groups: list[tuple[bool, str]]) -> go.Bar:
    hours = dict(rows.select("is_late", pl.col("median_seconds") / 3600).iter_rows())
    return go.Bar(
        y=[words for _is_late, words in groups],
        x=[hours.get(is_late, 0.0) for is_late, _words in groups],
        name=name,
        orientation="h",
        width=0.5,
        hovertemplate="%{x:.1f} h<extra>%{fullData.name}</extra>",
    )
