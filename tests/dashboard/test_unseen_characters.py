"""Every field a person can write in, and every address: what nobody sees is neither kept nor shown nor passed on."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from etl.actions.outbox.reading import list_actions
from etl.domain.time.clock import system_clock
from etl.store.ops.presence import those_present
from etl.store.parcels.link_templates import template_set
from tests.dashboard.actions.test_comparison import held_back
from tests.dashboard.conftest import ROOT
from tests.dashboard.screen import texts

ORDERS, STOCK, ACTIONS = (f"pages/operations/{name}.py" for name in ("orders", "stock", "actions"))
SHIPPING, LEVELS = "pages/operations/shipping.py", "pages/analytics/service_levels.py"
HIDDEN = "\u200b\ufeff\u2060\u202e\u2066\u00ad\x00\x1b\x7f"
GOOD = "XY123456785FR"


def spoiled(text):
    """The text with everything hidden between its first two characters, before it and after it."""
    return f"{HIDDEN}{text[:1]}{HIDDEN}{text[1:]}{HIDDEN}"


def field(app, key, text):
    assert not app.exception
    widget = next(each for each in (*app.text_input, *app.text_area) if each.key == key)
    return widget.set_value(spoiled(text)).run()


def press(app, key):
    return app.button(key=key).click().run()


def filled(shop, order, number):
    app = shop.open(ORDERS, order=order)
    app.selectbox(key=f"carrier_{order}").set_value("Chronopost").run()
    return field(app, f"parcel_number_{order}", number)


def name(shop):
    app = field(shop.open(ORDERS, order="A1"), "person_field", "Zoé")
    assert [one.person for one in those_present(shop.ops, system_clock())] == ["Zoé"]
    return app


def orders_searched(shop):
    app = field(shop.open(ORDERS, view="all"), "address_q", "S1")
    assert app.query_params["q"] in ("S1", ["S1"])
    return app


def listings_searched(shop):
    app = field(shop.open(STOCK), "address_q", "SKU-LAMP")
    assert app.query_params["q"] in ("SKU-LAMP", ["SKU-LAMP"])
    return app


def view_saved(shop):
    return press(field(shop.open(ORDERS, view="ship", urgency="late"), "new_view_name", "Late"), "save_new_view")


def view_renamed(shop):
    view_saved(shop)
    app = shop.open(ORDERS, view="ship", urgency="late")
    key = next(each.key for each in app.text_input if str(each.key).startswith("view_name_"))
    return press(field(app, key, "Later"), "change_view")


def parcel_number(shop):
    app = filled(shop, "S1", GOOD)
    assert f"number **{GOOD}**" in texts(app)
    app = press(app, "ship_order_S1")
    [row] = list_actions(shop.ops)
    assert row.payload["parcel_number"] == GOOD
    assert row.payload["tracking_url"].endswith(GOOD)
    return app


def tracking_address(shop):
    app = press(field(filled(shop, "S1", GOOD), "url_S1", "https://x.example/1"), "ship_order_S1")
    [row] = list_actions(shop.ops)
    assert row.payload["tracking_url"] == "https://x.example/1"
    return app


def link_template(shop):
    app = field(filled(shop, "S1", GOOD), "link_template_Chronopost", "https://x.example/{number}")
    app = press(app, "save_link_template_Chronopost")
    assert template_set(shop.ops, "Chronopost").template == "https://x.example/{number}"
    return app


def reason(shop):
    app = field(shop.open(ORDERS, order="A1"), "own_reason_refuse_order_A1", "sold out")
    app = press(app, "refuse_order_A1")
    [row] = list_actions(shop.ops)
    assert row.seen["override"]["reason"] == "sold out"
    return app


def price_reason(shop):
    app = shop.open(STOCK, listing="SKU-LAMP")
    price = next(each for each in app.number_input if str(each.key).startswith("price_SKU-LAMP"))
    app = price.set_value(1.0).run()
    app = press(field(app, "reason_SKU-LAMP", "clearance"), "update_offer_SKU-LAMP")
    [row] = list_actions(shop.ops)
    assert row.seen["reason"] == "clearance"
    return app


def note(shop):
    action_id = held_back(shop)
    app = shop.open(ACTIONS, action=action_id)
    assert all(
        button.disabled for button in field(app, f"note_{action_id}", "").button if "rejected" in str(button.key)
    )
    return press(field(app, f"note_{action_id}", "asked by phone"), f"rejected_{action_id}")


def paste(shop):
    app = shop.open(SHIPPING)
    app.text_area(key="parcel_paste").set_value(spoiled(f"S1;{GOOD};Chronopost"))
    app = press(press(app, "read_paste"), "declare_shipments")
    [row] = list_actions(shop.ops)
    assert (row.target, row.payload["parcel_number"]) == ("S1", GOOD)
    return app


DOORS = {
    "dashboard/people/person.py": (name,),
    "dashboard/parts/entities.py": (orders_searched, listings_searched),
    "dashboard/parts/view_list.py": (view_saved, view_renamed),
    "dashboard/orders/shipping/form.py": (parcel_number, tracking_address),
    "dashboard/orders/shipping/link_template.py": (link_template,),
    "dashboard/outbox/reasons.py": (reason,),
    "dashboard/listings/forms.py": (price_reason,),
    "dashboard/actions/forms.py": (note,),
    "dashboard/parcel_sheets/input.py": (paste,),
}
"""By the file in which the field stands."""


def test_every_field_a_person_writes_in_is_tried_here():
    calls = re.compile(r"\bst\.(?:text_input|text_area|chat_input)\(|\.data_editor\(")
    files = [file for folder in ("dashboard", "pages") for file in (ROOT / folder).rglob("*.py")]
    fields = {str(file.relative_to(ROOT)) for file in files if calls.search(file.read_text(encoding="utf-8"))}
    assert fields == set(DOORS)


@pytest.mark.parametrize("door", [door for doors in DOORS.values() for door in doors], ids=lambda door: door.__name__)
def test_what_nobody_sees_is_neither_kept_nor_passed_on(shop, english, door):
    app = door(shop)
    assert not app.exception
    assert not any(set(HIDDEN) & set(str(value)) for value in app.query_params.values())
    assert kept_hidden(shop.home / "ops.sqlite") == []


def kept_hidden(file: Path):
    """Texts of the store, in any column of any table, that hold what nobody sees, JSON escapes included."""
    escapes = [f"\\u{ord(one):04x}" for one in HIDDEN]
    with closing(sqlite3.connect(file)) as store:
        tables = [row[0] for row in store.execute("select name from sqlite_master where type = 'table'")]
        texts_kept = [str(cell) for table in tables for row in store.execute(f"select * from {table}") for cell in row]
    return [text for text in texts_kept if set(HIDDEN) & set(text) or any(each in text.lower() for each in escapes)]


PARAMETERS = {
    ORDERS: ("order", "q", "view", "urgency", "channel", "page", "status"),
    STOCK: ("listing", "q", "view", "page"),
    ACTIONS: ("action", "batch", "state", "page"),
    SHIPPING: ("verdict", "page"),
    LEVELS: ("metric", "window", "cases", "by", "member", "page"),
    "pages/analytics/carriers.py": ("department", "window"),
}


@pytest.mark.parametrize("page", PARAMETERS)
def test_an_address_with_what_nobody_sees_shows_none_of_it(shop, page):
    app = shop.open(page, "en", **{name: spoiled("S1") for name in PARAMETERS[page]})
    assert not app.exception
    shown = texts(app).replace("\u2060", "")  # our own, between the words of a bare address
    assert not set(HIDDEN) & set(shown)
