"""Changing a listing by a package, over HTTP: followed to its end, whatever fails and whoever dies on the way."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

import orjson
import pytest
from sqlalchemy import event

from etl.actions.errors import ConflictingAction, InvalidAction
from etl.actions.findings import Sight
from etl.actions.kinds import kind_named
from etl.actions.listings.offer_changes import OfferChange
from etl.actions.listings.offer_readings import OfferReading, PackageReading
from etl.actions.listings.update_offer import judged_change
from etl.actions.outbox.asking import enqueue
from etl.actions.outbox.reading import attempts_of, events_of, one_action
from etl.actions.sender.patience import Patience
from etl.actions.states import State
from etl.domain.time.clock import system_clock
from etl.octopia.answers import Reply

INTEGRATION_SECONDS = 300
"""Both integration states of the sandbox (120 s each) are over by then."""


class Killed(BaseException):
    """The process dies here."""


class MortalClient:
    """The marketplace behind a worker that dies at one of its writes, before or after the marketplace treats it."""

    def __init__(self, client: Any, dies_at: int, *, after: bool) -> None:
        self.client, self.left, self.after = client, dies_at, after

    def read(self, path: str, params: Mapping[str, str | int] | None = None) -> Reply:
        return self.client.read(path, params)

    def write(self, method: str, path: str, payload: object, headers: Mapping[str, str] | None = None) -> Reply:
        self.left -= 1
        if self.left == 0 and not self.after:
            raise Killed
        reply = self.client.write(method, path, payload, headers)
        if self.left == 0:
            raise Killed
        return reply


def listing(staff: Any, sku: str) -> dict[str, Any]:
    body = staff.client.read("/offers", {"salesChannelId": "CDISFR", "sellerExternalReferences": sku}).body
    [item] = orjson.loads(body)["items"]
    return dict(item)


def a_sku(staff: Any, number: int) -> str:
    return str(staff.sandbox.market.world.offers.offers[number].listing.seller_product_id)


def effects(staff: Any, sku: str) -> list[dict[str, Any]]:
    return [entry["payload"] for entry in staff.sandbox.ledger(kind="update_offer") if entry["order_id"] == sku]


def integrate(staff: Any) -> None:
    staff.sandbox.advance(INTEGRATION_SECONDS)
    staff.clock.forward(INTEGRATION_SECONDS)


def follow_to_the_end(staff: Any, action_id: str) -> State:
    for _ in range(20):
        staff.drain()
        state = one_action(staff.ops, action_id).state
        if state in {State.DONE, State.REJECTED, State.NEEDS_HUMAN}:
            return state
        integrate(staff)
    raise AssertionError("not settled in 100 minutes")


def test_a_change_is_worked_on_then_done_once_the_listing_shows_it(staff: Any) -> None:
    sku = a_sku(staff, 10)
    before = listing(staff, sku)
    action_id = staff.ask("update_offer", sku, quantity=5)
    staff.drain()
    row = one_action(staff.ops, action_id)
    assert row.state is State.WORKING
    assert row.result is not None
    assert row.result.startswith("The marketplace is working on package ")
    assert (effects(staff, sku), staff.settled) == ([], [])
    integrate(staff)
    staff.drain()
    row = one_action(staff.ops, action_id)
    assert (row.state, row.result) == (State.DONE, f"Listing {sku} was integrated and shows what was asked for.")
    after = listing(staff, sku)
    assert (after["quantity"], after["facialPrice"]) == (5, before["facialPrice"])
    [effect] = effects(staff, sku)
    assert (effect["quantity"], effect["price"], effect["type"]) == (5, None, "Update")
    states = [step.to_state for step in events_of(staff.ops, action_id)]
    assert states == ["queued", "sending", "working", "reconciling", "done"]
    assert staff.settled == [sku]


def test_a_price_alone_leaves_the_stock_as_it_is(staff: Any) -> None:
    sku = a_sku(staff, 11)
    stock = listing(staff, sku)["quantity"]
    action_id = staff.ask("update_offer", sku, price=19.9)
    assert one_action(staff.ops, action_id).payload == {"price": "19.90", "sales_channel_id": "CDISFR"}
    assert follow_to_the_end(staff, action_id) is State.DONE
    after = listing(staff, sku)
    assert (after["quantity"], after["facialPrice"]["price"]) == (stock, 19.9)


def test_a_change_of_a_listing_that_does_not_exist_is_refused_in_the_marketplaces_own_words(staff: Any) -> None:
    action_id = staff.ask("update_offer", "NOT-A-SKU", quantity=1)
    assert follow_to_the_end(staff, action_id) is State.REJECTED
    said = "The marketplace did not take the change of NOT-A-SKU: OfferNotFound: No offer has the reference NOT-A-SKU."
    assert one_action(staff.ops, action_id).result == said


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("dies_at", [1, 2, 3])
def test_killed_at_any_request_the_change_happens_and_nothing_else(staff: Any, dies_at: int, after: bool) -> None:
    sku = a_sku(staff, 20 + 2 * dies_at + after)
    action_id = staff.ask("update_offer", sku, quantity=70 + dies_at)
    with pytest.raises(Killed):
        staff.drain(client=MortalClient(staff.client, dies_at, after=after))
    assert one_action(staff.ops, action_id).state is State.SENDING
    assert follow_to_the_end(staff, action_id) is State.DONE
    assert [effect["quantity"] for effect in effects(staff, sku)] == [70 + dies_at]
    assert listing(staff, sku)["quantity"] == 70 + dies_at


def test_killed_at_any_commit_the_change_happens_once(staff: Any) -> None:
    life = {"commits": 0}

    def count(_connection: object) -> None:
        life["commits"] -= 1
        if life["commits"] == 0:
            raise Killed

    event.listen(staff.ops, "commit", count)
    deaths = 0
    for number in range(1, 14):
        sku = a_sku(staff, 40 + number)
        action_id = staff.ask("update_offer", sku, quantity=200 + number)
        life["commits"] = number
        try:
            staff.drain()
        except Killed:
            deaths += 1
        life["commits"] = 0
        assert follow_to_the_end(staff, action_id) is State.DONE
        assert {effect["quantity"] for effect in effects(staff, sku)} == {200 + number}
        assert listing(staff, sku)["quantity"] == 200 + number
    assert deaths >= 8


@pytest.mark.parametrize("fault", ["drop_before", "drop_after", "server_error_after", "html_502", "quota"])
def test_whatever_fails_on_the_way_the_listing_ends_as_asked(staff: Any, fault: str) -> None:
    sku = a_sku(staff, 60 + len(fault))
    staff.sandbox.set_faults(f"{fault}:writes=0.6")
    action_id = staff.ask("update_offer", sku, quantity=31)
    for _ in range(6):
        staff.drain()
        staff.clock.forward(8)
    staff.sandbox.set_faults("")
    staff.clock.forward(3600)
    assert follow_to_the_end(staff, action_id) is State.DONE
    assert listing(staff, sku)["quantity"] == 31
    assert {effect["quantity"] for effect in effects(staff, sku)} == {31}


def test_two_different_changes_at_once_conflict_and_the_same_one_is_one_action(staff: Any) -> None:
    sku = a_sku(staff, 12)
    action_id = staff.ask("update_offer", sku, quantity=8)
    assert staff.ask("update_offer", sku, quantity=8) == action_id
    for other in ({"quantity": 9}, {"price": "12.50"}, {"quantity": 8, "price": "12.50"}):
        with pytest.raises(ConflictingAction, match=f"update_offer cannot be asked for {sku}"):
            staff.ask("update_offer", sku, **other)
    staff.drain()
    with pytest.raises(ConflictingAction, match="is already working for it"):
        staff.ask("update_offer", sku, quantity=9)


def test_a_later_change_comes_after_the_older_one_and_stays(staff: Any) -> None:
    sku = a_sku(staff, 13)
    for quantity in (6, 3, 11):
        assert follow_to_the_end(staff, staff.ask("update_offer", sku, quantity=quantity)) is State.DONE
    assert [effect["quantity"] for effect in effects(staff, sku)] == [6, 3, 11]
    assert listing(staff, sku)["quantity"] == 11


def test_a_package_that_is_never_finished_ends_with_a_person_after_a_day(staff: Any) -> None:
    action_id = staff.ask("update_offer", a_sku(staff, 14), quantity=5)
    for _ in range(200):
        staff.drain()
        staff.clock.forward(600)
    row = one_action(staff.ops, action_id)
    assert row.state is State.NEEDS_HUMAN
    assert row.result is not None
    assert row.result.startswith("Not finished since 2026-11-23 09:00 UTC: The marketplace is working on package")
    assert len(attempts_of(staff.ops, action_id)) == 1


def test_a_worker_killed_while_the_marketplace_works_is_followed_by_one_that_reads_the_package(
    staff: Any, start_worker: Callable[[], subprocess.Popen[bytes]]
) -> None:
    sku = a_sku(staff, 15)
    asked = enqueue(
        staff.ops,
        kind_named("update_offer"),
        sku,
        {"quantity": 17},
        requested_by="ana",
        hold=timedelta(0),
        now=system_clock(),
    )
    worker = start_worker()
    deadline = time.monotonic() + 15
    while one_action(staff.ops, asked.action_id).state is not State.WORKING:
        assert time.monotonic() < deadline, "it never handed the package in"
        time.sleep(0.01)
    worker.send_signal(signal.SIGKILL)
    worker.communicate()
    staff.clock.now = system_clock()
    assert follow_to_the_end(staff, asked.action_id) is State.DONE
    assert [effect["quantity"] for effect in effects(staff, sku)] == [17]


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"quantity": -1},
        {"quantity": 1_000_000},
        {"quantity": 2.5},
        {"quantity": True},
        {"quantity": "5"},
        {"price": 0},
        {"price": -3},
        {"price": "0.001"},
        {"price": 19.999},
        {"price": "NaN"},
        {"price": "Infinity"},
        {"price": True},
        {"price": 100_001},
        {"quantity": 1, "title": "x"},
        {"quantity": 1, "sales_channel_id": "A B"},
    ],
)
def test_what_no_listing_can_have_is_refused_with_a_remedy(staff: Any, payload: dict[str, Any]) -> None:
    with pytest.raises(InvalidAction, match="cannot be used"):
        staff.ask("update_offer", "SKU-1", **payload)


@pytest.mark.parametrize("sku", ["", " ", "A,B", "x" * 51, "A\x00B", "A\u200bB"])
def test_what_cannot_be_a_sku_is_refused(staff: Any, sku: str) -> None:
    with pytest.raises(InvalidAction, match="Give your own SKU"):
        staff.ask("update_offer", sku, quantity=1)


def test_a_sku_may_have_blanks_and_slashes_inside(staff: Any) -> None:
    row = one_action(staff.ops, staff.ask("update_offer", " LAMPE 12/A ", quantity=1))
    assert row.target == "LAMPE 12/A"


FIVE = OfferChange(quantity=5, price=Decimal("19.90"))


def an_offer(quantity: int | None = 5, price: str | None = "19.90") -> OfferReading:
    return OfferReading("S", quantity, price, "Active", None)


@pytest.mark.parametrize(
    ("package", "offer", "sight"),
    [
        (None, an_offer(9), Sight.UNTOUCHED),
        (None, an_offer(), Sight.EFFECT),
        (None, None, Sight.RULED_OUT),
        (("WaitingForCompletion", None), an_offer(9), Sight.UNTOUCHED),
        (("Integrated", "Integrated"), an_offer(), Sight.EFFECT),
        (("Integrated", "Integrated"), an_offer(4), Sight.EFFECT),
        (("Integrated", "Integrated"), an_offer(6), Sight.PENDING),
        (("Integrated", "Integrated"), an_offer(5, "25.00"), Sight.PENDING),
        (("Integrated", "Integrated"), an_offer(None, None), Sight.EFFECT),
        (("Integrated", "Integrated"), None, Sight.PENDING),
        (("Integrated", None), an_offer(), Sight.PENDING),
        (("Integrated", "Duplicated"), an_offer(), Sight.REFUSED),
        (("Rejected", None), an_offer(9), Sight.REFUSED),
    ],
)
def test_a_package_and_a_listing_are_judged_together(
    package: tuple[str, str | None] | None, offer: OfferReading | None, sight: Sight
) -> None:
    seen = PackageReading("812001", package[0], package[1], "") if package else None
    assert judged_change("S", FIVE, seen, offer).sight is sight


def test_patience_with_the_marketplaces_own_work_is_longer_than_with_an_effect_nobody_sees() -> None:
    assert Patience().work_for > Patience().confirm_for
