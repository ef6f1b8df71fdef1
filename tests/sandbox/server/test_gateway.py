"""Token, headers, errors, seller: API sheet 1, 2 and 19."""

import base64
import json

import httpx
import pytest

from sandbox.contract.choices import Choices, parse_choices
from sandbox.contract.errors import UnknownChoice
from sandbox.server.server import RunningSandbox, running_sandbox

TOKEN_PATH = "/auth/realms/maas/protocol/openid-connect/token"


def ask_token(sandbox: RunningSandbox, **changes: str) -> httpx.Response:
    form = {
        "grant_type": "client_credentials",
        "client_id": sandbox.client_id,
        "client_secret": sandbox.client_secret,
    }
    return httpx.post(sandbox.auth_url + TOKEN_PATH, data={**form, **changes})


def test_a_known_pair_gets_a_bearer_token_for_two_hours(shared: RunningSandbox) -> None:
    body = ask_token(shared).json()
    assert (body["expires_in"], body["token_type"], body["refresh_expires_in"]) == (7200, "Bearer", 0)
    claims = json.loads(base64.urlsafe_b64decode(body["access_token"].split(".")[1] + "=="))
    assert claims["exp"] - claims["iat"] == 7200


def test_a_wrong_secret_is_refused_in_keycloaks_words(shared: RunningSandbox) -> None:
    answer = ask_token(shared, client_secret="wrong")
    assert (answer.status_code, answer.json()["error"]) == (401, "unauthorized_client")


def test_another_grant_type_is_refused(shared: RunningSandbox) -> None:
    answer = ask_token(shared, grant_type="password")
    assert (answer.status_code, answer.json()["error"]) == (400, "unsupported_grant_type")


def test_credentials_are_also_read_from_a_basic_header(shared: RunningSandbox) -> None:
    answer = httpx.post(
        shared.auth_url + TOKEN_PATH,
        data={"grant_type": "client_credentials"},
        auth=(shared.client_id, shared.client_secret),
    )
    assert answer.status_code == 200


def test_the_token_quota_of_an_hour_ends_in_429() -> None:
    with running_sandbox(orders=20, choices=Choices(tokens_per_hour=2)) as sandbox:
        assert [ask_token(sandbox).status_code for _ in range(3)] == [200, 200, 429]


def test_a_call_without_a_token_is_answered_by_the_gateway(shared: RunningSandbox) -> None:
    answer = httpx.get(shared.api_url + "/orders", headers={"SellerId": shared.seller_id})
    assert answer.status_code == 401
    assert answer.json() == {"statusCode": 401, "message": "Unauthorized. Access token is missing or invalid."}


def test_by_choice_the_application_answers_a_missing_token() -> None:
    with running_sandbox(orders=20, choices=Choices(unauthorised_by="application")) as sandbox:
        answer = httpx.get(sandbox.api_url + "/orders")
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert (answer.status_code, answer.json()["status"]) == (401, 401)


def test_a_missing_seller_id_is_named(shared: RunningSandbox, reader: httpx.Client) -> None:
    headers = {"Authorization": reader.headers["Authorization"]}
    answer = httpx.get(shared.api_url + "/orders", headers=headers)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["SellerId"])


def test_a_foreign_seller_is_forbidden_as_a_problem(reader: httpx.Client) -> None:
    answer = reader.get("/orders", headers={"SellerId": "12345"})
    assert answer.status_code == 403
    assert answer.json()["errors"] == {"SellerId": ["The seller 12345 did not delegate access to this client."]}


def test_header_names_are_read_in_any_case(shared: RunningSandbox, reader: httpx.Client) -> None:
    headers = {"authorization": reader.headers["Authorization"], "sellerId": shared.seller_id}
    assert httpx.get(shared.api_url + "/sellers", headers=headers).status_code == 200


@pytest.mark.parametrize(("method", "path"), [("GET", "/nothing"), ("PUT", "/offers"), ("GET", "/orders/A/B/C")])
def test_an_unknown_route_is_the_gateways_404(reader: httpx.Client, method: str, path: str) -> None:
    answer = reader.request(method, path)
    assert (answer.status_code, answer.json()) == (404, {"statusCode": 404, "message": "Resource not found"})


def test_an_unknown_order_is_the_applications_404(reader: httpx.Client) -> None:
    answer = reader.get("/orders/2610071354KBDRE")
    assert answer.status_code == 404
    assert answer.json()["errors"] == {"orderId": ["The order 2610071354KBDRE does not exist."]}


def test_media_types_are_checked(reader: httpx.Client) -> None:
    assert reader.get("/orders", headers={"Accept": "text/csv"}).status_code == 406
    answer = reader.post("/orders/X/shipments", content="x", headers={"Content-Type": "text/plain"})
    assert answer.status_code == 415


def test_the_seller_is_one_snake_case_object(reader: httpx.Client) -> None:
    seller = reader.get("/sellers").json()
    assert (seller["seller_id"], seller["shop_name"]) == (98979, "Maison Belleforêt")
    assert (seller["seller_state"], seller["auto_accept_order"]) == ("Activated", False)


def test_carriers_are_a_bare_array_of_66_with_repeated_codes_and_a_trailing_space(reader: httpx.Client) -> None:
    rows = reader.get("/carriers").json()
    assert len(rows) == 66
    assert [row["label"] for row in rows if row["code"] == "pcc"] == [
        "La Poste",
        "Colissimo",
        "Chronopost",
        "Chronofresh",
    ]
    assert [row["label"] for row in rows if row["label"] != row["label"].strip()] == ["Warning "]


def test_both_spellings_of_the_seller_addresses_answer(reader: httpx.Client) -> None:
    rows = reader.get("/sellers/addresses").json()
    assert rows == reader.get("/sellers/adresses").json()
    assert set(rows[0]) == {"type", "address", "country", "city", "zip_code"}


def test_subscriptions_name_the_channels(reader: httpx.Client) -> None:
    rows = reader.get("/sellers/subscriptions").json()
    assert [row["sales_channel_id"] for row in rows] == ["CDISFR", "SCID01", "SCID02"]


def test_delivery_modes_carry_the_measured_codes(reader: httpx.Client) -> None:
    assert {"TRK", "REG"} <= {row["code"] for row in reader.get("/sellers/delivery-modes").json()}


def test_indicators_give_threshold_direction_and_both_windows(reader: httpx.Client) -> None:
    indicators = reader.get("/sellers/indicators").json()
    assert list(indicators) == [
        "order_acceptation",
        "product_shipping",
        "deadline_compliance",
        "order_claims",
        "order_refunds",
    ]
    acceptance = indicators["order_acceptation"]
    assert (acceptance["threshold"], acceptance["threshold_type"]) == (97.5, "ThresholdMin")
    assert 85 < acceptance["value_d30"] < 100
    assert acceptance["computation_date"] == "2026-11-23T22:59:59Z"


def test_every_choice_can_be_named_and_a_wrong_one_is_told() -> None:
    assert parse_choices(["default_page_size=25", "auto_accept=true", "timestamps=offset"]) == Choices(
        default_page_size=25, auto_accept=True, timestamps="offset"
    )
    with pytest.raises(UnknownChoice, match="There is no choice 'colour'"):
        parse_choices(["colour=red"])
    with pytest.raises(UnknownChoice, match="timestamps cannot be 'roman'"):
        parse_choices(["timestamps=roman"])
