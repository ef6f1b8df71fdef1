"""Accepting and refusing: API sheet 3.5 and 4."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from sandbox.contract.choices import Choices
from sandbox.server.server import RunningSandbox, running_sandbox


def one(api: httpx.Client, status: str) -> dict[str, Any]:
    order: dict[str, Any] = api.get("/orders", params={"status": status, "supplyMode": "Seller"}).json()["items"][0]
    return order


def decide(api: httpx.Client, order_id: str, decision: Any) -> httpx.Response:
    return api.post(f"/orders/{order_id}/approval-status", json={"approval_status": decision})


def test_accepting_moves_the_order_then_the_marketplace_prepares_it(sandbox: RunningSandbox, api: httpx.Client) -> None:
    order = one(api, "WaitingAcceptance")
    answer = decide(api, order["orderId"], "Accepted")
    assert (answer.status_code, answer.content) == (201, b"")
    accepted = api.get(f"/orders/{order['orderId']}").json()
    assert accepted["status"] == "Accepted"
    assert {line["status"] for line in accepted["lines"]} == {"Accepted"}
    assert accepted["updatedAt"] == "2026-11-25T10:00:00Z"
    assert accepted["lines"][0]["shippingAddress"] is None
    sandbox.advance(3600)
    prepared = api.get(f"/orders/{order['orderId']}").json()
    assert prepared["status"] == "InPreparation"
    assert prepared["updatedAt"] > accepted["updatedAt"]
    assert prepared["lines"][0]["shippingAddress"]["city"]


def test_refusing_ends_order_and_lines(api: httpx.Client, sandbox: RunningSandbox) -> None:
    order = one(api, "WaitingAcceptance")
    assert decide(api, order["orderId"], "Refused").status_code == 201
    refused = api.get(f"/orders/{order['orderId']}").json()
    assert {refused["status"], *(line["status"] for line in refused["lines"])} == {"Refused"}
    [effect] = sandbox.ledger(order_id=order["orderId"])
    assert (effect["kind"], effect["times"], effect["at"]) == ("refuse_order", 1, "2026-11-25T10:00:00Z")


@pytest.mark.parametrize("decision", ["accepted", "Maybe", None, 1, ["Accepted"]])
def test_another_word_is_a_400_that_names_the_field(api: httpx.Client, decision: Any) -> None:
    order = one(api, "WaitingAcceptance")
    answer = decide(api, order["orderId"], decision)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["approval_status"])


def test_a_body_that_is_not_json_is_a_400(api: httpx.Client) -> None:
    order = one(api, "WaitingAcceptance")
    headers = {"Content-Type": "application/json"}
    answer = api.post(f"/orders/{order['orderId']}/approval-status", content="{", headers=headers)
    assert answer.status_code == 400


def test_a_second_decision_meets_a_conflict_and_leaves_one_effect(api: httpx.Client, sandbox: RunningSandbox) -> None:
    order = one(api, "WaitingAcceptance")
    decide(api, order["orderId"], "Accepted")
    again = decide(api, order["orderId"], "Refused")
    assert again.status_code == 409
    assert again.json()["errors"] == {"status": ["Cannot switch to refused status from Accepted"]}
    assert [effect["times"] for effect in sandbox.ledger(order_id=order["orderId"])] == [1]


def test_the_status_of_a_conflict_is_a_choice(sign_in: Callable[[RunningSandbox], httpx.Client]) -> None:
    choices = Choices(approval_wrong_state=422, approval_success=204)
    with running_sandbox(orders=200, choices=choices) as sandbox, sign_in(sandbox) as api:
        order = one(api, "WaitingAcceptance")
        codes = [decide(api, order["orderId"], "Accepted").status_code for _ in range(2)]
    assert codes == [204, 422]


def test_acceptance_takes_the_quantity_out_of_stock(sandbox: RunningSandbox, api: httpx.Client) -> None:
    before = {offer["offerId"]: offer["quantity"] for offer in offers(api)}
    waiting = api.get("/orders?status=WaitingAcceptance&pageSize=100").json()["items"]
    order = next(o for o in waiting if all(before[line["offer"]["id"]] > 6 for line in o["lines"]))
    decide(api, order["orderId"], "Accepted")
    after = {offer["offerId"]: offer["quantity"] for offer in offers(api)}
    for line in order["lines"]:
        assert after[line["offer"]["id"]] == before[line["offer"]["id"]] - line["quantity"]
    assert sandbox.truth()["stock"] == sum(after.values())


def offers(api: httpx.Client) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = api.get("/offers?salesChannelId=CDISFR&limit=1000").json()["items"]
    return items


def test_with_auto_accept_nothing_ever_waits(sign_in: Callable[[RunningSandbox], httpx.Client]) -> None:
    with running_sandbox(orders=200, choices=Choices(auto_accept=True)) as sandbox, sign_in(sandbox) as api:
        sandbox.advance(86_400)
        assert api.get("/orders/count?status=WaitingAcceptance").json() == 0
        assert api.get("/sellers").json()["auto_accept_order"] is True


def test_an_unanswered_order_is_cancelled_after_two_working_days(sandbox: RunningSandbox, api: httpx.Client) -> None:
    waiting = [order["order_id"] for order in sandbox.true_orders("WaitingAcceptance")]
    sandbox.advance(5 * 86_400)
    assert waiting
    assert {api.get(f"/orders/{identifier}").json()["status"] for identifier in waiting} == {"Cancelled"}
