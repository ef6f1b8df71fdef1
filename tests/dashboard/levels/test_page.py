"""The Service levels page on exact data: sentence, charts, tables, and the way from a number to its orders."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import polars as pl
import pytest

from dashboard.levels.cases import counts, heading, lateness_words, settled_words
from dashboard.levels.charts import (
    is_the_level_within_its_lines,
    when_do_failures_roll_off,
    where_did_the_time_go,
)
from dashboard.levels.details import whole_words
from dashboard.levels.queries import Cases
from dashboard.levels.tables import is_enforced, signed
from dashboard.levels.trend_charts import how_has_the_level_moved
from dashboard.levels.words import levels_sentence, member_words
from dashboard.orders.entity import ORDER
from etl.words.catalogues import speaking

LEVELS = "pages/analytics/service_levels.py"
MIN = {"figure": 96.5, "alert": 97.0, "limit": 96.0, "direction": "min", "state": "at_risk"}
MAX = {"figure": 5.0, "alert": 2.0, "limit": 2.5, "direction": "max", "state": "broken"}


def levels(*rows: tuple[str, str, int | None]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={"metric": pl.String, "state": pl.String, "failures_left": pl.Int64}, orient="row")


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([], "Too few cases to judge any level yet."),
        ([("ship_in_time", "unknown", 3)], "Too few cases to judge any level yet."),
        ([("ship_in_time", "kept", 3)], "The 1 level that can be judged is kept."),
        ([("ship_in_time", "kept", 3), ("acceptance_rate", "kept", 1), ("tracking_coverage", "unknown", -1)],
         "All 2 levels are kept."),
        ([("ship_in_time", "at_risk", 12), ("acceptance_rate", "kept", 1)],
         "1 of 2 levels are kept; “Shipped in time” needs attention: 12 more failures are allowed before the limit."),
        ([("ship_in_time", "at_risk", 1), ("acceptance_rate", "broken", -1)],
         "0 of 2 levels are kept; “Acceptance rate” is beyond its limit by 1 failure."),
    ],
)  # fmt: skip
def test_the_sentence_names_the_level_that_needs_attention_most(rows, sentence):
    with speaking("en"):
        assert levels_sentence(levels(*rows)) == sentence


DUE = datetime(2026, 11, 23, 22, 59, 59, tzinfo=UTC)
NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("settled_at", "bounds", "settled", "late"),
    [
        (datetime(2026, 11, 24, 9, tzinfo=UTC), None, "24 Nov 2026, 10:00", "late by 10 h 00"),
        (datetime(2026, 11, 24, 9, tzinfo=UTC), ((24, 8, 59), (24, 9, 0)), "24 Nov 2026, 10:00", "late by 10 h 00"),
        (datetime(2026, 11, 24, 12, tzinfo=UTC), ((23, 23, 0), (24, 22, 59)), "24 Nov", "late by 23 h 59 at most"),
        (
            datetime(2026, 11, 25, 9, 59, tzinfo=UTC),
            ((17, 9, 0), (25, 9, 59)),
            "17 Nov to 25 Nov",
            "late by 34 h 59 at most",
        ),
        (datetime(2026, 11, 24, 23, tzinfo=UTC), ((24, 23, 0), (25, 22, 59)), "25 Nov", "late by 24 h 00 to 47 h 59"),
        (None, None, "–", "late by 35 h 00"),
        (DUE, None, "23 Nov 2026, 23:59", ""),
    ],
)
def test_a_case_that_nobody_saw_says_between_when_it_was_and_is_never_later_than_that(
    settled_at, bounds, settled, late
):
    first, last = [datetime(2026, 11, *each, tzinfo=UTC) for each in bounds] if bounds else (None, None)
    row = {
        "due_at": DUE,
        "settled_at": settled_at,
        "settled_from_at": first,
        "settled_until_at": last,
        "is_uncertain": False,
    }
    with speaking("en"):
        assert (settled_words(row), lateness_words(row, NOW)) == (settled, late)


def test_a_bullet_reaches_from_its_stretch_to_the_value_with_both_lines_marked():
    figure = is_the_level_within_its_lines(MIN)
    [bar] = figure.data
    low, high = figure.layout.xaxis.range
    assert (bar.base[0], bar.base[0] + bar.x[0]) == (low, 96.5)
    assert low < 96.0 < high == 100.0
    assert [shape.x0 for shape in figure.layout.shapes if shape.type == "line"] == [97.0, 96.0]


def test_the_bands_of_a_bullet_begin_green_where_less_is_better():
    kept, at_risk, broken = ([shape.fillcolor for shape in is_the_level_within_its_lines(level).layout.shapes][:3]
                             for level in (MIN, MAX, MAX))  # fmt: skip
    assert at_risk == broken == kept[::-1]


@pytest.mark.parametrize("value", [0.0, 50.0, 100.0])
@pytest.mark.parametrize("level", [MIN, MAX])
def test_a_bullet_always_holds_its_value(level, value):
    low, high = is_the_level_within_its_lines({**level, "figure": value}).layout.xaxis.range
    assert 0 <= low <= value <= high <= 100


def test_the_trend_has_the_level_and_its_two_lines_as_they_stood():
    days = pl.DataFrame(
        [("ship_in_time", date(2026, 11, day), 96.0 + day / 10, 96, 100, 97.0, limit) for day, limit in
         ((1, 95.0), (2, 96.0))],
        schema=["metric", "day", "value", "numerator", "denominator", "alert", "limit"], orient="row",
    )  # fmt: skip
    with speaking("fr"):
        figure = how_has_the_level_moved(days)
    assert [trace.name for trace in figure.data] == ["Expédiées à temps", "alerte 97\u00a0%", "limite 96\u00a0%"]
    assert list(figure.data[2].y) == [95.0, 96.0]
    assert figure.layout.separators == ",\u202f"
    assert len(how_has_the_level_moved(days.clear()).data) == 0


def test_failures_stand_on_the_day_they_leave():
    days = pl.DataFrame({"leaves_on": [date(2026, 11, 26), date(2026, 12, 7)], "failures": [3, 10]})
    [bars] = when_do_failures_roll_off(days).data
    assert (list(bars.x), list(bars.y)) == ([date(2026, 11, 26), date(2026, 12, 7)], [3, 10])


def test_the_time_of_late_orders_is_stacked_by_step_in_hours():
    steps = pl.DataFrame(
        [("acceptance", True, 5, 7200.0), ("acceptance", False, 9, 3600.0), ("preparation", True, 5, 36000.0),
         ("whole", True, 5, 90000.0)],
        schema=["step", "is_late", "orders", "median_seconds"], orient="row",
    )  # fmt: skip
    with speaking("en"):
        figure = where_did_the_time_go(steps)
        words = whole_words(steps)
    assert [(trace.name, list(trace.x)) for trace in figure.data] == [
        ("Your acceptance", [1.0, 2.0]), ("Marketplace checks", [0.0, 0.0]), ("Your preparation", [0.0, 10.0])
    ]  # fmt: skip
    assert "5 late orders 25 h 00, 0 kept ones –" in words


@pytest.mark.parametrize(
    ("threshold", "direction", "is_held"),
    [(96.0, "min", True), (100.0, "max", False), (0.0, "min", False), (100.0, "min", True), (None, "max", False)],
)
def test_a_threshold_nobody_can_miss_is_not_enforced(threshold, direction, is_held):
    assert is_enforced({"threshold": threshold, "direction": direction}) is is_held


@pytest.mark.parametrize(("gap", "text"), [(-0.62, "−0.6"), (1.25, "+1.2"), (0.04, "0.0"), (-0.04, "0.0")])
def test_a_gap_has_a_sign_unless_it_rounds_to_nothing(gap, text):
    with speaking("en"):
        assert signed(gap) == text


@pytest.mark.parametrize(
    ("dimension", "member", "words"),
    [("weekday", "1", "lundi"), ("carrier", "", "Pas encore expédiée"), ("sales_channel", "CDISFR", "Cdiscount"),
     ("department", "2A", "2A"), ("weekday", "9", "9")],
)  # fmt: skip
def test_members_have_the_words_of_the_reader(dimension, member, words):
    with speaking("fr"):
        assert member_words(dimension, member, {"CDISFR": "Cdiscount"}) == words


def test_a_list_says_whose_orders_it_holds_and_how_many_failed():
    with speaking("en"):
        title = heading(Cases("ship_in_time", 30, dimension="carrier", member="Colissimo"), {})
        assert title == "Shipped in time · Carrier\\: Colissimo · 30 days"
        assert (counts(1002, 26), counts(26, 26)) == ("1,002 cases, of which 26 failures (2.6%)", "26 failures")


def test_where_a_level_fails_comes_worst_first_with_its_number_of_cases(shop):
    app = shop.open(LEVELS, "en", section="where")
    shown = app.dataframe[0].value
    assert list(zip(shown["member"], shown["failures"], shown["cases"], shown["value"], strict=True)) == [
        ("SKU-LAMP", 10, 100, "90%"), ("SKU-TABLE", 1, 10, "90%"), ("SKU-PILLOW", 2, 270, "99.3%")
    ]  # fmt: skip


def test_times_are_shown_on_both_clocks(shop):
    rows = shop.open(LEVELS, "en", section="time").table[0].value.to_dict("records")
    assert [(row["Measure"], row["Median"], row["9 in 10 within"], row["Within 24 h"]) for row in rows] == [
        ("Time to accept, calendar", "3 h 12", "18 h 00", "92.8%"),
        ("Time to accept, working hours", "1 h 30", "6 h 00", "100%"),
        ("Lateness of late shipments, calendar", "2 h 00", "25 h 00", "–"),
    ]


def test_the_marketplaces_values_stand_beside_ours_with_the_gap(shop):
    rows = shop.open(LEVELS, "en", section="marketplace").table[0].value.to_dict("records")
    assert [(row["Threshold"], row["Ours"], row["Gap"], row["Computed"]) for row in rows] == [
        ("96%", "96\\.6% \\(367 of 380\\)", "−0.6 pt", "20 Nov"),
        ("not enforced", "–", "–", "20 Nov"),
        ("5%", "–", "–", "20 Nov"),
    ]
    assert [row["Marketplace"].split()[-1] for row in rows] == ["97.2%", "0.4%", "–"]


def test_a_number_leads_to_its_failures_and_an_order_to_its_page(shop):
    app = shop.open(LEVELS, "en")
    app.button(key="cases_ship_in_time").click().run()
    assert app.query_params["cases"] in ("ship_in_time", ["ship_in_time"])
    assert app.dataframe[0].value["order"].tolist() == ["S1"]
    assert re.search(r"late by 3 h 0\d", app.dataframe[0].value["late"][0])  # minutes pass while the shop is made
    app.session_state["entity_to_open"] = (ORDER, "S1")
    app.run()
    assert [title.value for title in app.title] == ["Orders"]


@pytest.mark.parametrize(
    ("params", "orders"),
    [({"by": "carrier", "member": "Colissimo", "only": "all"}, ["D1"]), ({"by": "carrier", "member": ""}, ["S1"]),
     ({"by": "weekday", "member": str(datetime.now(UTC).isoweekday()), "only": "all"}, ["S1", "D1"]),
     ({"by": "seller_product", "member": "SKU-PILLOW"}, ["S1"]), ({"by": "'; drop", "member": "x"}, ["S1"])],
)  # fmt: skip
def test_the_list_keeps_what_its_address_asks_for(shop, params, orders):
    app = shop.open(LEVELS, "en", cases="ship_in_time", **params)
    assert not app.exception
    assert app.dataframe[0].value["order"].tolist() == orders


def test_a_list_without_orders_says_what_to_do(shop):
    app = shop.open(LEVELS, "en", cases="ship_in_time", by="department", member="2A")
    assert any("No such order in this window" in caption.value for caption in app.caption)
