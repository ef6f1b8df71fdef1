"""Faults by switch and seed, and the ledger and truth that see through them."""

import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from sandbox.contract.errors import GatewayRefusal, UnknownFault
from sandbox.engine.faults import parse_faults
from sandbox.engine.quota import Quota
from sandbox.server.server import RunningSandbox, running_sandbox

TOKEN_PATH = "/auth/realms/maas/protocol/openid-connect/token"


def accept(api: httpx.Client) -> str:
    order_id = str(api.get("/orders?status=WaitingAcceptance").json()["items"][0]["orderId"])
    api.post(f"/orders/{order_id}/approval-status", json={"approval_status": "Accepted"})
    return order_id


def accept_under(sandbox: RunningSandbox, api: httpx.Client, faults: str) -> tuple[Any, list[int]]:
    """What the client saw of an approval under faults, and how often it truly happened."""
    order_id = str(api.get("/orders?status=WaitingAcceptance").json()["items"][0]["orderId"])
    sandbox.set_faults(faults)
    try:
        seen: Any = api.post(f"/orders/{order_id}/approval-status", json={"approval_status": "Accepted"})
    except httpx.TransportError as error:
        seen = error
    sandbox.set_faults()
    return seen, [effect["times"] for effect in sandbox.ledger(order_id=order_id)]


@pytest.mark.parametrize(("fault", "times"), [("drop_before", []), ("drop_after", [1])])
def test_a_dropped_connection_says_nothing_and_the_ledger_all(
    sandbox: RunningSandbox, api: httpx.Client, fault: str, times: list[int]
) -> None:
    seen, happened = accept_under(sandbox, api, f"{fault}=1")
    assert isinstance(seen, httpx.RemoteProtocolError | httpx.ReadError)
    assert happened == times


@pytest.mark.parametrize(("fault", "times"), [("server_error_before", []), ("server_error_after", [1])])
def test_a_500_may_hide_an_effect(sandbox: RunningSandbox, api: httpx.Client, fault: str, times: list[int]) -> None:
    seen, happened = accept_under(sandbox, api, f"{fault}=1")
    assert seen.status_code == 500
    assert seen.headers["content-type"].startswith("application/problem+json")
    assert happened == times


def test_rate_limits_come_with_and_without_a_wait(sandbox: RunningSandbox, api: httpx.Client) -> None:
    bare, happened = accept_under(sandbox, api, "rate_limited=1")
    assert (bare.status_code, bare.headers.get("retry-after"), happened) == (429, None, [])
    told, _ = accept_under(sandbox, api, "rate_limited_with_wait=1,retry_after_seconds=7")
    assert (told.status_code, told.headers["retry-after"]) == (429, "7")


def test_the_gateways_quota_tells_the_wait_in_its_text_only(sandbox: RunningSandbox, api: httpx.Client) -> None:
    seen, happened = accept_under(sandbox, api, "quota=1,quota_wait_seconds=695")
    assert (seen.status_code, happened) == (403, [])
    assert seen.json() == {
        "statusCode": 403,
        "message": "Out of call volume quota. Quota will be replenished in 00:11:35.",
    }


def test_a_real_quota_counts_calls_per_minute(sandbox: RunningSandbox, api: httpx.Client) -> None:
    sandbox.set_faults("quota_calls_per_minute=3")
    codes = [api.get("/orders/count").status_code for _ in range(5)]
    assert codes == [200, 200, 200, 403, 403]


def test_the_quota_is_replenished_after_its_minute() -> None:
    seconds = [0.0]
    quota = Quota(lambda: seconds[0])
    quota.spend(1)
    seconds[0] = 40.0
    with pytest.raises(GatewayRefusal) as refused:
        quota.spend(1)
    assert "00:00:20" in refused.value.message
    seconds[0] = 61.0
    quota.spend(1)


def test_an_expired_token_ends_in_mid_run_and_a_new_one_works(
    sandbox: RunningSandbox, api: httpx.Client, sign_in: Callable[[RunningSandbox], httpx.Client]
) -> None:
    sandbox.set_faults("expired_token=1")
    assert api.get("/orders").status_code == 401
    sandbox.set_faults()
    assert api.get("/orders").status_code == 401
    with sign_in(sandbox) as again:
        assert again.get("/orders").status_code == 200


def test_a_slow_answer_comes_after_its_effect(sandbox: RunningSandbox, api: httpx.Client) -> None:
    order_id = str(api.get("/orders?status=WaitingAcceptance").json()["items"][0]["orderId"])
    sandbox.set_faults("slow:writes=1,slow_seconds=0.6")
    began = time.monotonic()
    with pytest.raises(httpx.ReadTimeout):
        api.post(f"/orders/{order_id}/approval-status", json={"approval_status": "Accepted"}, timeout=0.2)
    assert time.monotonic() - began < 0.5
    assert [effect["times"] for effect in sandbox.ledger(order_id=order_id)] == [1]


def test_a_truncated_body_breaks_off(sandbox: RunningSandbox, api: httpx.Client) -> None:
    sandbox.set_faults("truncated=1")
    with pytest.raises(httpx.RemoteProtocolError, match="without sending complete"):
        api.get("/orders")


def test_an_html_502_hides_the_effect_of_about_half_its_writes(sandbox: RunningSandbox, api: httpx.Client) -> None:
    outcomes = []
    for _ in range(5):
        seen, happened = accept_under(sandbox, api, "html_502:writes=1")
        assert (seen.status_code, seen.headers["content-type"].split(";")[0]) == (502, "text/html")
        outcomes.append(len(happened))
    assert set(outcomes) == {0, 1}


def read_window(api: httpx.Client, size: int = 20) -> list[str]:
    ids: list[str] = []
    for index in range(1, 100):
        params = {"pageIndex": str(index), "pageSize": str(size), "sort": "asc:updatedAt"}
        page = api.get("/orders", params=params).json()["items"]
        ids += [order["orderId"] for order in page]
        if len(page) < size:
            return ids
    raise AssertionError("the pages do not end")


def test_shifting_pages_make_a_plain_reader_miss_orders(sandbox: RunningSandbox, api: httpx.Client) -> None:
    everything = set(read_window(api))
    sandbox.set_faults("shifting_pages=0.8")
    shifted = read_window(api)
    assert everything - set(shifted)
    assert max(Counter(shifted).values()) == 2


def test_duplicated_rows_come_twice_on_one_page(sandbox: RunningSandbox, api: httpx.Client) -> None:
    sandbox.set_faults("duplicate_rows=1")
    page = api.get("/orders?pageSize=50").json()
    assert page["itemsPerPage"] == len(page["items"]) == 51
    assert sorted(Counter(order["orderId"] for order in page["items"]).values())[-2:] == [1, 2]


@pytest.mark.parametrize("fault", ["unknown_enum", "extra_field", "null_address"])
def test_a_corruption_hits_the_same_orders_in_list_and_detail_and_the_truth_knows_them(
    sandbox: RunningSandbox, api: httpx.Client, fault: str
) -> None:
    def is_corrupt(order: dict[str, Any]) -> bool:
        marks = {
            "unknown_enum": order["status"] == "AwaitingCarrierSlot",
            "extra_field": "loyaltyTier" in order,
            "null_address": order["billingAddress"] is None,
        }
        return marks[fault]

    sandbox.set_faults(f"{fault}=0.2")
    orders = [o for n in (1, 2) for o in api.get(f"/orders?pageSize=100&pageIndex={n}").json()["items"]]
    hit = {order["orderId"] for order in orders if is_corrupt(order)}
    assert hit == {order["order_id"] for order in sandbox.true_orders() if order["corruptions"] == [fault]}
    assert 20 <= len(hit) == sandbox.truth()["corrupted"] <= 60
    assert is_corrupt(api.get(f"/orders/{min(hit)}").json())


def test_poisoned_records_come_in_four_kinds(sandbox: RunningSandbox, api: httpx.Client) -> None:
    sandbox.set_faults("poison=0.3")
    orders = [o for n in (1, 2) for o in api.get(f"/orders?pageSize=100&pageIndex={n}").json()["items"]]
    kinds = Counter(
        "string"
        if isinstance(order, str)
        else "missing_order_id"
        if "orderId" not in order
        else "lines_null"
        if order["lines"] is None
        else "money_as_text"
        if isinstance(order["totalPrice"]["sellingPrice"], str)
        else "good"
        for order in orders
    )
    truth = Counter(
        order["corruptions"][0].removeprefix("poison:") if order["corruptions"] else "good"
        for order in sandbox.true_orders()
    )
    assert kinds == truth
    assert set(kinds) == {"string", "missing_order_id", "lines_null", "money_as_text", "good"}


def test_a_fault_may_be_limited_to_writes_reads_or_tokens(sandbox: RunningSandbox, api: httpx.Client) -> None:
    sandbox.set_faults({"server_error_after:writes": 1})
    assert api.get("/orders/count").status_code == 200
    assert accept(api)
    sandbox.set_faults("html_502:tokens=1")
    assert api.get("/orders/count").status_code == 200
    assert httpx.post(sandbox.auth_url + TOKEN_PATH).status_code == 502
    assert sandbox.faults_met()["server_error_after"] == 1


def test_the_same_seed_strikes_the_same_requests() -> None:
    def codes(sandbox: RunningSandbox, api: httpx.Client) -> list[int]:
        return [api.get("/orders/count").status_code for _ in range(30)]

    runs = []
    for _ in range(2):
        with running_sandbox(orders=20, seed=8, faults="server_error_before:reads=0.4") as sandbox:
            form = {
                "grant_type": "client_credentials",
                "client_id": sandbox.client_id,
                "client_secret": sandbox.client_secret,
            }
            token = httpx.post(sandbox.auth_url + TOKEN_PATH, data=form).json()["access_token"]
            headers = {"Authorization": f"Bearer {token}", "SellerId": sandbox.seller_id}
            with httpx.Client(base_url=sandbox.api_url, headers=headers) as api:
                runs.append(codes(sandbox, api))
    assert runs[0] == runs[1]
    assert set(runs[0]) == {200, 500}


@pytest.mark.parametrize("text", ["nonsense=1", "slow=2", "slow:deletes=0.1", "slow=often"])
def test_a_fault_that_does_not_exist_is_told(text: str) -> None:
    with pytest.raises(UnknownFault):
        parse_faults(text)


def test_a_plan_can_be_read_and_sent_back() -> None:
    plan = parse_faults("drop_after:writes=0.02,slow=0.1,slow_seconds=5")
    assert parse_faults(plan.document()) == plan
    assert (plan.rate("drop_after", "writes"), plan.rate("drop_after", "reads")) == (0.02, 0.0)
