"""Accepting, refusing and shipping from the page: what is offered, what is written down, what is shown meanwhile."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from etl.actions.notes import as_written
from etl.actions.outbox.reading import Wanted, events_of, list_actions
from etl.actions.states import State, Step, take_step
from etl.store.ops.database import writing
from etl.store.orders.follow_ups import CONFIRM_ACCEPTANCE, standing_follow_ups
from etl.store.parcels.link_templates import template_set
from etl.words.formats import paris
from tests.dashboard.screen import texts, unescaped

ORDERS = "pages/operations/orders.py"
ACTIONS = "pages/operations/actions.py"


@pytest.fixture(autouse=True)
def _english(english):
    """Reasons are pills."""


def keys(app):
    return {button.key for button in app.button}


def test_accepting_is_written_down_with_who_and_what_was_seen(shop):
    app = shop.open(ORDERS, order="A2")
    app.button(key="approve_order_A2").click().run()
    assert not app.exception
    [row] = list_actions(shop.ops)
    assert (row.kind, row.target, row.state, row.requested_by) == ("approve_order", "A2", State.QUEUED, "ana")
    assert row.seen["status"] == "WaitingAcceptance"
    assert (row.seen["stock"], row.seen["warnings"]) == ({"SKU-TABLE": 12}, [])
    assert row.not_before_at - row.requested_at == timedelta(seconds=30)


def test_after_the_click_the_forms_give_way_to_the_undo(shop):
    app = shop.open(ORDERS, order="A2")
    app.button(key="approve_order_A2").click().run()
    assert not {"approve_order_A2", "refuse_order_A2"} & keys(app)
    assert "Will be sent in" in texts(app)
    assert [toast.value for toast in app.toast] == ["Accept the order, A2: written down"]
    [undo] = [button for button in app.button if button.key and button.key.startswith("undo_")]
    undo.click().run()
    assert [row.state for row in list_actions(shop.ops)] == [State.UNDONE]
    assert {"approve_order_A2", "refuse_order_A2"} <= keys(app)


def test_a_double_click_is_one_action(shop):
    first, second = shop.open(ORDERS, order="A2"), shop.open(ORDERS, order="A2")
    first.button(key="approve_order_A2").click().run()
    second.button(key="approve_order_A2").click().run()
    assert len(list_actions(shop.ops)) == 1
    assert [toast.value for toast in second.toast] == ["Accept the order, A2: already under way"]


def test_two_people_who_decide_differently_are_told(shop):
    first, second = shop.open(ORDERS, order="A2"), shop.open(ORDERS, order="A2")
    give_reason(second, "refuse_order_A2", "price_mistake")
    first.button(key="approve_order_A2").click().run()
    second.button(key="refuse_order_A2").click().run()
    assert len(list_actions(shop.ops)) == 1
    assert any("something else is already under way" in error.value for error in second.error)


def give_reason(app, form, code):
    app.pills(key=f"reason_{form}").select(code)
    return app.run()


def test_a_warning_keeps_the_button_shut_until_there_is_a_reason(shop):
    app = shop.open(ORDERS, order="A1")
    assert "SKU-LAMP: 2 needed, 2 in stock, 1 promised to other orders" in unescaped(app)
    assert app.button(key="approve_order_A1").disabled
    give_reason(app, "approve_order_A1", "restock_coming")
    assert not app.button(key="approve_order_A1").disabled
    app.button(key="approve_order_A1").click().run()
    [row] = list_actions(shop.ops)
    assert row.seen["override"] == {"warnings": ["stock_short"], "reason": "restock_coming"}
    assert [event.note for event in events_of(shop.ops, row.action_id)] == ["asked for in spite of: stock_short"]


def test_own_words_are_kept_with_the_action_and_never_in_the_audit_log(shop):
    app = shop.open(ORDERS, order="A1")
    app.text_input(key="own_reason_approve_order_A1").set_value("Two more in  the [window](http://x)").run()
    app.button(key="approve_order_A1").click().run()
    [row] = list_actions(shop.ops)
    assert row.seen["override"]["reason"] == "Two more in the [window](http://x)"
    assert all("window" not in (event.note or "") for event in events_of(shop.ops, row.action_id))
    shown = shop.open(ACTIONS, action=row.action_id)
    assert "stock short" in shown.table[0].value.to_string()
    assert "\\[window\\]" in shown.table[0].value.to_string()


def test_refusing_costs_acceptance_rate_and_wants_a_reason(shop):
    app = shop.open(ORDERS, order="A2")
    assert "counts against your acceptance rate" in texts(app)
    assert app.button(key="refuse_order_A2").disabled
    give_reason(app, "refuse_order_A2", "out_of_stock").button(key="refuse_order_A2").click().run()
    [row] = list_actions(shop.ops)
    assert (row.kind, row.seen["override"]["reason"]) == ("refuse_order", "out_of_stock")


def test_what_has_become_impossible_is_not_asked_however_the_click_came(shop):
    app = shop.open(ORDERS, order="A2")
    shop.publish(2, extra_sql="update orders set status = 'Cancelled' where order_id = 'A2'")
    app.button(key="approve_order_A2").click().run()
    assert list_actions(shop.ops) == []
    assert ["not asked" in error.value and "Cancelled" in error.value for error in app.error] == [True]


def test_a_warning_that_came_up_since_is_shown_before_anything_is_asked(shop):
    app = shop.open(ORDERS, order="A2")
    shop.publish(2, extra_sql="update offers set stock_quantity = 0 where seller_product_id = 'SKU-TABLE'")
    app.button(key="approve_order_A2").click().run()
    assert list_actions(shop.ops) == []
    assert ["stock short" in error.value for error in app.error] == [True]


def hand_made_click():
    from dashboard.outbox.guard import ask_checked  # noqa: PLC0415
    from dashboard.parts.notices import show_answers  # noqa: PLC0415  the function becomes a script of its own

    ask_checked("approve_order", "A1", {}, {"warnings": ["stock_short"]})
    show_answers()


def test_a_hand_made_click_without_a_reason_asks_nothing(shop):
    app = AppTest.from_function(hand_made_click).run()
    assert not app.exception
    assert list_actions(shop.ops) == []
    said = "Accepter la commande, A1 : non demandé. Choisissez d’abord un motif."
    assert [error.value for error in app.error] == [said]


@pytest.mark.parametrize(
    ("order_id", "said"),
    [
        ("D1", "Shipped. The marketplace takes no correction: settle what is wrong with the customer."),
        ("F1", "The marketplace's warehouse ships this order: nothing to do here."),
    ],
)
def test_only_what_the_marketplace_still_takes_is_offered(shop, order_id, said):
    app = shop.open(ORDERS, order=order_id)
    assert said in texts(app)
    assert not {f"{kind}_{order_id}" for kind in ("approve_order", "refuse_order", "ship_order")} & keys(app)


def fill_shipment(app, order_id, carrier, number):
    app.selectbox(key=f"carrier_{order_id}").select(carrier)
    app.text_input(key=f"parcel_number_{order_id}").set_value(number)
    return app.run()


def test_shipping_writes_the_parcel_down(shop):
    app = fill_shipment(shop.open(ORDERS, order="S2"), "S2", "Chronopost", "XY123456785FR")
    app.button(key="ship_order_S2").click().run()
    [row] = list_actions(shop.ops)
    assert row.payload["parcel_number"] == "XY123456785FR"
    assert row.payload["carrier_name"] == "Chronopost"
    assert row.payload["order_line_ids"] is None
    assert row.payload["tracking_url"] == (
        "https://www.chronopost.fr/tracking-no-cms/suivi-page?listeNumerosLT=XY123456785FR"
    )
    assert datetime.now(UTC) - datetime.fromisoformat(row.payload["handed_over_at"]) < timedelta(minutes=1)


def test_carrier_labels_come_without_the_spaces_the_marketplace_puts(shop):
    app = shop.open(ORDERS, order="S2")
    assert app.selectbox(key="carrier_S2").options == ["Chronopost", "Colissimo", "DPD France", "Mondial Relay"]


def test_a_number_with_spaces_and_quotes_is_refused_with_a_usable_one_offered(shop):
    app = fill_shipment(shop.open(ORDERS, order="S2"), "S2", "Colissimo", '"3x 0028 7566 855"')
    assert app.button(key="ship_order_S2").disabled
    assert "The marketplace refuses spaces, quotes" in texts(app)
    app.button(key="use_S2").click().run()
    assert app.text_input(key="parcel_number_S2").value == "3X00287566855"
    assert not app.button(key="ship_order_S2").disabled
    assert "The number fits the carrier, check digit included." in texts(app)


def test_a_doubtful_number_is_shipped_with_a_reason_only(shop):
    app = fill_shipment(shop.open(ORDERS, order="S2"), "S2", "Colissimo", "3X00287566856")
    assert app.button(key="ship_order_S2").disabled
    give_reason(app, "ship_order_S2", "label_read").button(key="ship_order_S2").click().run()
    [row] = list_actions(shop.ops)
    assert row.seen["override"] == {"warnings": ["wrong_check_digit"], "reason": "label_read"}


def test_a_number_that_another_order_carries_is_warned_of(shop):
    app = fill_shipment(shop.open(ORDERS, order="S2"), "S2", "Colissimo", "6A12345678901")
    assert "This number is already on order D1." in texts(app)
    app = fill_shipment(shop.open(ORDERS, order="S3"), "S3", "Chronopost", "XY123456785FR")
    app.button(key="ship_order_S3").click().run()
    app = fill_shipment(shop.open(ORDERS, order="S2"), "S2", "Chronopost", "XY123456785FR")
    assert "This number is already on order S3." in texts(app)


def test_a_hand_over_is_paris_time_and_not_in_the_future(shop):
    app = fill_shipment(shop.open(ORDERS, order="S2"), "S2", "Chronopost", "XY123456785FR")
    taken = datetime.now(UTC).replace(second=0, microsecond=0) - timedelta(hours=2)
    app.datetime_input(key="handed_over_S2").set_value(paris(taken).replace(tzinfo=None)).run()
    app.button(key="ship_order_S2").click().run()
    [row] = list_actions(shop.ops)
    assert datetime.fromisoformat(row.payload["handed_over_at"]) == taken
    later = fill_shipment(shop.open(ORDERS, order="S3"), "S3", "Chronopost", "XY123456785FR")
    tomorrow = paris(datetime.now(UTC) + timedelta(hours=3)).replace(tzinfo=None)
    later.datetime_input(key="handed_over_S3").set_value(tomorrow).run()
    assert later.button(key="ship_order_S3").disabled
    assert "cannot have taken the parcel in the future" in texts(later)


def test_the_postcode_is_sent_only_where_the_template_asks_and_the_page_says_so(shop):
    app = fill_shipment(shop.open(ORDERS, order="S2"), "S2", "Mondial Relay", "12345678")
    assert "It holds the postcode of the recipient." in texts(app)
    app.button(key="ship_order_S2").click().run()
    [row] = list_actions(shop.ops)
    assert row.payload["tracking_url"].endswith("numeroExpedition=12345678&codePostal=33000")
    assert "33000" not in str(row.seen)
    app = fill_shipment(shop.open(ORDERS, order="S3"), "S3", "Colissimo", "3X00287566855")
    assert "It holds the postcode of the recipient." not in texts(app)


def test_an_administrator_changes_the_link_of_a_carrier(shop):
    app = fill_shipment(shop.open(ORDERS, order="S2"), "S2", "Colissimo", "3X00287566855")
    app.text_input(key="link_template_Colissimo").set_value("https://parcels.example/{number}?zip={postcode}").run()
    app.button(key="save_link_template_Colissimo").click().run()
    assert not app.error
    assert "Set by ana" in texts(app)
    app.button(key="ship_order_S2").click().run()
    [row] = list_actions(shop.ops)
    assert row.payload["tracking_url"] == "https://parcels.example/3X00287566855?zip=33000"


def test_a_template_that_cannot_be_used_is_refused_and_changes_nothing(shop):
    app = fill_shipment(shop.open(ORDERS, order="S2"), "S2", "Colissimo", "3X00287566855")
    app.text_input(key="link_template_Colissimo").set_value("https://parcels.example/{phone}").run()
    app.button(key="save_link_template_Colissimo").click().run()
    assert ["is no placeholder" in error.value for error in app.error] == [True]
    assert template_set(shop.ops, "Colissimo") is None


def test_a_channel_that_takes_several_parcels_ships_line_by_line(shop):
    shop.publish(2, extra_sql="update orders set sales_channel_id = 'SCID01' where order_id = 'S2'")
    app = fill_shipment(shop.open(ORDERS, order="S2"), "S2", "Chronopost", "XY123456785FR")
    app.multiselect(key="lines_S2_2").unselect("L2").run()
    app.button(key="ship_order_S2").click().run()
    [first] = list_actions(shop.ops)
    assert first.payload["order_line_ids"] == ["L1"]
    assert app.multiselect(key="lines_S2_1").value == ["L2"]
    app = fill_shipment(app, "S2", "Colissimo", "3X00287566855")
    app.button(key="ship_order_S2").click().run()
    assert {tuple(row.payload["order_line_ids"]) for row in list_actions(shop.ops)} == {("L1",), ("L2",)}


def test_confirming_to_the_customer_is_a_wish_that_can_be_withdrawn(shop):
    app = shop.open(ORDERS, order="A2")
    assert "wish_confirm_acceptance_A2" not in keys(app)
    app.button(key="approve_order_A2").click().run()
    app.button(key="wish_confirm_acceptance_A2").click().run()
    assert standing_follow_ups(shop.ops, "A2")[CONFIRM_ACCEPTANCE].wished_by == "ana"
    assert "The order is to be confirmed to the customer" in texts(app)
    app.button(key="withdraw_confirm_acceptance_A2").click().run()
    assert standing_follow_ups(shop.ops, "A2") == {}
    assert "wish_confirm_acceptance_A2" in keys(app)


def test_an_unknown_order_in_the_address_is_named_with_what_to_do(shop):
    app = shop.open(ORDERS, order="NO*PE_[x](y)")
    assert not app.exception
    assert [heading.value for heading in app.subheader] == ["There is no order NO\\*PE\\_\\[x\\]\\(y\\) here"]
    assert "Check the number" in texts(app)


def test_titles_written_by_others_are_shown_as_text(shop):
    app = shop.open(ORDERS, order="A1")
    [lines] = [table.value for table in app.table if "SKU" in table.value.columns]
    assert lines["Product"].tolist() == [
        "Lampe de chevet \\[promo\\]\\(http\\:\u2060//example\\.invalid\\) \\*\\*chêne\\*\\*"
    ]


def test_an_action_that_needs_a_person_is_settled_with_a_note(shop):
    action_id = needing_a_person(shop)
    app = shop.open(ACTIONS, action=action_id)
    assert app.button(key=f"done_{action_id}").disabled
    app.text_input(key=f"note_{action_id}").set_value("It is on the marketplace's screen").run()
    app.button(key=f"done_{action_id}").click().run()
    [row] = list_actions(shop.ops, Wanted(states={State.DONE}))
    last = events_of(shop.ops, row.action_id)[-1]
    assert (last.actor, last.note) == ("ana", "It is on the marketplace's screen")


def test_an_action_that_was_not_done_is_sent_again(shop):
    action_id = needing_a_person(shop)
    app = shop.open(ACTIONS, action=action_id)
    app.text_input(key=f"note_{action_id}").set_value("Not there").run()
    app.button(key=f"again_{action_id}").click().run()
    assert [row.state for row in list_actions(shop.ops)] == [State.QUEUED]


def test_an_unknown_action_in_the_address_is_named(shop):
    app = shop.open(ACTIONS, action="nothing")
    assert [heading.value for heading in app.subheader] == ["There is no action nothing here"]


def needing_a_person(shop):
    app = fill_shipment(shop.open(ORDERS, order="S2"), "S2", "Chronopost", "XY123456785FR")
    app.button(key="ship_order_S2").click().run()
    [row] = list_actions(shop.ops)
    now = datetime.now(UTC)
    for before, after in ((State.QUEUED, State.SENDING), (State.SENDING, State.NEEDS_HUMAN)):
        with writing(shop.ops) as connection:
            assert take_step(connection, Step(row.action_id, before, after, now, "worker", as_written("no proof")))
    return row.action_id
