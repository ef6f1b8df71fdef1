"""Reading orders: API sheet 1.4 and 3."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from sandbox.contract.choices import Choices
from sandbox.server.server import RunningSandbox, running_sandbox


def all_orders(client: httpx.Client, **params: str) -> list[dict[str, Any]]:
    orders: list[dict[str, Any]] = []
    index = 1
    while True:
        page = client.get("/orders", params={"pageSize": "100", "pageIndex": str(index), **params}).json()
        assert page["itemsPerPage"] == len(page["items"])
        orders += page["items"]
        if page["itemsPerPage"] < 100:
            return orders
        index += 1


@pytest.fixture(scope="module")
def everything(reader: httpx.Client) -> list[dict[str, Any]]:
    return all_orders(reader)


def test_reading_page_by_page_gives_every_order_once(shared: RunningSandbox, everything: list[dict[str, Any]]) -> None:
    ids = [order["orderId"] for order in everything]
    assert len(ids) == len(set(ids)) == 600
    assert ids == [order["order_id"] for order in shared.true_orders()]


def test_the_truth_agrees_with_what_a_faultless_reader_sees(
    shared: RunningSandbox, everything: list[dict[str, Any]]
) -> None:
    seen = [
        {
            "order_id": order["orderId"],
            "status": order["status"],
            "updated_at": order["updatedAt"],
            "total_selling_price": f"{order['totalPrice']['sellingPrice']:.2f}",
            "line_statuses": [line["status"] for line in order["lines"]],
            "unit_count": sum(line["quantity"] for line in order["lines"]),
            "declared_parcels": [],
            "corruptions": [],
        }
        for order in everything
    ]
    assert shared.true_orders() == seen
    delivered = [order for order in seen if order["status"] == "Delivered"]
    assert shared.true_orders("Delivered") == delivered
    summary = shared.truth()
    assert (summary["orders"], summary["by_status"]["Delivered"]) == (600, len(delivered))
    assert summary["total_selling_price"] == f"{sum(float(order['total_selling_price']) for order in seen):.2f}"


def test_a_page_past_the_end_is_empty(reader: httpx.Client) -> None:
    assert reader.get("/orders?pageIndex=99").json() == {"itemsPerPage": 0, "items": []}


def test_the_link_header_leads_to_the_next_page_and_ends(reader: httpx.Client) -> None:
    middle = reader.get("/orders?pageSize=100&pageIndex=2&status=Delivered").headers["link"]
    assert '</orders?status=Delivered&pageIndex=3&pageSize=100>; rel="next"' in middle
    assert '</orders?status=Delivered&pageIndex=1&pageSize=100>; rel="prev"' in middle
    assert 'rel="next"' not in reader.get("/orders?pageSize=100&pageIndex=6").headers["link"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("pageSize=101", "pageSize"),
        ("pageIndex=0", "pageIndex"),
        ("status=ToShip", "status"),
        ("status=Shipped,Nowhere", "status"),
        ("updatedAtMin=yesterday", "updatedAtMin"),
        ("sort=price", "sort"),
        ("supplyMode=Mkp", "supplyMode"),
        ("businessOrder=maybe", "businessOrder"),
    ],
)
def test_what_does_not_fit_is_a_400_that_names_the_parameter(reader: httpx.Client, query: str, field: str) -> None:
    answer = reader.get(f"/orders?{query}")
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])


def test_limit_is_ignored_as_measured(reader: httpx.Client) -> None:
    assert reader.get("/orders?limit=3").json()["itemsPerPage"] == 10


def expected(orders: list[dict[str, Any]], **wanted: str) -> list[str]:
    return sorted(o["orderId"] for o in orders if all(o[name] == value for name, value in wanted.items()))


def test_statuses_are_separated_by_commas(reader: httpx.Client, everything: list[dict[str, Any]]) -> None:
    found = all_orders(reader, status="WaitingAcceptance,InPreparation")
    wanted = expected(everything, status="WaitingAcceptance") + expected(everything, status="InPreparation")
    assert sorted(order["orderId"] for order in found) == sorted(wanted)
    assert found


def test_filters_agree_with_filtering_by_hand(reader: httpx.Client, everything: list[dict[str, Any]]) -> None:
    def ids(orders: list[dict[str, Any]]) -> set[str]:
        return {order["orderId"] for order in orders}

    channel = {o["orderId"] for o in everything if o["salesChannel"]["id"] == "SCID01"}
    supply = {o["orderId"] for o in everything if o["lines"][0]["offer"]["supplyMode"] == "Fulfillment"}
    business = {o["orderId"] for o in everything if o["businessOrder"]}
    belgium = {o["orderId"] for o in everything if o["billingAddress"]["countryCode"] == "BE"}
    assert channel
    assert supply
    assert business
    assert belgium
    assert ids(all_orders(reader, salesChannelId="SCID01")) == channel
    assert ids(all_orders(reader, supplyMode="Fulfillment")) == supply
    assert ids(all_orders(reader, businessOrder="true")) == ids(all_orders(reader, isBusinessOrder="true")) == business
    assert ids(all_orders(reader, shippingCountry="BE")) == belgium


def test_a_reference_finds_its_order(reader: httpx.Client, everything: list[dict[str, Any]]) -> None:
    for channel in ("CDISFR", "SCID01"):
        order = next(o for o in everything if o["salesChannel"]["id"] == channel)
        found = reader.get("/orders", params={"reference": order["reference"]}).json()["items"]
        assert [o["orderId"] for o in found] == [order["orderId"]]
    assert {o["reference"] for o in everything if o["salesChannel"]["id"] == "SCID02"} == {None}


@pytest.mark.parametrize("stem", ["updatedAt", "createdAt"])
def test_windows_are_closed_and_agree_with_filtering_by_hand(
    reader: httpx.Client, everything: list[dict[str, Any]], stem: str
) -> None:
    stamps = sorted(order[stem] for order in everything)
    low, high = stamps[200], stamps[400]
    wanted = sorted(o["orderId"] for o in everything if low <= o[stem] <= high)
    found = all_orders(reader, **{f"{stem}Min": low, f"{stem}Max": high})
    assert sorted(order["orderId"] for order in found) == wanted
    assert len(wanted) >= 201


def test_a_zoneless_instant_is_read_as_utc(reader: httpx.Client, everything: list[dict[str, Any]]) -> None:
    low = sorted(order["updatedAt"] for order in everything)[300]
    assert len(all_orders(reader, updatedAtMin=low.rstrip("Z"))) == len(all_orders(reader, updatedAtMin=low)) >= 300


@pytest.mark.parametrize(
    "params", [{"sort": "asc:updatedAt"}, {"sort": "updatedAt"}, {"sort": "updatedAt", "desc": "false"}]
)
def test_the_attested_forms_of_sorting_by_update_ascend(reader: httpx.Client, params: dict[str, str]) -> None:
    stamps = [order["updatedAt"] for order in all_orders(reader, **params)]
    assert stamps == sorted(stamps)


@pytest.mark.parametrize("params", [{"sort": "desc:updatedAt"}, {"sort": "updatedAt", "desc": "true"}])
def test_the_attested_forms_of_sorting_by_update_descend(reader: httpx.Client, params: dict[str, str]) -> None:
    stamps = [order["updatedAt"] for order in all_orders(reader, **params)]
    assert stamps == sorted(stamps, reverse=True)


def test_shipped_filters_give_only_shipped_orders_in_order_of_shipping(reader: httpx.Client) -> None:
    found = all_orders(reader, shippedAtMin="2026-11-01T00:00:00Z", sort="shippedAt")
    assert found
    assert {order["status"] for order in found} <= {"Shipped", "Delivered", "Cancelled"}


def test_the_count_is_a_bare_integer_under_the_same_filters(reader: httpx.Client) -> None:
    assert reader.get("/orders/count").json() == 600
    count = reader.get("/orders/count?status=Delivered&salesChannelId=CDISFR").json()
    assert count == len(all_orders(reader, status="Delivered", salesChannelId="CDISFR"))


def test_parameter_names_are_read_in_any_case(reader: httpx.Client) -> None:
    assert reader.get("/orders?PageSize=7&pageindex=2").json()["itemsPerPage"] == 7


def test_one_order_is_the_same_object_as_in_the_list(reader: httpx.Client, everything: list[dict[str, Any]]) -> None:
    assert reader.get(f"/orders/{everything[17]['orderId']}").json() == everything[17]


def test_an_order_has_the_documented_fields(everything: list[dict[str, Any]]) -> None:
    order, line = everything[0], everything[0]["lines"][0]
    assert set(order) == {
        "orderId", "reference", "businessOrder", "salesChannel", "seller", "customer", "purchasedAt", "createdAt",
        "updatedAt", "shippedAtMax", "status", "payment", "currencyCode", "billingAddress", "totalPrice", "lines",
        "serviceFees",
    }  # fmt: skip
    assert set(line) == {
        "orderLineId", "status", "quantity", "totalPrice", "offerPrice", "sellingPrice", "offer", "delivery",
        "shippingAddress", "parcels",
    }  # fmt: skip
    assert order["seller"] == {"id": "98979"}
    assert re.fullmatch(r"\d{10}[A-Z]{5}|SCID\d{14}[0-9A-Z]{5}", order["orderId"])
    assert re.fullmatch(r"[0-9A-Z]{4}", line["orderLineId"])


def test_money_adds_up(everything: list[dict[str, Any]]) -> None:
    for order in everything:
        for line in order["lines"]:
            price = line["offerPrice"]
            total = price["unitSalesPrice"] * line["quantity"] + price["shippingCost"]
            assert line["totalPrice"]["sellingPrice"] == pytest.approx(total, abs=0.001)
        total = sum(line["totalPrice"]["sellingPrice"] for line in order["lines"])
        assert order["totalPrice"]["sellingPrice"] == pytest.approx(total, abs=0.001)


def test_the_shipping_address_is_unknown_before_preparation(everything: list[dict[str, Any]]) -> None:
    known = {"InPreparation", "Shipped", "Delivered"}
    for order in everything:
        for line in order["lines"]:
            assert (line["shippingAddress"] is not None) == (order["status"] in known)
        assert "phone" not in order["billingAddress"]


def test_parcels_appear_with_shipping(everything: list[dict[str, Any]]) -> None:
    for order in everything:
        for line in order["lines"]:
            assert bool(line["parcels"]) == (line["status"] in ("Shipped", "Delivered"))


def line_ids(orders: list[dict[str, Any]]) -> Iterator[list[str]]:
    return ([line["orderLineId"] for line in order["lines"]] for order in orders)


def test_line_ids_differ_within_an_order(everything: list[dict[str, Any]]) -> None:
    assert all(len(set(ids)) == len(ids) for ids in line_ids(everything))


def test_choices_change_the_contract_in_one_place(sign_in: Callable[[RunningSandbox], httpx.Client]) -> None:
    choices = Choices(
        default_page_size=3,
        oversized_page="clamp",
        timestamps="offset",
        count_body="object",
        orders_link_header=False,
        ship_by_before_acceptance=False,
        status_events="order",
    )
    with running_sandbox(orders=150, choices=choices) as sandbox, sign_in(sandbox) as client:
        answer = client.get("/orders")
        assert (answer.json()["itemsPerPage"], answer.headers.get("link")) == (3, None)
        assert answer.json()["items"][0]["createdAt"].endswith("+00:00")
        assert client.get("/orders?pageSize=500").json()["itemsPerPage"] == 100
        assert client.get("/orders/count").json() == {"count": 150}
        waiting = client.get("/orders?status=WaitingAcceptance").json()["items"][0]
        assert waiting["shippedAtMax"] is None
        shipped = client.get("/orders?status=Shipped").json()["items"][0]
        assert [event["status"] for event in shipped["statusEvents"]] == [
            "Processing",
            "Accepted",
            "InPreparation",
            "Shipped",
        ]
