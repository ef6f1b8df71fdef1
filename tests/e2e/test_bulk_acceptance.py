"""A hundred orders accepted in one go, three of them impossible, the marketplace erring: each as it truly ended."""

from __future__ import annotations

import json
import re
import time
import urllib.request
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any
from urllib.parse import parse_qs, urlencode, urlparse

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import Engine

from etl.actions.kinds import kind_named
from etl.actions.outbox.asking import enqueue
from etl.actions.outbox.reading import Wanted, attempts_of, events_of, list_actions
from etl.actions.outbox.records import ActionRow, Outcome
from etl.actions.states import State
from etl.domain.time.clock import system_clock
from etl.store.ops.database import open_ops
from sandbox.server.server import CLIENT_ID, CLIENT_SECRET

Demo = Any  # of this folder's conftest, which is no module to import

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
ORDERS = 100
REASON, REFUSED = "Stock compté à la main", "Refusé par la place de marché"


def called(method: str, url: str, body: Any = None, **headers: str) -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(
        url, data, {"Content-Type": "application/json", "Accept": "application/json", **headers}, method=method
    )
    with urllib.request.urlopen(request) as answer:
        return json.loads(answer.read() or b"null")


class BackOffice:
    """Somebody else who works on the same account, in the marketplace's own screens."""

    def __init__(self, control_url: str) -> None:
        self.control_url = control_url
        self.base = control_url.removesuffix("/_sandbox")
        form = {"grant_type": "client_credentials", "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
        path = "/auth/realms/maas/protocol/openid-connect/token"
        with urllib.request.urlopen(self.base + path, urlencode(form).encode()) as answer:
            self.token = json.load(answer)["access_token"]

    def decide(self, order_id: str, decision: str) -> None:
        url = f"{self.base}/seller/v2/orders/{order_id}/approval-status"
        called("POST", url, {"approval_status": decision}, Authorization=f"Bearer {self.token}", SellerId="98979")

    def falter(self, plan: dict[str, float]) -> None:
        called("PUT", f"{self.control_url}/faults", plan)

    def met(self, fault: str) -> int:
        return int(called("GET", f"{self.control_url}/faults")["met"].get(fault, 0))

    def effects(self) -> Counter[tuple[str, str]]:
        found = called("GET", f"{self.control_url}/ledger")["effects"]
        return Counter((effect["kind"], effect["order_id"]) for effect in found if effect["actor"] == "client")


def until(probe: Callable[[], object], seconds: float = 60) -> float:
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        if probe():
            return time.monotonic() - began
        time.sleep(0.02)
    raise AssertionError("it never came")


@dataclass
class Run:
    """One bulk acceptance: who is impossible and why, what was asked, and how long each part took in seconds."""

    shop: Demo
    page: Page
    office: BackOffice
    ops: Engine
    refused_by_a_colleague: str
    accepted_elsewhere: str
    refused_too_late: str
    clicks: int = 0
    number: int = 0
    batch_id: str = ""
    seconds: dict[str, float] = field(default_factory=dict)

    def click(self, what: Locator, **options: Any) -> None:
        self.clicks += 1
        what.click(**options)

    def rows(self) -> list[ActionRow]:
        return list_actions(self.ops, Wanted(batch_id=self.batch_id))

    def states(self) -> dict[str, State]:
        return {row.target: row.state for row in self.rows()}


@pytest.fixture
def run(busy_demo: Demo, page: Page) -> Run:
    sql = "select order_id from open_orders where kind = 'accept_order' order by due_at, order_id"
    queue = [order_id for (order_id,) in busy_demo.query(sql)]
    assert len(queue) >= ORDERS
    until(lambda: busy_demo.query("select count(*) from offers") > [(0,)])  # before, no stock is known
    ops = open_ops(busy_demo.home / "ops.sqlite")
    hold = timedelta(hours=1)
    enqueue(ops, kind_named("refuse_order"), queue[10], {}, requested_by="bo", hold=hold, now=system_clock())
    return Run(busy_demo, page, BackOffice(busy_demo.control_url), ops, queue[10], queue[20], queue[30])


def test_a_hundred_orders_are_accepted_in_one_go_each_exactly_as_it_ended(run: Run) -> None:
    review_all(run)
    tick_the_warned_ones(run)
    confirm(run)
    falter_and_finish(run)
    the_outbox_and_the_ledger_agree(run)
    the_page_and_its_sheet_agree(run)
    print(f"\n{run.number} orders, {run.clicks} clicks, seconds: {run.seconds}")  # noqa: T201 - shown with -s


def review_all(run: Run) -> None:
    run.page.goto(f"{run.shop.url}/orders?view=accept")
    button = run.page.get_by_role("button", name=re.compile(r"^Accepter \d+ commandes"))
    expect(button).to_be_visible()
    began = time.monotonic()
    run.click(button)
    expect(run.page.get_by_role("heading", name=re.compile(r"Avant d’accepter \d+ commandes"))).to_be_visible()
    run.seconds["review"] = round(time.monotonic() - began, 1)
    run.office.decide(run.accepted_elsewhere, "Accepted")
    expect(run.page.get_by_text("2 impossibles")).to_be_visible(timeout=60_000)


def tick_the_warned_ones(run: Run) -> None:
    table = run.page.locator("[class*='st-key-bulk_warned'] .dvn-scroller").first
    table.hover(position={"x": 18, "y": 53})
    run.click(table, position={"x": 18, "y": 53})  # the box of the first row; the table is drawn, not made of elements
    run.click(run.page.get_by_role("radio", name=REASON))


def confirm(run: Run) -> None:
    button = run.page.locator(".st-key-bulk_confirm button")
    expect(button).to_be_enabled()
    run.number = int(re.sub(r"\D", "", button.inner_text()))
    assert run.number >= ORDERS
    began = time.monotonic()
    run.click(button)
    expect(run.page.get_by_role("heading", name=f"Accepter {run.number} commandes")).to_be_visible()
    run.seconds["asked and shown"] = round(time.monotonic() - began, 1)
    run.batch_id = parse_qs(urlparse(run.page.url).query)["batch"][0]


def falter_and_finish(run: Run) -> None:
    """One order is refused elsewhere while all are held; then the browser goes away and the marketplace errs."""
    began = time.monotonic()
    run.office.decide(run.refused_too_late, "Refused")
    run.page.goto("about:blank")
    for fault in ("server_error_after", "drop_after"):
        run.office.falter({f"{fault}:writes": 1})
        until(partial(run.office.met, fault))
    run.office.falter({})
    until(lambda: not {State.QUEUED, State.SENDING, State.UNKNOWN, State.RECONCILING} & set(run.states().values()), 180)
    run.seconds["settled, 10 s of undo included"] = round(time.monotonic() - began, 1)


def the_outbox_and_the_ledger_agree(run: Run) -> None:
    states, rows = run.states(), run.rows()
    assert len(states) == len(rows) == run.number
    assert not {run.refused_by_a_colleague, run.accepted_elsewhere} & states.keys()
    assert {order: state for order, state in states.items() if state is not State.DONE} == {
        run.refused_too_late: State.REJECTED
    }
    accepted = states.keys() - {run.refused_too_late} | {run.accepted_elsewhere}
    once = {("approve_order", order): 1 for order in accepted} | {("refuse_order", run.refused_too_late): 1}
    assert run.office.effects() == once
    the_faults_and_the_overrides_were_real(run, rows)


def the_faults_and_the_overrides_were_real(run: Run, rows: list[ActionRow]) -> None:
    unsettled = [
        row for row in rows if any(one.outcome is Outcome.UNSETTLED for one in attempts_of(run.ops, row.action_id))
    ]
    assert len(unsettled) >= 2
    overridden = [row for row in rows if row.seen and "override" in row.seen]
    assert overridden
    for row in overridden:
        assert row.seen is not None
        assert row.seen["override"]["reason"] == "stock_counted"
        assert "in spite of" in str(events_of(run.ops, row.action_id)[0].note)


def the_page_and_its_sheet_agree(run: Run) -> None:
    run.page.goto(f"{run.shop.url}/actions?batch={run.batch_id}")
    for words in (f"{run.number} sur {run.number} réglées", REFUSED, f"Fait {run.number - 1}"):
        expect(run.page.get_by_text(words).first).to_be_visible()
    with run.page.expect_download() as download:
        run.page.get_by_role("button", name="Télécharger le résultat").click()
    lines = download.value.path().read_text(encoding="utf-8-sig").splitlines()[1:]
    told = {line.split(";")[0]: line.split(";")[2] for line in lines}
    assert told == dict.fromkeys(run.states(), "Fait") | {run.refused_too_late: REFUSED}
