"""Charts, each a pure function from a frame to a figure, named for the question it answers.

Colours come from the theme of the page; only limits and states carry a colour of their own.
"""

from __future__ import annotations

from typing import Final

import plotly.graph_objects as go
import polars as pl

from dashboard.formats import percent_sign
from dashboard.i18n import _
from dashboard.words import METRICS, word

HEIGHT: Final = 300
LIMIT_COLOUR: Final = "#d0524a"
ALERT_COLOUR: Final = "#d9902f"
_LINES: Final = {"accept_in_time": "dot", "ship_in_time": "solid"}


def are_deadlines_kept(levels: pl.DataFrame) -> go.Figure:
    """Are accept and ship deadlines kept, day by day, against the limits?

    `levels` has metric, day, value (percent), numerator, denominator and limit; one line per metric, its limit drawn in
    with the same dash. An empty frame gives an empty figure.
    """
    figure = go.Figure()
    for metric, dash in _LINES.items():
        days = levels.filter(pl.col("metric") == metric).sort("day")
        if days.height:
            figure.add_trace(_rate(days, metric, dash))
    for limit in sorted(set(levels["limit"].drop_nulls().to_list())):
        _draw_limit(figure, limit, levels)
    return _laid_out(figure, levels)


def _rate(days: pl.DataFrame, metric: str, dash: str) -> go.Scatter:
    hover = _("{numerator} of {denominator}").format(numerator="%{customdata[0]}", denominator="%{customdata[1]}")
    return go.Scatter(
        x=days["day"].to_list(),
        y=days["value"].to_list(),
        customdata=days.select("numerator", "denominator").rows(),
        name=word(METRICS, metric),
        mode="lines",
        line={"width": 2.5, "dash": dash},
        hovertemplate="%{y:.1f}" + percent_sign() + " · " + hover + "<extra>%{fullData.name}</extra>",
    )


def _draw_limit(figure: go.Figure, limit: float, levels: pl.DataFrame) -> None:
    whose = levels.filter(pl.col("limit") == limit)["metric"].unique().sort().to_list()
    names = " · ".join(word(METRICS, metric) for metric in whose)
    figure.add_hline(
        y=limit,
        line={"color": LIMIT_COLOUR, "width": 1, "dash": "dash"},
        annotation={
            "text": _("limit {limit} %: {names}").format(limit=f"{limit:g}", names=names),
            "font": {"color": LIMIT_COLOUR, "size": 11},
        },
        annotation_position="bottom left",
    )


def _laid_out(figure: go.Figure, levels: pl.DataFrame) -> go.Figure:
    lowest = min((*levels["value"].drop_nulls(), *levels["limit"].drop_nulls()), default=95.0)
    figure.update_layout(
        height=HEIGHT,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        hovermode="x unified",
        showlegend=True,
        legend={"orientation": "h", "y": 1.12, "x": 0},
    )
    figure.update_yaxes(range=[max(0.0, lowest - 1.5), 100.4], ticksuffix=percent_sign(), fixedrange=True)
    figure.update_xaxes(fixedrange=True, tickformat="%d/%m", showgrid=False)
    return figure
