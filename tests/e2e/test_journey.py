"""A seller's first minutes, in a real browser, on what `make demo` starts."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.timeout(180)


def settled(probe: Callable[[], bool], seconds: float = 40) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if probe():
            return True
        time.sleep(0.25)
    return False


def test_today_says_what_to_do_first_and_how_fresh_the_data_is(demo, page: Page) -> None:
    page.goto(demo.url)
    expect(page.get_by_role("heading", name="Aujourd’hui", exact=True)).to_be_visible()
    expect(page.get_by_text(re.compile(r"Données de \d\d:\d\d"))).to_be_visible()
    expect(page.get_by_text("service actif")).to_be_visible()
    (waiting,) = demo.query(
        "select count(*) from obligations "
        "where kind = 'accept_order' and discharged_at is null and state in ('open', 'broken')"
    )
    expect(page.get_by_test_id("stMetricValue").first).to_have_text(str(waiting[0]))


def test_an_order_is_accepted_once_and_the_page_follows(demo, page: Page) -> None:
    order_id = demo.first_order("accept_order")
    page.goto(f"{demo.url}/orders?order={order_id}")
    page.get_by_role("button", name="Accepter").click()
    page.get_by_role("button", name="Accepter la commande").dblclick()
    expect(page.get_by_role("button", name="Annuler").first).to_be_visible()

    assert settled(lambda: len(demo.ledger(order_id)) > 0)
    expect(page.get_by_text(re.compile("Acceptée|En préparation")).first).to_be_visible()
    assert settled(
        lambda: demo.query(f"select status from orders where order_id = '{order_id}'")[0][0] != "WaitingAcceptance"
    )
    effects = [(effect["kind"], effect["times"]) for effect in demo.ledger(order_id)]
    assert effects == [("approve_order", 1)]


def test_an_order_is_shipped_once_with_the_number_that_was_entered(demo, page: Page) -> None:
    order_id = demo.first_order("ship_order")
    page.goto(f"{demo.url}/orders?order={order_id}")
    page.get_by_role("combobox", name="Transporteur").fill("Colissimo")
    page.get_by_role("option", name="Colissimo", exact=True).click()
    number = page.get_by_role("textbox", name="Numéro de suivi")
    number.fill("8K 0000 9775862")
    number.press("Enter")
    page.get_by_role("button", name="Utiliser 8K00009775862").click()
    page.get_by_role("button", name="Expédier").click()
    page.get_by_role("button", name="Déclarer l’expédition").click()

    assert settled(lambda: len(demo.ledger(order_id)) > 0)
    expect(page.get_by_text("Expédiée").first).to_be_visible()
    assert settled(lambda: demo.query(f"select status from orders where order_id = '{order_id}'") == [("Shipped",)])
    assert demo.query(f"select distinct parcel_number, carrier_name from shipments where order_id = '{order_id}'") == [
        ("8K00009775862", "Colissimo")
    ]


def test_what_is_undone_in_time_never_reaches_the_marketplace(demo, page: Page) -> None:
    order_id = demo.first_order("accept_order", offset=3)
    page.goto(f"{demo.url}/orders?order={order_id}")
    page.get_by_role("button", name="Refuser").click()
    page.get_by_text("Erreur de prix").click()
    page.get_by_role("button", name="Refuser la commande").click()
    page.get_by_role("button", name="Annuler").first.click()
    assert settled(lambda: demo.actions(order_id) == [("refuse_order", "undone")])
    expect(page.get_by_role("button", name="Accepter")).to_be_visible()
    assert demo.ledger(order_id) == []


def test_an_order_nobody_knows_gets_a_clear_answer(demo, page: Page) -> None:
    page.goto(f"{demo.url}/orders?order=NO-SUCH-ORDER&lang=en")
    expect(page.get_by_text("There is no order NO-SUCH-ORDER here")).to_be_visible()


def test_a_level_leads_to_the_orders_behind_it_and_back_by_its_address(demo, page: Page) -> None:
    page.goto(f"{demo.url}/service_levels?lang=en")
    expect(page.get_by_text(re.compile(r"levels (are|that can be judged)|Too few cases"))).to_be_visible()
    page.get_by_role("button", name=re.compile(r"^[\d,]+ failures?")).first.click()
    expect(page.get_by_role("button", name="Back to the levels")).to_be_visible()
    assert "cases=" in page.url
    page.reload()
    expect(page.get_by_text(re.compile(r"^[\d,]+ failures?"))).to_be_visible()


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("actions", "Actions"),
        ("sync", "Synchronisation"),
        ("orders", "Commandes"),
        ("service_levels", "Niveaux de service"),
    ],
)
def test_a_deep_link_to_a_fresh_server_shows_the_shell_and_the_page(demo, page: Page, path: str, title: str) -> None:
    page.goto(f"{demo.url}/{path}")
    expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()
    expect(page.get_by_text(re.compile(r"Données de \d\d:\d\d"))).to_be_visible()


def test_pasted_parcels_are_shipped_as_one_batch_and_the_wrong_row_stays(demo, page: Page) -> None:
    first, second = demo.first_order("ship_order", offset=5), demo.first_order("ship_order", offset=6)
    page.goto(f"{demo.url}/shipping?lang=en")
    rows = f"{first}\t6A 31415920003\tcolissimo\n{second}\t6.12346E+12\tColissimo\n{first}\t6A31415920003\tColissimo"
    page.get_by_role("textbox", name=re.compile("paste the rows")).fill(rows)
    page.get_by_role("button", name="Check the rows").click()
    expect(page.get_by_text("1 parcel ready to ship, 1 row cannot be sent, 1 row repeats another.")).to_be_visible()
    page.get_by_role("button", name="Ship 1 parcel").click()
    page.get_by_role("button", name="Declare 1 shipment").dblclick()
    expect(page.get_by_role("heading", name="Actions", exact=True)).to_be_visible()
    assert "batch=" in page.url
    assert settled(lambda: len(demo.ledger(first)) > 0)
    assert [(effect["kind"], effect["times"]) for effect in demo.ledger(first)] == [("ship_order", 1)]
    assert demo.actions(second) == []
