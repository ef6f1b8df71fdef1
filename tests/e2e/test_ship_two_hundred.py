"""Two hundred parcels from one messy CSV, in a browser, given twice; the marketplace's ledger compared exactly."""

from __future__ import annotations

import json
import logging
import re
import sqlite3
import time
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from etl.domain.checks import Severity, worst
from etl.preflight.basis import snapshot_basis
from etl.preflight.orders.facts import preflight_facts
from etl.preflight.parcels.checks import shipment_checks
from etl.store.ops.database import open_ops
from etl.store.snapshots.snapshots import open_snapshot
from tests.e2e.conftest import Demo
from tests.e2e.messy_sheet import ORDERS_NEEDED, SHIPPED, MessySheet, messy_sheet

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
SETTLED_SECONDS = 240
_log = logging.getLogger(__name__)


class Hands:
    """A person at the page, whose clicks and keys are counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.clicks = 0

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name).click()
        self.clicks += 1

    def tick(self, text: str) -> None:
        self.page.get_by_text(text).click()
        self.clicks += 1

    def choose(self, label: str, option: str) -> None:
        self.page.get_by_role("combobox", name=label).fill(option)
        self.page.get_by_role("option", name=option, exact=True).click()
        self.clicks += 2

    def give(self, content: bytes) -> None:
        file = {"name": "colis du jour.csv", "mimeType": "text/csv", "buffer": content}
        self.page.locator("input[type=file]").set_input_files(file)
        self.clicks += 2


def test_two_hundred_parcels_of_a_messy_file_are_each_shipped_once_and_given_again_change_nothing(
    big_demo: Demo, page: Page
) -> None:
    sheet = messy_sheet(shippable(big_demo), declared(big_demo))
    hands, began = Hands(page), time.monotonic()
    page.goto(f"{big_demo.url}/shipping?lang=en")
    hands.give(sheet.content)
    expect(page.get_by_text("141 parcels ready to ship, 60 rows wait for your choice")).to_be_visible()
    decide(hands, sheet)
    hands.press(f"Ship {SHIPPED} parcels")
    hands.press(f"Declare {SHIPPED} shipments")
    expect(page.get_by_role("heading", name="Actions", exact=True)).to_be_visible()
    confirmed = time.monotonic()
    states = settled_states(big_demo)
    assert states == {"done": SHIPPED}
    _log.info("%d parcels confirmed after %.1f s and %d clicks", SHIPPED, confirmed - began, hands.clicks)
    _log.info("all of them done %.1f s later", time.monotonic() - confirmed)
    assert ledger(big_demo) == sorted((order, *parcel) for order, parcel in sheet.effects.items())
    given_again(big_demo, hands, sheet)


def decide(hands: Hands, sheet: MessySheet) -> None:
    """Every choice the file asks for."""
    hands.choose("Rows without a carrier", "Colissimo")
    hands.choose("“Chrono 13”", "Chronopost")
    hands.choose("“Colissimo Access”", "Colissimo")
    contested, (number, _carrier) = list(sheet.effects.items())[-1]
    hands.page.get_by_role("combobox", name=f"Order {contested}").click()
    hands.page.get_by_role("option", name=re.compile(number)).click()
    hands.clicks += 2
    hands.tick(f"Ship all {sheet.warned} all the same")
    hands.tick("Number read again on the label")


def given_again(demo: Demo, hands: Hands, sheet: MessySheet) -> None:
    before, number_of_actions = ledger(demo), len(actions(demo))
    began = time.monotonic()
    hands.page.goto(f"{demo.url}/shipping?lang=en")
    hands.give(sheet.content)
    expect(hands.page.get_by_text(re.compile(r"^\d+ rows? cannot be sent, \d+ already done"))).to_be_visible()
    expect(hands.page.get_by_role("button", name="Nothing to ship")).to_be_disabled()
    _log.info("given again: %.1f s until it says that nothing is to be shipped", time.monotonic() - began)
    assert (ledger(demo), len(actions(demo))) == (before, number_of_actions)


def shippable(demo: Demo) -> list[str]:
    """Orders that no check asks about, whatever the carrier: the doubts of the sheet are those written into it."""
    rows = demo.query(
        "select o.order_id from orders as o join obligations as b on b.order_id = o.order_id and b.kind = 'ship_order' "
        "where o.status = 'InPreparation' and o.supply_mode = 'Seller' and o.sales_channel_id = 'CDISFR' "
        f"and b.discharged_at is null order by b.due_at desc, o.order_id limit {2 * ORDERS_NEEDED}"
    )
    ops, now = open_ops(f"sqlite:///{demo.home / 'ops.sqlite'}"), datetime.now(UTC)
    facts = preflight_facts(snapshot_basis(open_snapshot(demo.home), ops, now), [str(row[0]) for row in rows])
    ops.dispose()
    clear = [
        order_id
        for (order_id,) in rows
        if worst(shipment_checks(facts[order_id], None, now)) not in {Severity.ASKS, Severity.BLOCKS}
        and not (facts[order_id].findings or frozenset()) & {"po_box", "military"}
    ]
    assert len(clear) >= ORDERS_NEEDED
    return clear[:ORDERS_NEEDED]


def declared(demo: Demo) -> tuple[str, str]:
    ((order_id, number),) = demo.query(
        "select s.order_id, s.parcel_number from shipments as s join orders as o on o.order_id = s.order_id "
        "where o.status = 'Shipped' and o.sales_channel_id = 'CDISFR' order by s.order_id limit 1"
    )
    return str(order_id), str(number)


def actions(demo: Demo) -> list[tuple[str, str]]:
    with sqlite3.connect(f"file:{demo.home / 'ops.sqlite'}?mode=ro", uri=True) as ops:
        return ops.execute("select target, state from action").fetchall()


def settled_states(demo: Demo) -> dict[str, int]:
    deadline = time.monotonic() + SETTLED_SECONDS
    while time.monotonic() < deadline:
        states = [state for _target, state in actions(demo)]
        if not {"queued", "sending", "unknown", "reconciling"} & set(states):
            return {state: states.count(state) for state in set(states)}
        time.sleep(0.5)
    raise AssertionError(f"not settled after {SETTLED_SECONDS} s: {json.dumps(states)[:400]}")


def ledger(demo: Demo) -> list[tuple[str, str, str]]:
    """Order, parcel number and carrier of every shipment that truly happened."""
    return sorted(
        (effect["order_id"], parcel["number"], parcel["carrier"])
        for effect in demo.shipments()
        for parcel in effect["payload"]["parcels"]
    )
