"""Accepting, refusing and shipping from the page: what is offered, what is written down, what is shown meanwhile."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from etl.actions.listings import Wanted, events_of, list_actions
from etl.actions.states import State, Step, take_step
from etl.store.ops import writing

ORDERS = "pages/operations/orders.py"
ACTIONS = "pages/operations/actions.py"


def texts(app):
    return "\n".join([*(text.value for text in app.markdown), *(text.value for text in app.caption)])


def keys(app):
    return {button.key for button in app.button}


def test_accepting_is_written_down_with_who_and_what_was_seen(shop):
    app = shop.open(ORDERS, order="A1")
    app.button(key="approve_order_A1").click().run()
    assert not app.exception
    [row] = list_actions(shop.ops)
    assert (row.kind, row.target, row.state, row.requested_by) == ("approve_order", "A1", State.QUEUED, "ana")
    assert row.seen["status"] == "WaitingAcceptance"
    assert row.seen["stock"] == {"SKU-LAMP": 1}
    assert row.not_before_at - row.requested_at == timedelta(seconds=30)


def test_after_the_click_the_forms_give_way_to_the_undo(shop):
    app = shop.open(ORDERS, order="A1")
    app.button(key="approve_order_A1").click().run()
    assert not {"approve_order_A1", "refuse_order_A1"} & keys(app)
    assert "Will be sent in" in texts(app)
    assert [toast.value for toast in app.toast] == ["Accept the order, A1: written down"]
    [undo] = [button for button in app.button if button.key and button.key.startswith("undo_")]
    undo.click().run()
    assert [row.state for row in list_actions(shop.ops)] == [State.UNDONE]
    assert {"approve_order_A1", "refuse_order_A1"} <= keys(app)


def test_a_double_click_is_one_action(shop):
    first, second = shop.open(ORDERS, order="A1"), shop.open(ORDERS, order="A1")
    first.button(key="approve_order_A1").click().run()
    second.button(key="approve_order_A1").click().run()
    assert len(list_actions(shop.ops)) == 1
    assert [toast.value for toast in second.toast] == ["Accept the order, A1: already under way"]


def test_two_people_who_decide_differently_are_told(shop):
    first, second = shop.open(ORDERS, order="A1"), shop.open(ORDERS, order="A1")
    first.button(key="approve_order_A1").click().run()
    second.button(key="refuse_order_A1").click().run()
    assert len(list_actions(shop.ops)) == 1
    assert any("something else is already under way" in error.value for error in second.error)


@pytest.mark.parametrize(
    ("order_id", "said"),
    [
        ("D1", "Nothing is owed on this order."),
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
    app = fill_shipment(shop.open(ORDERS, order="S2"), "S2", "Chronopost", "XY123456789FR")
    app.button(key="ship_order_S2").click().run()
    [row] = list_actions(shop.ops)
    assert row.payload["parcel_number"] == "XY123456789FR"
    assert row.payload["carrier_name"] == "Chronopost"
    assert row.payload["tracking_url"] is None


def test_carrier_labels_come_without_the_spaces_the_marketplace_puts(shop):
    app = shop.open(ORDERS, order="S2")
    assert app.selectbox(key="carrier_S2").options == ["Chronopost", "Colissimo", "DPD France", "Mondial Relay"]


def test_a_number_with_spaces_and_quotes_is_refused_with_a_usable_one_offered(shop):
    app = fill_shipment(shop.open(ORDERS, order="S2"), "S2", "Colissimo", '"6a 1234 5678 901"')
    assert "ship_order_S2" not in keys(app)
    assert "The marketplace refuses spaces, quotes" in texts(app)
    app.button(key="use_S2").click().run()
    assert app.text_input(key="parcel_number_S2").value == "6A12345678901"
    assert "ship_order_S2" in keys(app)


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
    app = fill_shipment(shop.open(ORDERS, order="S2"), "S2", "Chronopost", "XY123456789FR")
    app.button(key="ship_order_S2").click().run()
    [row] = list_actions(shop.ops)
    now = datetime.now(UTC)
    for before, after in ((State.QUEUED, State.SENDING), (State.SENDING, State.NEEDS_HUMAN)):
        with writing(shop.ops) as connection:
            assert take_step(connection, Step(row.action_id, before, after, now, "worker", "no proof"))
    return row.action_id
