"""Two people on one order, saved views, search, the walk through the list, the name in the sidebar."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dashboard.orders import queries as order_queries
from dashboard.orders.entity import ORDER
from dashboard.orders.queries import OrderFilter
from dashboard.orders.queue.filters import searched_text
from dashboard.parts import news
from dashboard.parts.keyboard import registered
from dashboard.parts.view_list import parameters_in
from dashboard.parts.walk import Neighbours, neighbours
from dashboard.people.presence import unspoken_words
from dashboard.registry import SHORTCUTS
from etl.actions.outbox.reading import list_actions
from etl.store.ops.presence import STAYS, Presence, Subject, note_presence, those_present
from etl.store.ops.views import save_view, views_for
from etl.store.snapshots.snapshots import open_snapshot
from etl.words.catalogues import speaking
from tests.dashboard.screen import texts

ORDERS = "pages/operations/orders.py"


@pytest.fixture(autouse=True)
def _english(english):
    """Reasons are pills."""


def named(app, name):
    app.text_input(key="person_field").set_value(name).run()
    return app


def accept(app):
    app.pills(key="reason_approve_order_A1").set_value("stock_counted").run()
    app.button(key="approve_order_A1").click().run()


def look_runs_the_page_again(app):
    app.session_state[news.BY_ITSELF] = True
    app.run()


def come(shop, person, order_id="A1", ago=timedelta(0)):
    note_presence(shop.ops, f"session of {person}", Subject("order", order_id), person, datetime.now(UTC) - ago)


def test_two_sessions_see_each_other_on_an_order(shop):
    first = named(shop.open(ORDERS, order="A1"), "Claire")
    second = named(shop.open(ORDERS, order="A1"), "Bao")
    first.run()
    assert "Claire has had this order open for" in texts(second)
    assert "Bao has had this order open for" in texts(first)
    assert len(those_present(shop.ops, datetime.now(UTC))) == 2


def test_acting_beside_somebody_asks_for_one_tick_which_the_audit_keeps(shop):
    come(shop, "Claire")
    app = shop.open(ORDERS, order="A1")
    accept(app)
    assert list_actions(shop.ops) == []
    assert any("Claire has this order open too" in error.value for error in app.error)
    app.checkbox(key="spoken_order_A1_Claire").check().run()
    accept(app)
    [action] = list_actions(shop.ops)
    assert action.seen["also_open_with"] == ["Claire"]


def test_why_nothing_was_asked_stays_until_the_next_step_whatever_runs_the_page_meanwhile(shop):
    come(shop, "Claire")
    app = shop.open(ORDERS, order="A1")
    accept(app)
    for _look in range(2):
        look_runs_the_page_again(app)
        assert ["Claire has this order open too" in error.value for error in app.error] == [True]
    app.button(key="walk_next").click().run()
    assert not app.error


@pytest.mark.parametrize(
    ("reader", "said"),
    [
        ("fr", "Bao et Claire ont aussi cette commande ouverte."),
        ("en", "Bao and Claire have this order open too."),
        ("zh", "Bao、Claire 也打开了此订单。"),
    ],
)
def test_several_people_are_named_and_counted_as_the_language_does(reader, said):
    now = datetime.now(UTC)
    others = [Presence(f"session of {name}", "A1", name, now, now) for name in ("Bao", "Claire")]
    with speaking(reader):
        assert unspoken_words(others).startswith(said)


def test_a_tick_for_one_is_none_for_whoever_comes_later(shop):
    come(shop, "Claire")
    app = shop.open(ORDERS, order="A1")
    app.checkbox(key="spoken_order_A1_Claire").check().run()
    come(shop, "Bao")
    accept(app)
    assert list_actions(shop.ops) == []


def test_somebody_who_has_left_never_blocks(shop):
    come(shop, "Claire", ago=STAYS + timedelta(seconds=1))
    app = shop.open(ORDERS, order="A1")
    assert not app.checkbox
    accept(app)
    [action] = list_actions(shop.ops)
    assert "also_open_with" not in action.seen


def test_another_window_of_the_same_person_asks_for_nothing(shop):
    come(shop, "ana")
    app = shop.open(ORDERS, order="A1")
    accept(app)
    assert len(list_actions(shop.ops)) == 1


def test_the_list_marks_the_orders_that_others_have_open(shop):
    come(shop, "Claire", "S2")
    app = shop.open(ORDERS)
    shown = app.dataframe[0].value
    marked = {order: what for order, what in zip(shown["order"], shown["what"], strict=True) if "Claire" in what}
    assert list(marked) == ["S2"]


def test_leaving_an_order_is_written_down_and_looking_again_writes_nothing(shop):
    app = shop.open(ORDERS, order="A1")
    [before] = those_present(shop.ops, datetime.now(UTC))
    app.run()
    [after] = those_present(shop.ops, datetime.now(UTC))
    assert before == after
    app.button(key="back_to_list").click().run()
    assert those_present(shop.ops, datetime.now(UTC)) == []


def test_the_name_in_the_sidebar_stands_in_the_audit(shop):
    app = named(shop.open(ORDERS, order="A1"), "  Zoé\u200b  Martin ")
    accept(app)
    [action] = list_actions(shop.ops)
    assert action.requested_by == "Zoé Martin"


def test_without_a_name_it_is_the_local_user(shop):
    app = named(shop.open(ORDERS, order="A1"), "123")
    accept(app)
    assert [action.requested_by for action in list_actions(shop.ops)] == ["ana"]


def test_a_name_of_the_product_is_not_taken_and_that_is_said(shop):
    app = named(shop.open(ORDERS, order="A1"), "Automatic\u200b Acceptance")
    assert any("Vigie" in toast.value for toast in app.toast)
    accept(app)
    assert [action.requested_by for action in list_actions(shop.ops)] == ["ana"]


def save(app, name, *, is_shared=False):
    app.text_input(key="new_view_name").set_value(name)
    app.toggle(key="new_view_shared").set_value(is_shared)
    return app.button(key="save_new_view").click().run()


def test_a_view_is_saved_and_one_click_puts_its_filters_back(shop):
    save(shop.open(ORDERS, view="ship", urgency="late"), "Late parcels")
    [view] = views_for(shop.ops, "orders", "ana")
    app = shop.open(ORDERS)
    app.button(key=f"view_{view.view_id}").click().run()
    assert app.query_params["view"] == "ship"
    assert app.dataframe[0].value["order"].tolist() == ["S1"]


def test_what_a_saved_view_holds_beyond_the_filters_is_dropped():
    given = {"view": "ship", "order": "A1", "evil": "x", "q": "y" * 99, "channel": 3}
    assert parameters_in(ORDER, given) == {"view": "ship", "q": "y" * 64}


def test_a_refused_name_is_told_and_nothing_is_saved(shop):
    app = save(shop.open(ORDERS), "  ")
    assert [error.value for error in app.error] == ["A view needs a name: write one."]
    assert views_for(shop.ops, "orders", "ana") == []


def test_a_view_is_renamed_shared_and_deleted_from_the_page(shop):
    app = save(shop.open(ORDERS, view="ship"), "Late")
    [view] = views_for(shop.ops, "orders", "ana")
    app.text_input(key=f"view_name_{view.view_id}").set_value("Parcels")
    app.toggle(key=f"view_shared_{view.view_id}").set_value(True).run()
    app.button(key="change_view").click().run()
    assert [(one.name, one.is_shared) for one in views_for(shop.ops, "orders", "bao")] == [("Parcels", True)]
    app.button(key="delete_view").click().run()
    assert not app.exception
    assert views_for(shop.ops, "orders", "ana") == []


def test_the_default_view_opens_at_the_first_visit_only(shop):
    view_id = save_view(shop.ops, "orders", "Mine", {"view": "ship"}, is_shared=False, by="ana", now=datetime.now(UTC))
    first = shop.open(ORDERS)
    first.selectbox(key="view_default").select(view_id).run()
    assert shop.open(ORDERS).query_params["view"] == "ship"
    assert shop.open(ORDERS, view="accept").query_params["view"] == "accept"
    first.run()
    assert "view" not in first.query_params


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("CD1", {"D1"}),
        ("6a 1234", {"D1"}),
        ("6A12345678901", {"D1"}),
        ("rd1", {"D1"}),
        ("d 1", {"D1"}),
        ("SKU-SOFA", {"S2"}),
        ("12345678901", set()),
        ("--", set()),
    ],
)
def test_orders_are_found_by_number_buyer_listing_and_parcel(shop, search, found):
    rows, matching = order_queries.all_orders(open_snapshot(shop.home), OrderFilter(search=search))
    assert (set(rows["order_id"]), matching) == (found, len(found))


@pytest.mark.parametrize("search", ["CA1", "RA1", "a1", "A1"])
def test_the_queue_is_searched_in_the_same_way(shop, search):
    assert order_queries.owed_orders(open_snapshot(shop.home), OrderFilter(search=search))["order_id"].to_list() == [
        "A1"
    ]


def test_dashes_alone_find_nothing_in_the_queue(shop):
    shop.publish(2, extra_sql="insert into shipments by name select 'S1' as order_id, 'P1' as normalised_number")
    assert order_queries.owed_orders(open_snapshot(shop.home), OrderFilter(search="--")).height == 0


def test_what_is_pasted_is_made_plain():
    assert searched_text("\ufeff 6A\u200b1234\u00a05678 \u2060") == "6A1234 5678"


@pytest.mark.parametrize(
    ("order_id", "expected"),
    [
        ("S1", Neighbours(None, "A1", 1)),
        ("A1", Neighbours("S2", "A2", 3)),
        ("A2", Neighbours("A1", None, 4)),
        ("OLD", Neighbours("S1", "A1", None)),
        ("LINKED", Neighbours(None, "S1", None)),
    ],
)
def test_the_walk_passes_over_what_is_in_hand_and_goes_on_from_what_has_left(order_id, expected):
    now, before = ("S1", "S2", "A1", "A2"), ("S1", "OLD", "S2", "A1")
    assert neighbours(order_id, before, now, in_hand={"S2"}) == expected


def test_the_next_order_is_the_next_of_the_filtered_queue_also_after_accepting(shop):
    app = shop.open(ORDERS, view="accept")
    app.button(key="open_first").click().run()
    assert app.query_params["order"] == "A1"
    accept(app)
    app.button(key="walk_next").click().run()
    assert (app.query_params["order"], app.query_params["view"]) == ("A2", "accept")
    app.button(key="back_to_list").click().run()
    assert app.dataframe[0].value["order"].tolist() == ["A1", "A2"]


def test_the_keys_are_listed_from_the_table_they_are_registered_from(shop):
    app = shop.open(ORDERS)
    app.button(key="show_keys").click().run()
    listed = next(table.value for table in app.table if "What it does" in table.value.columns)
    keys = [key for cell in listed["Key"] for key in cell.replace("`", "").split()]
    assert keys == list(registered(SHORTCUTS))


def test_no_key_does_two_things_and_every_element_it_reaches_is_there(shop):
    keys = [key for one in SHORTCUTS for key in one.keys]
    assert len(keys) == len(set(keys))
    come(shop, "Claire")
    there = reachable(shop.open(ORDERS), "") | reachable(shop.open(ORDERS, order="A1"), "A1")
    shipping = shop.open(ORDERS, order="S2")
    shipping.selectbox(key="carrier_S2").select("Chronopost")
    shipping.text_input(key="parcel_number_S2").set_value("XY123456789FR").run()
    there |= reachable(shipping, "S2")
    popovers = {"accept_{order}", "refuse_{order}", "ship_{order}"}
    wanted = {key for one in SHORTCUTS for target in one.targets for key in (target.key, target.then) if key}
    missing = {key for key in wanted - popovers - {"undo_"} if not any(one.startswith(key) for one in there)}
    assert missing == set()


def reachable(app, order_id):
    widgets = [*app.button, *app.selectbox, *app.checkbox, *app.text_input, *app.button_group]
    found = {widget.key for widget in widgets if widget.key}
    return {key.replace(order_id, "{order}") if order_id and key.endswith(order_id) else key for key in found}
