"""How carriers did, on the page and beside the choice of a carrier."""

from __future__ import annotations

import polars as pl
import pytest

from dashboard.carriers.queries import choice, departments
from dashboard.carriers.tables import carriers_sentence
from dashboard.carriers.words import share_words
from dashboard.parts.questions import answer
from etl.store.snapshots.snapshots import open_snapshot
from etl.words.catalogues import speaking

CARRIERS, ORDERS = "pages/analytics/carriers.py", "pages/operations/orders.py"


@pytest.fixture
def snapshot(shop):
    return open_snapshot(shop.home)


def test_a_carrier_is_judged_in_the_department_and_in_the_country_where_there_are_too_few(snapshot):
    found = answer(snapshot, choice("33"))
    assert found.select("carrier_name", "department_code", "on_time_percent").rows() == [
        ("Chronopost", "", 98.0), ("Colissimo", "33", 90.0), ("Colis Privé", "", 70.0)
    ]  # fmt: skip
    assert answer(snapshot, choice("69"))["department_code"].unique().to_list() == [""]
    assert departments(snapshot) == ["33", "69"]


def test_the_ship_form_says_who_is_punctual_where_the_order_goes(shop):
    captions = [caption.value for caption in shop.open(ORDERS, "en", order="S1").caption]
    [shown] = [text for text in captions if "most punctual first" in text]
    lines = shown.splitlines()
    assert "Chronopost" in lines[1]
    assert "whole country" in lines[1]
    assert "Colissimo" in lines[2]
    assert "department 33" in lines[2]


def test_the_ship_form_says_nothing_without_history(shop):
    shop.publish(2, extra_sql="delete from carrier_scores")
    app = shop.open(ORDERS, "en", order="S1")
    assert not app.exception
    assert not [caption for caption in app.caption if "punctual" in caption.value]


def test_the_page_names_the_most_and_the_least_punctual(shop):
    app = shop.open(CARRIERS)
    assert not app.exception
    assert app.markdown[0].value == (
        "#### Chronopost is the most punctual with 98% on time, Colis Privé the least with 70%."
    )
    assert app.table[0].value["Carrier"].tolist() == ["Chronopost", "Colissimo", "Colis Privé", "GLS"]


def test_the_page_of_a_department_shows_that_department_only(shop):
    app = shop.open(CARRIERS, "en", department="69")
    assert app.table[0].value["Carrier"].tolist() == ["Colissimo"]
    assert "Too few parcels" in app.markdown[0].value


def test_below_twenty_a_rate_is_grey_and_of_nothing_a_dash():
    with speaking("en"):
        assert share_words(49, 50) == "98%\u00a0\\(49\u00a0of\u00a050\\)"
        assert share_words(9, 10).startswith(":gray[")
        assert share_words(0, 0) == "–"


def test_one_carrier_alone_is_not_compared(snapshot):
    one = pl.DataFrame({"carrier_name": ["GLS"], "delivered_count": [30], "on_time_percent": [90.0]})
    with speaking("en"):
        assert carriers_sentence(one) == "GLS delivered 90% on time."
