"""Levels day by day, each chart a pure function from a frame to a figure, named for the question it answers.

Colours come from the theme of the page; only limits and states carry a colour of their own.
"""

from __future__ import annotations

from typing import Any, Final

import plotly.graph_objects as go
import polars as pl

from dashboard.levels.charts import ALERT_COLOUR, LIMIT_COLOUR
from etl.words.catalogues import _
from etl.words.codes import METRICS, word
from etl.words.formats import decimal_marks, percent, percent_sign

KEPT_HEIGHT: Final = 300
TREND_HEIGHT: Final = 280
_DASHES: Final = {"accept_in_time": "dot", "ship_in_time": "solid"}


def are_deadlines_kept(levels: pl.DataFrame) -> go.Figure:
    """Are accept and ship deadlines kept, day by day, against the limits?

    `levels` has metric, day, value (percent), numerator, denominator, limit; one line per metric, its limit drawn in.
    An empty frame gives an empty figure.
    """
    metrics = [(levels.filter(pl.col("metric") == metric).sort("day"), metric) for metric in _DASHES]
    return go.Figure(
        data=[_rate(days, metric) for days, metric in metrics if days.height],
        layout=_layout(levels),
    )


def _rate(days: pl.DataFrame, metric: str) -> go.Scatter:
    hover = _("{numerator} of {denominator}").format(numerator="%{customdata[0]}", denominator="%{customdata[1]}")
    return go.Scatter(
        x=days["day"].to_list(),
        y=days["value"].to_list(),
        customdata=days.select("numerator", "denominator").rows(),
        name=word(METRICS, metric),
        mode="lines",
        line={"width": 2.5, "dash": _DASHES[metric]},
        hovertemplate="%{y:.1f}" + percent_sign() + " · " + hover + "<extra>%{fullData.name}</extra>",
    )


def _layout(levels: pl.DataFrame) -> dict[str, Any]:
    limits = sorted(set(levels["limit"].drop_nulls().to_list()))
    lowest = min((*levels["value"].drop_nulls(), *limits), default=95.0)
    # Built whole: add_hline and update_layout would cost as much again as the rest of the figure.
    return {
        "height": KEPT_HEIGHT,
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "separators": decimal_marks(),
        "hovermode": "x unified",
        "showlegend": True,
        "legend": {"orientation": "h", "y": 1.12, "x": 0},
        "yaxis": {"range": [max(0.0, lowest - 1.5), 100.4], "ticksuffix": percent_sign(), "fixedrange": True},
        "xaxis": {"fixedrange": True, "tickformat": "%d/%m", "showgrid": False},
        "shapes": [_limit_line(limit) for limit in limits],
        "annotations": [_limit_words(limit, levels) for limit in limits],
    }


def _limit_line(limit: float) -> dict[str, Any]:
    line = {"color": LIMIT_COLOUR, "width": 1, "dash": "dash"}
    return {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": limit, "y1": limit, "line": line}


def _limit_words(limit: float, levels: pl.DataFrame) -> dict[str, Any]:
    whose = levels.filter(pl.col("limit") == limit)["metric"].unique().sort().to_list()
    names = " · ".join(word(METRICS, metric) for metric in whose)
    return {
        "text": _("limit {limit}: {names}").format(limit=percent(limit), names=names),
        "font": {"color": LIMIT_COLOUR, "size": 11},
        "xref": "paper",
        "x": 0,
        "xanchor": "left",
        "y": limit,
        "yanchor": "top",
        "showarrow": False,
    }


def how_has_the_level_moved(days: pl.DataFrame) -> go.Figure:
    """How has the level moved, day by day, against alert and limit as they stood?

    `days` has metric, day, value, numerator, denominator, alert, limit of one level. An empty frame: an empty figure.
    """
    if not days.height:
        return go.Figure()
    hover = _("{numerator} of {denominator}").format(numerator="%{customdata[0]}", denominator="%{customdata[1]}")
    line = go.Scatter(
        x=days["day"].to_list(),
        y=days["value"].to_list(),
        customdata=days.select("numerator", "denominator").rows(),
        name=word(METRICS, days["metric"][0]),
        mode="lines",
        line={"width": 2.5},
        hovertemplate="%{y:.1f}" + percent_sign() + " · " + hover + "<extra></extra>",
    )
    lines = [_line(days, "alert", _("alert"), ALERT_COLOUR), _line(days, "limit", _("limit"), LIMIT_COLOUR)]
    return go.Figure(data=[line, *lines], layout=_trend_layout(days))


def _line(days: pl.DataFrame, column: str, name: str, colour: str) -> go.Scatter:
    last = days[column].drop_nulls()
    return go.Scatter(
        x=days["day"].to_list(),
        y=days[column].to_list(),
        name=f"{name} {percent(last[-1])}" if last.len() else name,
        mode="lines",
        line={"width": 1.2, "dash": "dash", "color": colour, "shape": "hv"},
        hoverinfo="skip",
    )


def _trend_layout(days: pl.DataFrame) -> dict[str, Any]:
    seen = pl.concat([days["value"], days["alert"], days["limit"]]).drop_nulls()
    low, high = (float(seen.min()), float(seen.max())) if seen.len() else (0.0, 100.0)  # type: ignore[arg-type]
    room = max((high - low) * 0.12, 0.2)
    return {
        "height": TREND_HEIGHT,
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "separators": decimal_marks(),
        "hovermode": "x unified",
        "legend": {"orientation": "h", "y": 1.14, "x": 0},
        "yaxis": {
            "range": [max(0.0, low - room), min(100.4, high + room)], "ticksuffix": percent_sign(), "fixedrange": True
        },
        "xaxis": {"fixedrange": True, "tickformat": "%d/%m", "showgrid": False},
    }  # fmt: skip
