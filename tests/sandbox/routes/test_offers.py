"""Offers and offer packages: API sheet 1.4 (P2) and 11."""

import re
from typing import Any

import httpx
import pytest

from sandbox.server.server import RunningSandbox


def read_all(api: httpx.Client, query: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    path: str | None = f"/offers?{query}"
    while path:
        answer = api.get(path)
        items += answer.json()["items"]
        found = re.search(r'<([^>]*)>; rel="next"', answer.headers["link"])
        path = found[1] if found else None
    return items


def test_following_the_link_header_reads_all_400_listings_once(reader: httpx.Client) -> None:
    offers = read_all(reader, "salesChannelId=CDISFR&limit=150")
    assert len({offer["offerId"] for offer in offers}) == len(offers) == 400


def test_the_sales_channel_is_required(reader: httpx.Client) -> None:
    assert list(reader.get("/offers").json()["errors"]) == ["salesChannelId"]
    assert reader.get("/offers?salesChannelId=NOWHERE").status_code == 400


@pytest.mark.parametrize("query", ["limit=1001", "limit=0", "cursor=%21%21"])
def test_a_limit_or_cursor_that_does_not_fit_is_a_400(reader: httpx.Client, query: str) -> None:
    assert reader.get(f"/offers?salesChannelId=CDISFR&{query}").status_code == 400


def test_the_cursor_comes_back_under_either_spelling(reader: httpx.Client) -> None:
    link = reader.get("/offers?salesChannelId=CDISFR&limit=5").headers["link"]
    cursor = re.search(r"cursor=(\w+)", link)
    assert cursor
    pages = [reader.get(f"/offers?salesChannelId=CDISFR&limit=5&{name}={cursor[1]}") for name in ("cursor", "Cursor")]
    assert pages[0].json() == pages[1].json()
    assert 'rel="prev"' in pages[0].headers["link"]


def test_filters_by_reference_state_and_gtin(reader: httpx.Client) -> None:
    offers = read_all(reader, "salesChannelId=CDISFR&limit=1000")
    one = offers[3]
    for query in (
        f"sellerExternalReferences={one['sellerExternalReference']}",
        f"gtins={one['product']['gtin']}",
        f"offerIds={one['offerId']}",
    ):
        assert read_all(reader, f"salesChannelId=CDISFR&{query}") == [one]
    empty = read_all(reader, "salesChannelId=CDISFR&offerStates=Inactive&limit=1000")
    assert [offer["offerId"] for offer in empty] == [offer["offerId"] for offer in offers if offer["quantity"] == 0]
    assert empty


def test_feedback_is_expanded_for_cdiscount_only(reader: httpx.Client) -> None:
    expanded = reader.get("/offers?salesChannelId=CDISFR&limit=1&expand=salesChannelFeedback").json()["items"][0]
    assert set(expanded["salesChannelFeedback"]) == {"productInformation", "competingOffers"}
    elsewhere = reader.get("/offers?salesChannelId=SCID01&limit=1&expand=salesChannelFeedback").json()["items"][0]
    assert "salesChannelFeedback" not in elsewhere


def new_package(api: httpx.Client, kind: str = "Update") -> str:
    answer = api.post("/offer-packages", json={"packageType": kind}, headers={"SalesChannelId": "CDISFR"})
    assert (answer.status_code, answer.content) == (201, b"")
    return answer.headers["content-location"].rsplit("/", 1)[1]


def test_a_package_changes_price_and_stock_when_it_is_integrated(sandbox: RunningSandbox, api: httpx.Client) -> None:
    first, second = api.get("/offers?salesChannelId=CDISFR&limit=2").json()["items"]
    package = new_package(api)
    requests = [
        {"sellerExternalReference": first["sellerExternalReference"], "price": {"price": 12.34}, "quantity": 77},
        {"sellerExternalReference": "UNKNOWN", "quantity": 1},
        {"sellerExternalReference": second["sellerExternalReference"], "quantity": 1},
        {"sellerExternalReference": second["sellerExternalReference"], "quantity": 2},
    ]
    assert api.post(f"/offer-packages/{package}/offer-requests", json=requests).status_code == 201
    assert api.patch(f"/offer-packages/{package}", json={"state": "Ready"}).status_code == 204
    states = []
    for _ in range(3):
        states.append(api.get(f"/offer-packages/{package}").json()["state"])
        sandbox.advance(120)
    assert states == ["Ready", "IntegrationPending", "Integrated"]
    results = api.get(f"/offer-packages/{package}/offer-requests-results").json()["items"]
    assert [one["integrationStatus"] for one in results] == ["Integrated", "Rejected", "Duplicated", "Duplicated"]
    now = api.get("/offers?salesChannelId=CDISFR&limit=2").json()["items"]
    assert (now[0]["facialPrice"]["price"], now[0]["quantity"]) == (12.34, 77)
    assert now[1]["quantity"] == second["quantity"]
    assert [effect["target"] for effect in sandbox.ledger("update_offer")] == [first["sellerExternalReference"]]
    sandbox.advance(4 * 86_400)
    assert api.get(f"/offer-packages/{package}/offer-requests-results").json()["items"] == []


def test_a_closed_package_takes_no_more_requests(api: httpx.Client) -> None:
    package = new_package(api)
    api.patch(f"/offer-packages/{package}", json={"state": "Ready"})
    late = api.post(f"/offer-packages/{package}/offer-requests", json=[{"sellerExternalReference": "X", "quantity": 1}])
    assert late.status_code == 409
    assert api.patch(f"/offer-packages/{package}", json={"state": "Ready"}).status_code == 409


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        [{"quantity": 1}],
        [{"sellerExternalReference": "X" * 51}],
        [{"sellerExternalReference": "X", "quantity": -1}],
        [{"sellerExternalReference": "X", "price": {"price": "12"}}],
        [{"sellerExternalReference": "X", "quantity": 1}] * 101,
    ],
)
def test_offer_requests_are_checked(api: httpx.Client, body: Any) -> None:
    assert api.post(f"/offer-packages/{new_package(api)}/offer-requests", json=body).status_code == 400


def test_a_package_needs_its_channel_header_and_a_known_type(api: httpx.Client) -> None:
    missing = api.post("/offer-packages", json={"packageType": "Update"})
    assert (missing.status_code, list(missing.json()["errors"])) == (400, ["SalesChannelId"])
    wrong = api.post("/offer-packages", json={"packageType": "update"}, headers={"SalesChannelId": "CDISFR"})
    assert (wrong.status_code, list(wrong.json()["errors"])) == (400, ["packageType"])
    assert api.get("/offer-packages/1").status_code == 404


def test_packages_are_listed_by_state(api: httpx.Client) -> None:
    package = new_package(api)
    listed = api.get("/offer-packages?state=WaitingForCompletion&limit=10").json()["items"]
    assert [one["packageId"] for one in listed] == [package]
    assert api.get("/offer-packages?state=Integrated").json()["items"] == []
