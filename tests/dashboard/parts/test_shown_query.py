"""What a screen shows, SQL gives: the query beside every figure of every page, run on a copy of the analysts' file."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import duckdb
import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.levels import queries as level_queries
from dashboard.levels.queries import Cases
from dashboard.levels.words import levels_sentence
from dashboard.listings.words import stock_sentence
from dashboard.orders.words import queue_sentence
from dashboard.parts.figures import seconds
from dashboard.parts.questions import literal, question
from dashboard.parts.rows import query_text
from etl.words.catalogues import speaking
from etl.words.formats import number, percent

TODAY, ORDERS = "pages/today/today.py", "pages/operations/orders.py"
LEVELS, SYNC = "pages/analytics/service_levels.py", "pages/admin/sync.py"
CARRIERS, STOCK = "pages/analytics/carriers.py", "pages/operations/stock.py"
FORMS: list[Callable[[float], str]] = [number, percent, seconds]
SECTIONS = ("trend", "where", "time", "marketplace", "thresholds")
FIGURES = {"metric", "plotly_chart", "table", "dataframe"}


def nodes(block: Any, parent: Any = None) -> Iterator[tuple[Any, Any]]:
    """Every element and block of a page in the order it is read, each with the block that holds it."""
    for child in block.children.values():
        yield child, block
        if hasattr(child, "children"):
            yield from nodes(child)


def shown_sql(card: Any) -> list[str]:
    """The queries shown in a card; none when the block holds more than one metric, and so is no card."""
    inside = [node for node, _block in nodes(card)]
    if sum(node.type == "metric" for node in inside) != 1:
        return []
    popovers = [node for node in inside if node.type == "popover"]
    return [code.value for popover in popovers for code in popover.children.values() if code.type == "code"]


def metrics(app: AppTest) -> list[tuple[str, str, list[str]]]:
    """Label, value and queries of every metric."""
    return [(node.label, node.value, shown_sql(block)) for node, block in nodes(app.main) if node.type == "metric"]


def without_query(app: AppTest) -> list[str]:
    """Figures after which no query is shown before the next figure."""
    waiting: list[str] = []
    orphans: list[str] = []
    for node, _block in nodes(app.main):
        if node.type in FIGURES and not waiting:
            waiting = [f"{node.type} {getattr(node, 'label', '')}".strip()]
        elif node.type in FIGURES:
            # a bullet belongs to the metric above it, in the same card
            is_same_card = waiting[0].startswith("metric") and node.type == "plotly_chart"
            orphans += [] if is_same_card else waiting
            waiting = waiting if is_same_card else [node.type]
        elif node.type == "popover":
            waiting = []
    return orphans + waiting


@pytest.fixture
def ask(shop, tmp_path) -> Iterator[Callable[[str], pl.DataFrame]]:
    """Ask the analysts' file, far from Paris and far from UTC."""
    copy = tmp_path / "marketplace.duckdb"
    shutil.copyfile(shop.home / "snapshots" / "000001.duckdb", copy)
    with duckdb.connect(str(copy), read_only=True) as connection:
        connection.execute("set timezone = 'Asia/Shanghai'")
        yield lambda sql: connection.sql(sql).pl()


@pytest.mark.parametrize(("page", "count"), [(TODAY, 4), (LEVELS, 9), (SYNC, 4)])
def test_every_metric_is_what_its_query_answers(shop, ask, page, count):
    shown = metrics(shop.open(page))
    assert len(shown) == count
    for label, value, queries in shown:
        assert queries, f"{label} shows no query"
        answered = ask(queries[0])
        figure = answered.row(0)[0] if answered.height else None
        with speaking("en"):
            forms = {form(figure) for form in FORMS} if figure is not None else {"–"}
        assert value in forms, f"{label}: the screen says {value}, SQL says {figure}"


@pytest.mark.parametrize("window", ["7", "30", "60"])
def test_the_levels_of_every_window_are_what_sql_answers(shop, ask, window):
    for label, value, queries in metrics(shop.open(LEVELS, "en", window=window)):
        answered = ask(queries[0])
        with speaking("en"):
            wanted = percent(answered["figure"][0]) if answered.height and answered["figure"][0] is not None else "–"
        assert value == wanted, label


def test_the_metrics_of_the_small_shop_have_their_exact_values(shop):
    assert [(label, value) for label, value, _sql in metrics(shop.open(TODAY))] == [
        ("To accept", "2"), ("To ship", "3"), ("Accepted in time", "99.5%"), ("Shipped in time", "96.6%")
    ]  # fmt: skip
    assert [value for _label, value, _sql in metrics(shop.open(LEVELS))] == [
        "99.5%", "–", "96.5%", "–", "96.6%", "3.4%", "–", "–", "90%"
    ]  # fmt: skip
    assert [value for _label, value, _sql in metrics(shop.open(SYNC))][1:] == ["1", "1", "0"]


@pytest.mark.parametrize(
    ("page", "params"), [(TODAY, {}), (CARRIERS, {"department": "33"}), (STOCK, {}), (STOCK, {"listing": "SKU-LAMP"}),
                         *((LEVELS, {"section": section}) for section in SECTIONS),
                         (LEVELS, {"cases": "ship_in_time"})]
)  # fmt: skip
def test_no_figure_chart_or_table_is_without_its_query(shop, page, params):
    app = shop.open(page, "en", **params)
    assert not app.exception
    assert without_query(app) == []


@pytest.mark.parametrize(
    ("page", "params"), [(TODAY, {}), (SYNC, {}), (CARRIERS, {}), (ORDERS, {}),
                         (ORDERS, {"view": "all", "q": "SKU-LAMP"}),
                         (STOCK, {"view": "all"}), (STOCK, {"q": "nothing's here"}), (STOCK, {"listing": "SKU-LAMP"}),
                         *((LEVELS, {"section": section}) for section in SECTIONS),
                         (LEVELS, {"cases": "ship_in_time", "by": "carrier", "member": "Colissimo", "only": "all"})]
)  # fmt: skip
def test_every_query_on_a_screen_runs_unchanged(shop, ask, page, params):
    codes = [code.value for code in shop.open(page, "en", **params).code]
    assert codes
    assert all(ask(sql).width > 0 for sql in codes)


@pytest.mark.parametrize(
    "params", [{}, {"view": "ship"}, {"view": "ship", "urgency": "late"}, {"q": "SKU-LAMP"}, {"view": "all"},
               {"view": "all", "status": "Shipped"}, {"view": "all", "q": "SKU-PILLOW"}]
)  # fmt: skip
def test_the_counts_of_orders_are_what_sql_answers(shop, ask, params):
    app = shop.open(ORDERS, "en", **params)
    owed, matching = (ask(code.value) for code in app.code)
    kinds = dict(owed.iter_rows())
    with speaking("en"):
        assert queue_sentence(kinds["accept_order"], kinds["ship_order"]) in [text.value for text in app.markdown]
    [shown] = [match[1] for text in app.caption if (match := re.fullmatch(r"(\d+) orders?", text.value))]
    assert int(shown) == matching["matching"][0]


@pytest.mark.parametrize(
    ("params", "running_out", "matching"),
    [({}, 1, 2), ({"horizon": "7"}, 1, 2), ({"horizon": "30"}, 1, 2), ({"view": "all"}, 1, 4), ({"q": "sku-p"}, 1, 1)],
)
def test_the_counts_of_listings_are_what_sql_answers(shop, ask, params, running_out, matching):
    app = shop.open(STOCK, "en", **params)
    pressing, listings = (ask(code.value) for code in app.code)
    days = int(params.get("horizon", "14"))
    assert pressing.row(0, named=True)["running_out"] == running_out
    with speaking("en"):
        assert app.markdown[0].value == stock_sentence(pressing["oversold"][0], running_out, days)
    assert listings["seller_product_id"].to_list() == app.dataframe[0].value["sku"].tolist()
    assert listings["matching"][0] == matching
    assert f"{matching} listing{'s' if matching > 1 else ''}" in [caption.value for caption in app.caption]


def test_the_sentence_about_the_levels_follows_from_its_query(shop, ask):
    app = shop.open(LEVELS)
    with speaking("en"):
        assert app.markdown[0].value == f"#### {levels_sentence(ask(app.code[0].value))}"


def test_the_list_of_cases_has_the_number_of_the_card(shop, ask):
    app = shop.open(LEVELS, "en", cases="ship_in_time", only="all")
    [sql] = [code.value for code in app.code]
    answered = ask(sql)
    assert answered["order_id"].to_list() == app.dataframe[0].value["order"].tolist() == ["S1", "D1"]
    assert "2 cases, of which 1 failure (50%)" in [caption.value for caption in app.caption]


def drawn_by_hand():
    import plotly.graph_objects as go  # noqa: PLC0415 - AppTest runs this function's text alone
    import streamlit as st  # noqa: PLC0415 - as above

    st.metric("Loose", 3)
    st.table({"n": [1]})
    st.dataframe({"n": [1]})
    st.plotly_chart(go.Figure(), key="loose")


def test_what_is_drawn_outside_the_mechanism_is_found():
    app = AppTest.from_function(drawn_by_hand).run()
    assert without_query(app) == ["metric Loose", "table", "dataframe", "plotly_chart"]
    assert metrics(app) == [("Loose", "3", [])]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (3, "3"),
        (97.5, "97.5"),
        ("l'été -- $x", "'l''été -- $x'"),
        (date(2026, 11, 25), "date '2026-11-25'"),
        (datetime(2026, 11, 25, 17, 5, tzinfo=timezone(timedelta(hours=1))), "timestamptz '2026-11-25 16:05:00+00:00'"),
        (("a", "b'"), "['a', 'b''']"),
    ],
)
def test_a_value_is_written_as_duckdb_reads_it(value, text):
    assert literal(value) == text
    [read] = duckdb.sql(f"select {literal(value)} as value").pl()["value"].to_list()
    assert read == (list(value) if isinstance(value, tuple) else value)


@pytest.mark.parametrize("value", [datetime(2026, 1, 1), b"bytes"])  # noqa: DTZ001 - the naive instant is the case
def test_a_value_without_a_form_is_refused_by_name(value):
    with pytest.raises(TypeError, match="pass a"):
        literal(value)


def test_parameters_are_written_in_but_texts_and_comments_stay():
    wanted = Cases("ship_in_time", 30, dimension="carrier", member="$metric")
    sql = level_queries.cases(wanted, date(2026, 10, 31), "min").sql
    assert "metric = 'ship_in_time'" in sql
    assert "= '$metric'" in sql
    assert "$" not in sql.replace("'$metric'", "")
    assert "counted_at >= timestamptz '2026-10-01 22:00:00+00:00'" in sql
    assert "counted_at < timestamptz '2026-10-31 23:00:00+00:00'" in sql
    assert query_text("levels/level_cases").splitlines()[0] == sql.splitlines()[0]


def test_instants_are_written_in_utc():
    now = datetime(2026, 11, 25, 12, tzinfo=UTC)
    assert "timestamptz '2026-11-25 12:00:00+00:00'" in question("orders/owed", kind="ship_order", now=now).sql
