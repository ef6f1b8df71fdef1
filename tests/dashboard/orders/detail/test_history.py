"""The blocks of an order's detail: what is told once, what only when it differs, and what is dated how."""

from __future__ import annotations

import pytest

from etl.words.catalogues import speaking
from etl.words.formats import country, listed
from tests.dashboard.screen import unescaped

ORDERS = "pages/operations/orders.py"
OF_A_DAY = (
    "insert into order_status_events values ('D1', null, 'Shipped', timestamptz '2026-11-26 06:53:00Z', "
    "timestamptz '2026-11-23 23:00:00Z', timestamptz '2026-11-24 22:59:59Z', 'shipped_window')"
)


def tables(app):
    return {column: list(frame.value[column]) for frame in app.table for column in frame.value.columns}


def test_a_shipment_found_in_the_list_of_a_day_is_dated_by_that_day_in_words(shop):
    shop.publish(extra_sql=OF_A_DAY)
    shown = unescaped(shop.open(ORDERS, order="D1"))
    assert "24 Nov 2026, 23:59 at the latest · **Shipped** · listed among that day's shipments" in shown


def test_what_is_still_owed_says_once_how_late_it_is(shop):
    shown = tables(shop.open(ORDERS, order="S1"))
    assert shown["State"] == ["Broken"]
    assert "late by 3 h" in shown["Deadline"][0]


def test_where_a_line_stands_is_told_only_when_it_is_not_where_the_order_is(shop):
    assert "State" not in [column for frame in shop.open(ORDERS, order="D1").table[:1] for column in frame.value]
    shop.publish(version=2, extra_sql="update order_lines set status = 'Cancelled' where order_line_id = 'L2'")
    [contents] = [frame.value for frame in shop.open(ORDERS, order="S2").table if "SKU" in frame.value]
    assert list(contents["State"]) == ["To prepare", "Cancelled"]


@pytest.mark.parametrize(("reader", "name"), [("fr", "France"), ("en", "France"), ("zh", "法国")])
def test_a_country_has_its_name_in_the_language_of_the_reader(reader, name):
    with speaking(reader):
        assert (country("FR"), country("X9"), country(None)) == (name, "X9", "")


def test_a_list_of_one_is_that_one():
    with speaking("fr"):
        assert listed(["Karim"]) == "Karim"
