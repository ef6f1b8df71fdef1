"""The filters of the Orders page, as its address holds them."""

from __future__ import annotations


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
