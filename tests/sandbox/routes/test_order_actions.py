"""Accepting and refusing: API sheet 3.5 and 4; declaring shipments: section 5."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from sandbox.contract.choices import Choices
from sandbox.orders.statuses import CANCEL_REQUEST
from sandbox.server.server import RunningSandbox, running_sandbox

PARCEL = {"parcelNumber": "6A00009775862", "carrierName": "Colissimo", "trackingUrl": "www.example.com/6A00009775862"}


def one(api: httpx.Client, status: str) -> dict[str, Any]:
    order: dict[str, Any] = api.get("/orders", params={"status": status, "supplyMode": "Seller"}).json()["items"][0]
    return order


def decide(api: httpx.Client, order_id: str, decision: Any) -> httpx.Response:
    return api.post(f"/orders/{order_id}/approval-status", json={"approval_status": decision})


def ready(api: httpx.Client, *, lines: int = 1, channel: str = "CDISFR", supply: str = "Seller") -> dict[str, Any]:
    params = {"status": "InPreparation", "supplyMode": supply, "salesChannelId": channel, "pageSize": "100"}
    orders = api.get("/orders", params=params).json()["items"]
    return next(order for order in orders if len(order["lines"]) >= lines)


def ship(api: httpx.Client, order: dict[str, Any], body: Any) -> httpx.Response:
    return api.post(f"/orders/{order['orderId']}/shipments", json=body)


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


def test_one_parcel_ships_the_whole_order(sandbox: RunningSandbox, api: httpx.Client) -> None:
    order = ready(api, lines=2)
    answer = ship(api, order, [PARCEL])
    assert (answer.status_code, answer.content) == (201, b"")
    shipped = api.get(f"/orders/{order['orderId']}").json()
    assert (shipped["status"], shipped["updatedAt"]) == ("Shipped", "2026-11-25T10:00:00Z")
    assert [line["parcels"] for line in shipped["lines"]] == [[PARCEL]] * len(order["lines"])
    [effect] = sandbox.ledger(kind="ship_order")
    assert (effect["order_id"], effect["times"]) == (order["orderId"], 1)
    assert effect["payload"]["parcels"][0]["number"] == "6A00009775862"


def test_the_carrier_then_delivers(sandbox: RunningSandbox, api: httpx.Client) -> None:
    orders = [ready(api)]
    ship(api, orders[0], [PARCEL])
    sandbox.advance(30 * 86_400)
    delivered = api.get(f"/orders/{orders[0]['orderId']}").json()
    assert delivered["status"] == "Delivered"
    assert delivered["lines"][0]["parcels"] == [PARCEL]


def test_shipping_again_meets_a_conflict_and_leaves_one_effect(sandbox: RunningSandbox, api: httpx.Client) -> None:
    order = ready(api)
    ship(api, order, [PARCEL])
    again = ship(api, order, [PARCEL])
    assert again.status_code == 409
    assert again.json()["errors"] == {"status": ["Cannot switch to shipped status from Shipped"]}
    assert [effect["times"] for effect in sandbox.ledger(kind="ship_order")] == [1]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (PARCEL, "$"),
        ([], "$"),
        (["6A00009775862"], "[0]"),
        ([{**PARCEL, "parcelNumber": ""}], "[0].parcelNumber"),
        ([{**PARCEL, "parcelNumber": 12}], "[0].parcelNumber"),
        ([{**PARCEL, "parcelNumber": "6A 000"}], "[0].parcelNumber"),
        ([{**PARCEL, "parcelNumber": "6A'000"}], "[0].parcelNumber"),
        ([{**PARCEL, "parcelNumber": "6" * 51}], "[0].parcelNumber"),
        ([{"parcelNumber": "6A"}], "[0].carrierName"),
        ([{**PARCEL, "trackingUrl": "x" * 256}], "[0].trackingUrl"),
        ([{**PARCEL, "orderLineIds": "EO7E"}], "[0].orderLineIds"),
        ([{**PARCEL, "orderLineIds": ["????"]}], "[0].orderLineIds"),
        ([PARCEL, PARCEL], "$"),
    ],
)
def test_a_body_that_does_not_fit_is_a_400_that_names_the_place(api: httpx.Client, body: Any, field: str) -> None:
    answer = ship(api, ready(api), body)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])


def test_cdiscount_refuses_a_partial_shipment(api: httpx.Client) -> None:
    order = ready(api, lines=2)
    answer = ship(api, order, [{**PARCEL, "orderLineIds": [order["lines"][0]["orderLineId"]]}])
    assert answer.status_code == 400
    assert "one parcel for the complete order" in answer.json()["errors"]["[0].orderLineIds"][0]


def test_other_channels_take_line_by_line(sign_in: Callable[[RunningSandbox], httpx.Client]) -> None:
    with running_sandbox(orders=1500, seed=3) as sandbox, sign_in(sandbox) as api:
        order = ready(api, lines=2, channel="SCID01")
        first, *others = [line["orderLineId"] for line in order["lines"]]
        assert ship(api, order, [{**PARCEL, "orderLineIds": [first]}]).status_code == 201
        halfway = api.get(f"/orders/{order['orderId']}").json()
        assert halfway["status"] == "InPreparation"
        assert [line["status"] for line in halfway["lines"]][:2] == ["Shipped", "InPreparation"]
        assert ship(api, order, [{**PARCEL, "parcelNumber": "6A2", "orderLineIds": others}]).status_code == 201
        assert api.get(f"/orders/{order['orderId']}").json()["status"] == "Shipped"


def test_the_warehouses_orders_are_not_the_sellers_to_ship(api: httpx.Client) -> None:
    answer = ship(api, ready(api, supply="Fulfillment"), [PARCEL])
    assert answer.status_code == 409
    assert "Fulfillment" in answer.json()["errors"]["status"][0]


def test_an_order_that_only_waits_cannot_be_shipped(api: httpx.Client) -> None:
    order = api.get("/orders?status=WaitingAcceptance").json()["items"][0]
    answer = ship(api, order, [PARCEL])
    assert answer.status_code == 409
    assert answer.json()["errors"] == {"status": ["Cannot switch to shipped status from WaitingAcceptance"]}


def test_a_carrier_outside_the_list_is_accepted_unless_chosen_otherwise(
    api: httpx.Client, sign_in: Callable[[RunningSandbox], httpx.Client]
) -> None:
    unlisted = [{**PARCEL, "carrierName": "DHL Express"}]
    assert ship(api, ready(api), unlisted).status_code == 201
    with running_sandbox(orders=200, choices=Choices(listed_carriers_only=True)) as sandbox, sign_in(sandbox) as strict:
        assert ship(strict, ready(strict), unlisted).json()["errors"] == {
            "[0].carrierName": ["The carrier 'DHL Express' is not supported."]
        }


@pytest.mark.parametrize(("by_customer", "status"), [(True, 201), (False, 409)])
def test_a_line_asked_to_be_cancelled_ships_only_if_the_buyer_asked(
    sandbox: RunningSandbox, api: httpx.Client, *, by_customer: bool, status: int
) -> None:
    order = ready(api)
    book = sandbox.market.world.book
    row = book.row(order["orderId"])
    assert row is not None
    for line in book.line_rows(row):
        book.lines.put("status", line, CANCEL_REQUEST)
        book.lines.put("asked_by_customer", line, by_customer)
    named = [{**PARCEL, "orderLineIds": [line["orderLineId"] for line in order["lines"]]}]
    assert ship(api, order, named).status_code == status


def test_a_buyers_request_left_alone_is_granted_after_three_days() -> None:
    seen: dict[str, list[str]] = {}
    with running_sandbox(orders=1500, seed=5, choices=Choices(auto_accept=True)) as sandbox:
        for _ in range(6):
            sandbox.advance(12 * 3600)
            orders = sandbox.true_orders("InPreparation")
            seen |= {o["order_id"]: o["line_statuses"] for o in orders if "CancelRequest" in o["line_statuses"]}
        sandbox.advance(80 * 3600)
        now = {order["order_id"]: order for order in sandbox.true_orders()}
    assert {len(lines) for lines in seen.values()} >= {1, 2}
    for identifier, lines in seen.items():
        assert "Cancelled" in now[identifier]["line_statuses"]
        assert now[identifier]["status"] == ("Cancelled" if len(lines) == 1 else "InPreparation")
