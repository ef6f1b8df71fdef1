"""The chart of kept deadlines: a line per metric, its limit drawn in, room below the worst."""

from __future__ import annotations

from datetime import date

import polars as pl

from dashboard.levels.trend_charts import are_deadlines_kept
from etl.words.catalogues import speaking

LEVELS = pl.DataFrame(
    [
        ("accept_in_time", date(2026, 11, 21), 98.0, 98, 100, 97.5),
        ("accept_in_time", date(2026, 11, 22), 99.0, 99, 100, 97.5),
        ("ship_in_time", date(2026, 11, 22), 95.0, 95, 100, 96.0),
    ],
    schema=["metric", "day", "value", "numerator", "denominator", "limit"],
    orient="row",
)


def test_the_trend_has_a_line_per_metric_and_its_limit_drawn_in():
    with speaking("en"):
        figure = are_deadlines_kept(LEVELS)
    assert [(trace.name, list(trace.y)) for trace in figure.data] == [
        ("Accepted in time", [98.0, 99.0]),
        ("Shipped in time", [95.0]),
    ]
    assert [shape.y0 for shape in figure.layout.shapes] == [96.0, 97.5]
    assert [text.text for text in figure.layout.annotations] == [
        "limit 96%: Shipped in time",
        "limit 97.5%: Accepted in time",
    ]


def test_the_axis_of_the_trend_leaves_room_below_the_worst():
    assert are_deadlines_kept(LEVELS).layout.yaxis.range == (93.5, 100.4)


def test_no_days_give_an_empty_figure():
    assert len(are_deadlines_kept(LEVELS.clear()).data) == 0
