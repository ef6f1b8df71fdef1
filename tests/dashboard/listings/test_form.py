"""Stock: what the list and a listing show, what a change writes down, and what is shown until the data has it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from dashboard.listings.queue import stock_sheet
from etl.actions.kinds import kind_named
from etl.actions.outbox.asking import enqueue
from etl.actions.outbox.reading import events_of, list_actions
from etl.actions.states import State, Step, take_step
from etl.store.ops.database import writing
from tests.dashboard.screen import texts, unescaped

STOCK = "pages/operations/stock.py"
LAMP = {"stock_quantity": "2", "promised_units": "3", "price": "10.00", "sold_units": "6"}
TABLE = {"stock_quantity": "12", "promised_units": "1", "price": "10.00", "sold_units": "0"}
WAIT = "Another change can be made once this one has ended."


@pytest.fixture(autouse=True)
def _english(english):
    """The switches of the list are options."""


def opened(shop, sku="SKU-LAMP"):
    app = shop.open(STOCK, "en", listing=sku)
    assert not app.exception
    return app


def field(app, label):
    [found] = [field for field in app.number_input if field.label.startswith(label)]
    return found


def enter(app, quantity=None, price=None):
    if quantity is not None:
        field(app, "Quantity").set_value(quantity)
    if price is not None:
        field(app, "Price").set_value(price)
    return app.run()


def labelled(app, label):
    [button] = [button for button in app.button if button.label == label]
    return button


def send(app):
    labelled(app, "Send the change").click().run()
    assert not app.exception
    return app


def is_shut(app):
    [confirmation] = [
        popover.proto.popover for popover in app.get("popover") if popover.proto.popover.type == "primary"
    ]
    return confirmation.disabled


def asked_change(shop, *steps, result=None, ago=timedelta(minutes=1)):
    """A change of the lamp to 20 units, brought through these states a minute ago."""
    at = datetime.now(UTC) - ago
    payload = {"quantity": 20}
    enqueued = enqueue(
        shop.ops, kind_named("update_offer"), "SKU-LAMP", payload, requested_by="bea", hold=timedelta(0), now=at
    )
    before = State.QUEUED
    for after in steps:
        with writing(shop.ops) as connection:
            step = Step(enqueued.action_id, before, after, at, "worker")
            assert take_step(connection, step, result=result)
        before = after
    return enqueued.action_id


def read_listings(shop, version, ago):
    shop.publish(version, extra_sql=f"insert into freshness values ('offers', now() - interval {ago} second, now(), 1)")


def test_the_list_has_what_is_to_be_restocked_the_most_pressing_first(shop):
    app = shop.open(STOCK)
    assert "1 listing is oversold, 1 listing runs out within 14 days." in texts(app)
    rows = app.dataframe[0].value
    assert rows["sku"].tolist() == ["SKU-LAMP", "SKU-SOFA"]
    lamp = rows.iloc[0].to_dict()
    assert lamp | {"state": list(lamp["state"])} == {
        "open": ":material/open_in_full:", "state": ["Oversold"], "title": "SKU-LAMP", "sku": "SKU-LAMP", "stock": 2,
        "promised": 3, "free": -1, "sold": 6, "lasts": "0 d", "restock": 4, "price": "€10.00", "change": "",
    }  # fmt: skip
    sofa = rows.iloc[1].to_dict()
    assert (sofa["free"], sofa["sold"], sofa["lasts"], sofa["restock"]) == (3, 15, "6 d", 4)
    assert "2 listings" in [caption.value for caption in app.caption]


def test_a_search_looks_through_all_listings_and_says_when_it_finds_nothing(shop):
    assert shop.open(STOCK, "en", q="sku-t").dataframe[0].value["sku"].tolist() == ["SKU-TABLE"]
    app = shop.open(STOCK, "en", q="SKU-NOTHING")
    assert not app.exception
    assert not app.dataframe
    assert "No listing fits. Widen the filters" in texts(app)


def test_a_listing_shows_its_facts_and_the_orders_that_wait_for_it(shop):
    app = opened(shop)
    facts, waiting = (table.value for table in app.table)
    assert facts["value"].to_dict() == {
        "SKU": "SKU-LAMP", "Price": "€10\\.00", "In stock": "2", "Promised to open orders": "3", "Free": "\\-1",
        "Sold in 30 days": "6", "Free stock lasts": "0 d", "To restock": "4",
    }  # fmt: skip
    assert waiting[["Order", "To do", "Units"]].to_numpy().tolist() == [["S1", "Ship", "1"], ["A1", "Accept", "2"]]
    assert [link.proto.query_string for link in app.get("page_link")] == ["q=SKU-LAMP"]
    labelled(app, "Back to the list").click().run()
    assert "listing" not in app.query_params
    assert app.dataframe[0].value["sku"].tolist() == ["SKU-LAMP", "SKU-SOFA"]


def test_nothing_can_be_sent_before_something_is_changed(shop):
    app = opened(shop)
    assert (field(app, "Quantity").value, field(app, "Price").value) == (2, 10.0)
    assert labelled(app, "Change the listing").disabled
    assert "Enter another quantity or price to go on." in texts(app)
    enter(app, 3)
    assert not is_shut(app)
    enter(app, 2)
    assert labelled(app, "Change the listing").disabled


def test_a_quantity_is_written_down_with_what_was_seen_and_can_be_undone(shop):
    app = enter(opened(shop), 20)
    assert "Quantity: 2 → **20**" in texts(app)
    send(app)
    [row] = list_actions(shop.ops)
    assert (row.kind, row.target, row.state, row.requested_by) == ("update_offer", "SKU-LAMP", State.QUEUED, "ana")
    assert row.payload == {"quantity": 20, "sales_channel_id": "CDISFR"}
    assert row.seen == LAMP
    assert row.not_before_at - row.requested_at == timedelta(seconds=30)
    assert [toast.value for toast in app.toast] == ["Change the listing, SKU-LAMP: written down"]
    assert not app.number_input
    app.button(key=f"undo_{row.action_id}").click().run()
    assert [row.state for row in list_actions(shop.ops)] == [State.UNDONE]
    assert field(app, "Quantity").value == 2
    assert labelled(app, "Change the listing").disabled


def test_a_price_alone_leaves_the_quantity_alone(shop):
    app = enter(opened(shop, "SKU-TABLE"), price=9.9)
    assert "Price: €10.00 → **€9.90** (−1%)" in unescaped(app)
    assert not is_shut(app)
    send(app)
    [row] = list_actions(shop.ops)
    assert row.payload == {"price": "9.90", "sales_channel_id": "CDISFR"}
    assert row.seen == TABLE


@pytest.mark.parametrize(("unusual", "share"), [(4.99, "−50%"), (15.01, "+50%"), (100.0, "+900%")])
def test_a_price_that_changes_by_more_than_half_wants_a_reason(shop, unusual, share):
    app = enter(opened(shop, "SKU-TABLE"), price=unusual)
    assert share in unescaped(app)
    assert "The price changes by more than half." in texts(app)
    assert is_shut(app)
    assert "Write why, and the change can be sent." in texts(app)
    [reason] = [box for box in app.text_input if box.label.startswith("Why?")]
    reason.set_value("  ").run()
    assert is_shut(app)
    reason.set_value(" Sale of the [week](http://x) ").run()
    assert not is_shut(app)
    send(app)
    [row] = list_actions(shop.ops)
    assert row.payload == {"price": f"{unusual:.2f}", "sales_channel_id": "CDISFR"}
    assert row.seen == TABLE | {"reason": "Sale of the [week](http://x)"}
    assert all("week" not in (event.note or "") for event in events_of(shop.ops, row.action_id))


def test_a_price_that_changes_by_half_is_no_jump(shop):
    app = opened(shop, "SKU-TABLE")
    for price in (5.0, 15.0):
        enter(app, price=price)
        assert not is_shut(app)
        assert "by more than half" not in texts(app)


def test_a_quantity_that_does_not_cover_the_open_orders_is_warned_of(shop):
    app = enter(opened(shop), 1)
    assert "Open orders wait for 3 units: this quantity does not cover them." in texts(app)
    assert "no longer see this listing" not in texts(app)
    assert not is_shut(app)
    assert "Open orders wait" not in texts(enter(app, 3))
    warned = texts(enter(app, 0))
    assert "Open orders wait for 3 units" in warned
    assert "With nothing in stock, customers no longer see this listing." in warned


def test_a_double_click_is_one_action(shop):
    first, second = enter(opened(shop), 20), enter(opened(shop), 20)
    send(first)
    send(second)
    assert len(list_actions(shop.ops)) == 1
    assert [toast.value for toast in second.toast] == ["Change the listing, SKU-LAMP: already under way"]


def test_two_people_who_change_a_listing_differently_are_told(shop):
    first, second = enter(opened(shop), 20), enter(opened(shop), 30)
    send(first)
    send(second)
    assert [row.payload["quantity"] for row in list_actions(shop.ops)] == [20]
    assert ["another change of this listing is already under way" in error.value for error in second.error] == [True]


def test_a_field_starts_anew_when_the_data_has_another_value(shop):
    app = opened(shop, "SKU-TABLE")
    shop.publish(2, extra_sql="update offers set stock_quantity = 9 where seller_product_id = 'SKU-TABLE'")
    send(enter(app.run(), price=11.0))
    [row] = list_actions(shop.ops)
    assert row.payload == {"price": "11.00", "sales_channel_id": "CDISFR"}
    assert row.seen["stock_quantity"] == "9"


@pytest.mark.parametrize(("stock", "price"), [(-3, "0"), (1_000_000, "100000.01")])
def test_a_listing_with_values_the_marketplace_would_not_take_can_be_put_right(shop, stock, price):
    shop.publish(
        2,
        extra_sql=f"update offers set stock_quantity = {stock}, price = {price} where seller_product_id = 'SKU-TABLE'",
    )
    app = opened(shop, "SKU-TABLE")
    assert (field(app, "Quantity").value, field(app, "Price").value) == (None, None)
    assert labelled(app, "Change the listing").disabled
    send(enter(app, 20))
    [row] = list_actions(shop.ops)
    assert row.payload == {"quantity": 20, "sales_channel_id": "CDISFR"}


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ((), "Waiting"),
        ((State.SENDING,), "Being sent"),
        ((State.SENDING, State.WORKING), "The marketplace is working on it"),
        ((State.SENDING, State.UNKNOWN), "Outcome unknown"),
        ((State.SENDING, State.WORKING, State.RECONCILING), "Being verified"),
    ],
)
def test_while_a_change_is_under_way_there_is_no_form_and_the_page_says_so(shop, steps, words):
    asked_change(shop, *steps)
    app = opened(shop)
    assert not app.number_input
    assert f"quantity 20: {words}" in unescaped(app)
    assert WAIT in texts(app)
    [changes] = [table.value for table in app.table if "Change" in table.value.columns]
    assert changes[["By", "Change", "State"]].to_numpy().tolist() == [["bea", "quantity 20", words]]


def test_the_list_says_what_is_under_way(shop):
    asked_change(shop, State.SENDING, State.WORKING)
    rows = shop.open(STOCK).dataframe[0].value
    assert rows["change"].tolist() == ["quantity 20: The marketplace is working on it", ""]


def test_a_change_that_is_done_is_shown_until_the_listings_were_read_after_it(shop):
    asked_change(shop, State.SENDING, State.DONE)
    said = "quantity 20: Changed, not yet in the data"
    for version, seconds_ago, is_told in ((2, 300, True), (3, 30, False)):
        read_listings(shop, version, seconds_ago)
        app = opened(shop)
        assert (said in unescaped(app)) is is_told
        assert WAIT not in texts(app)
        assert field(app, "Quantity").value == 2


def test_a_refused_change_says_why_and_can_be_made_again(shop):
    refused = "The marketplace did not take the change of SKU-LAMP: PRICE: <b>too low</b> [x](http://b)"
    asked_change(shop, State.SENDING, State.REJECTED, result=refused)
    read_listings(shop, 2, 1)
    app = opened(shop)
    assert "quantity 20: Refused by the marketplace" in unescaped(app)
    assert "did not take the change of SKU-LAMP\\: PRICE\\: \\<b\\>too low\\</b\\> \\[x\\]" in texts(app)
    send(enter(app, 21))
    assert sorted((row.payload["quantity"], row.state) for row in list_actions(shop.ops)) == [
        (20, State.REJECTED), (21, State.QUEUED)
    ]  # fmt: skip


def test_a_change_that_needs_a_person_leads_to_its_decision(shop):
    action_id = asked_change(
        shop, State.SENDING, State.NEEDS_HUMAN, result="Given up after 3 requests: The marketplace answered 500."
    )
    app = opened(shop)
    assert not app.number_input
    assert "Given up after 3 requests. The marketplace answered 500." in unescaped(app)
    [decide] = [link.proto for link in app.get("page_link") if link.proto.label == "Decide on it"]
    assert (decide.page, decide.query_string) == ("actions", f"action={action_id}")


@pytest.mark.parametrize(
    ("sku", "shown"),
    [
        ("<b>x</b>[a](http://b)", "\\<b\\>x\\</b\\>\\[a\\]\\(http\\:\u2060//b\\)"),
        ("sku-lamp", "sku-lamp"),
        ("SKU-LAM", "SKU-LAM"),
    ],
)
def test_an_unknown_listing_in_the_address_is_named_with_what_to_do(shop, sku, shown):
    app = opened(shop, sku)
    assert [heading.value for heading in app.subheader] == [f"There is no listing {shown} here"]
    assert "Check the SKU, capitals included." in texts(app)
    assert not app.number_input


def test_what_orders_wait_for_and_the_marketplace_does_not_list_cannot_be_changed(shop):
    shop.publish(2, extra_sql="delete from offers where seller_product_id = 'SKU-SOFA'")
    rows = shop.open(STOCK).dataframe[0].value
    assert rows["sku"].tolist() == ["SKU-LAMP", "SKU-SOFA"]
    assert [list(state) for state in rows["state"]] == [["Oversold"], ["No listing"]]
    assert rows["open"].notna().tolist() == [True, False]
    app = opened(shop, "SKU-SOFA")
    assert "Orders wait for this SKU, but the marketplace lists no offer of it." in texts(app)
    assert not app.number_input
    assert not [button for button in app.button if button.label == "Change the listing"]
    assert app.table[0].value["value"]["Promised to open orders"] == "1"


def test_the_sheet_has_plain_numbers_and_no_formula():
    row = {
        "seller_product_id": "=1+1", "product_title": "Lampe", "state": "running_out", "stock_quantity": 1234,
        "promised_units": 3, "free_units": 1231, "sold_units": 6, "days_left": 6.25, "restock_units": 0, "price": None,
    }  # fmt: skip
    heading, line = stock_sheet(pl.DataFrame([row])).decode("utf-8-sig").splitlines()
    assert heading == "SKU;Title;State;In stock;Promised;Free;Sold in 30 days;Days left;To restock;Price"
    assert line == "'=1+1;Lampe;Running out;1234;3;1231;6;6.2;0;"


def test_an_offer_whose_stock_nobody_tells_is_listed_and_can_be_set(shop):
    shop.publish(2, extra_sql="update offers set stock_quantity = null where seller_product_id = 'SKU-SOFA'")
    rows = shop.open(STOCK, "en", view="all", q="SKU-SOFA").dataframe[0].value
    assert [list(state) for state in rows["state"]] == [["Stock unknown"]]
    app = opened(shop, "SKU-SOFA")
    assert field(app, "Quantity").value is None
    send(enter(app, quantity=5))
    [action] = list_actions(shop.ops)
    assert action.payload == {"quantity": 5, "sales_channel_id": "CDISFR"}


def test_a_listing_of_unknown_stock_is_to_restock_only_where_orders_wait_for_it(shop):
    shop.publish(2, extra_sql="update offers set stock_quantity = null where seller_product_id = 'SKU-SOFA'; "
                 "insert into offers by name select 'OF-NEW' as offer_id, 'SKU-NEW' as seller_product_id")  # fmt: skip
    assert {"SKU-SOFA", "SKU-NEW"} <= set(shop.open(STOCK, "en", view="all").dataframe[0].value["sku"])
    to_restock = set(shop.open(STOCK).dataframe[0].value["sku"])
    assert "SKU-SOFA" in to_restock
    assert "SKU-NEW" not in to_restock
