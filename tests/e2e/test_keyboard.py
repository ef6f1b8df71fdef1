"""The whole job of an order, without a mouse."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from dashboard.registry import SHORTCUTS
from etl.words.catalogues import _, speaking

pytestmark = pytest.mark.timeout(180)


def settled(probe: Callable[[], bool], seconds: float = 40) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if probe():
            return True
        time.sleep(0.25)
    return False


def visit(page: Page, address: str) -> None:
    """Open the list and wait until the browser listens for keys."""
    page.goto(address)
    expect(page.locator(".st-key-open_first button").first).to_be_enabled()
    expect(page.locator("html[data-keyboard=ready]")).to_have_count(1)


def open_order(page: Page) -> str:
    return str(page.evaluate("new URLSearchParams(location.search).get('order') || ''"))


def press_until(page: Page, key: str, probe: Callable[[], bool]) -> None:
    """Press a key once; wait for what it does."""
    page.keyboard.press(key)
    assert settled(probe, 15), f"{key} did nothing"


def focused_in(page: Page, key: str) -> bool:
    return bool(page.evaluate("key => document.activeElement.closest(`.st-key-${key}`) !== null", key))


def tab_to(page: Page, key: str) -> None:
    """Tab on to an element; a selectbox has a button of its own to pass, a choice of reasons one each."""
    for _step in range(6):
        page.keyboard.press("Tab")
        if settled(lambda: focused_in(page, key), 1):
            return
    raise AssertionError(f"Tab does not reach {key}")


def open_confirmation(page: Page, key: str, button: str) -> None:
    """Press the key of an action; where it wants a reason, give the first; end on the button that confirms."""
    reason = f"reason_{button}"
    press_until(page, key, lambda: focused_in(page, button) or focused_in(page, reason))
    if focused_in(page, reason):
        page.keyboard.press("Enter")
        expect(page.locator(f".st-key-{button} button")).to_be_enabled()
        tab_to(page, button)


def next_order(page: Page) -> str:
    before = open_order(page)
    press_until(page, "j", lambda: open_order(page) not in {"", before})
    order_id = open_order(page)
    expect(page.get_by_role("heading", name=order_id)).to_be_visible()
    return order_id


def test_orders_are_accepted_shipped_and_undone_without_a_mouse(demo, page: Page) -> None:
    visit(page, f"{demo.url}/orders?view=accept")
    first = next_order(page)
    to_accept = next_order(page)
    assert to_accept != first
    expect(page.get_by_role("button", name="Accepter", exact=True)).to_be_visible()
    open_confirmation(page, "a", f"approve_order_{to_accept}")
    press_until(page, "Enter", lambda: demo.actions(to_accept) == [("approve_order", "queued")])
    third = next_order(page)
    assert third not in {first, to_accept}

    page.keyboard.press("b")
    expect(page.get_by_role("radio", name="À accepter")).to_be_checked()
    page.keyboard.press("v")
    expect(page.get_by_role("radio", name="À expédier")).to_be_checked()
    to_ship = next_order(page)
    press_until(page, "s", lambda: focused_in(page, f"carrier_{to_ship}"))
    page.keyboard.type("Chrono")
    page.keyboard.press("Enter")
    expect(page.get_by_role("combobox", name="Transporteur")).to_have_value("Chronopost")
    tab_to(page, f"parcel_number_{to_ship}")
    page.keyboard.type("XY123456789FR")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Expédier")).to_be_enabled()
    page.keyboard.press("Escape")
    open_confirmation(page, "s", f"ship_order_{to_ship}")
    press_until(page, "Enter", lambda: demo.actions(to_ship) == [("ship_order", "queued")])
    expect(page.get_by_role("button", name="Annuler").first).to_be_visible()
    press_until(page, "u", lambda: demo.actions(to_ship) == [("ship_order", "undone")])
    assert demo.ledger(to_ship) == []
    assert settled(lambda: [effect["kind"] for effect in demo.ledger(to_accept)] == ["approve_order"])


def test_the_list_of_keys_is_the_table_that_registers_them(demo, page: Page) -> None:
    visit(page, f"{demo.url}/orders?lang=zh")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    with speaking("zh"):
        for words in [_(one.purpose) for one in SHORTCUTS]:
            expect(dialog.get_by_text(words, exact=True)).to_be_visible()
    assert dialog.locator("code").all_inner_texts() == [key for one in SHORTCUTS for key in one.keys]


def test_while_somebody_types_the_keys_are_letters(demo, page: Page) -> None:
    visit(page, f"{demo.url}/orders")
    press_until(page, "/", lambda: focused_in(page, "address_q"))
    page.keyboard.type("jab?")
    search = page.get_by_role("searchbox").or_(page.locator(".st-key-address_q input")).first
    expect(search).to_have_value("jab?")
    assert re.search(r"order=", page.url) is None
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_name_said_once_is_remembered_by_the_browser(demo, page: Page) -> None:
    page.goto(f"{demo.url}/orders")
    page.locator(".st-key-who button").first.click()
    page.get_by_role("textbox", name="Votre nom").fill("Zoé Martin")
    page.keyboard.press("Enter")
    expect(page.locator(".st-key-who button").first).to_contain_text("Zoé Martin")
    assert settled(lambda: "vigie_person" in {cookie["name"] for cookie in page.context.cookies()})
    page.goto(f"{demo.url}/actions")
    expect(page.locator(".st-key-who button").first).to_contain_text("Zoé Martin")


def test_two_browsers_see_each_other_come_and_go_and_lose_nothing_they_type(demo, page: Page, browser: Browser) -> None:
    order_id = demo.first_order("ship_order", offset=8)
    context = browser.new_context(locale="fr-FR")
    context.add_cookies([{"name": "vigie_person", "value": "Claire", "url": demo.url}])
    claire = context.new_page()
    page.goto(f"{demo.url}/orders?order={order_id}")
    number = page.get_by_role("textbox", name="Numéro de suivi")
    number.press_sequentially("6A1234")
    claire.goto(f"{demo.url}/orders?order={order_id}")
    expect(page.get_by_text(re.compile("Claire a cette commande ouverte depuis"))).to_be_visible()
    expect(number).to_have_value("6A1234")
    expect(number).to_be_focused()
    claire.get_by_role("button", name="Retour à la liste").click()
    expect(page.get_by_text(re.compile("Claire a cette commande ouverte"))).to_have_count(0)
    expect(number).to_have_value("6A1234")
    expect(number).to_be_focused()
    context.close()
