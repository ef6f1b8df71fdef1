"""The chart of kept deadlines, the address of a view, the roles, and the app behind its server's door."""

from __future__ import annotations

import asyncio
from datetime import date

import polars as pl
import pytest
from starlette.requests import Request
from streamlit.testing.v1 import AppTest

from dashboard.levels.trend_charts import are_deadlines_kept
from dashboard.parts.pages import PAGES
from etl.words.catalogues import speaking
from streamlit_app import healthz

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


def test_filters_come_from_the_address_and_nonsense_is_the_default(shop):
    app = shop.open("pages/operations/orders.py", view="ship", urgency="late")
    [orders] = [frame.value for frame in app.dataframe]
    assert orders["order"].tolist() == ["S1"]
    nonsense = shop.open("pages/operations/orders.py", view="'; drop", urgency="x", page="-1")
    assert nonsense.dataframe[0].value["order"].tolist() == ["S1", "S2", "A1", "A2", "S3"]


def test_a_search_in_the_address_finds_by_sku(shop):
    app = shop.open("pages/operations/orders.py", q="SKU-LAMP")
    assert app.dataframe[0].value["order"].tolist() == ["S1", "A1"]


def test_all_orders_can_be_searched_by_number(shop):
    app = shop.open("pages/operations/orders.py", view="all", q="D1")
    assert app.dataframe[0].value["order"].tolist() == ["D1"]


def test_a_filter_that_finds_nothing_says_what_to_do(shop):
    app = shop.open("pages/operations/orders.py", q="nothing")
    assert any("No order fits these filters" in caption.value for caption in app.caption)


def asking_for_a_role(roles):
    import streamlit as st  # noqa: PLC0415 - AppTest runs this function's text alone

    from dashboard.people.access import Role, User, require  # noqa: PLC0415 - as above

    require(Role.ADMIN, User("ana", frozenset(Role(role) for role in roles)))
    st.write("inside")


@pytest.mark.parametrize(("roles", "is_inside"), [(["admin"], True), (["staff", "manager"], False), ([], False)])
def test_a_page_opens_to_its_role_only(roles, is_inside):
    app = AppTest.from_function(asking_for_a_role, args=(roles,)).run()
    assert ("inside" in [text.value for text in app.markdown]) is is_inside


def test_every_page_has_its_own_script_and_address():
    assert all(entry.script.is_file() for entry in PAGES)
    assert len({entry.url_path for entry in PAGES}) == len(PAGES)


def test_the_server_says_that_it_is_well():
    answer = asyncio.run(healthz(Request({"type": "http"})))
    assert (answer.status_code, answer.body) == (200, b'{"status":"ok"}')
