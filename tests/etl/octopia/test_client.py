"""The client: tokens, both error shapes, both quota signals, reads tried again and writes never."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import orjson
import pytest

from etl.octopia.client import READ_ATTEMPTS, OctopiaClient
from etl.octopia.errors import (
    BrokenAnswer,
    CredentialsRefused,
    Forbidden,
    NotFound,
    NotSent,
    OctopiaError,
    QuotaExhausted,
    Refused,
    Unauthorised,
    Unsettled,
)

Answer = Callable[..., httpx.Response]
QUOTA = "Out of call volume quota. Quota will be replenished in 00:11:35."


def test_a_token_is_fetched_once_and_sent_with_the_seller_on_every_call(client: OctopiaClient, script: Any) -> None:
    for _ in range(3):
        client.read("/sellers")
    assert script.bearers == ["t1", "t1", "t1"]
    assert {request.headers["sellerid"] for request in script.requests} == {"98979"}
    (form,) = [dict(httpx.QueryParams(request.content.decode())) for request in script.token_requests]
    assert form == {
        "grant_type": "client_credentials",
        "client_id": "my-client",
        "client_secret": "a-secret-nobody-may-read",
    }


def test_a_token_is_renewed_five_minutes_before_it_ends(client: OctopiaClient, script: Any, clock: Any) -> None:
    client.read("/sellers")
    clock.forward(seconds=7200 - 300 - 1)
    client.read("/sellers")
    clock.forward(seconds=1)
    client.read("/sellers")
    assert script.bearers == ["t1", "t1", "t2"]


def test_a_token_that_lives_shorter_than_the_margin_serves_half_its_life(
    client: OctopiaClient, script: Any, clock: Any, answer: Answer
) -> None:
    script.token_answers = [answer(200, {"access_token": "short", "expires_in": 120})]
    client.read("/sellers")
    clock.forward(seconds=59)
    client.read("/sellers")
    clock.forward(seconds=1)
    client.read("/sellers")
    assert script.bearers == ["short", "short", "t2"]


@pytest.mark.parametrize("is_read", [True, False])
def test_after_a_401_the_token_is_forgotten_and_the_call_made_once_more(
    client: OctopiaClient, script: Any, answer: Answer, is_read: bool
) -> None:
    script.answers = [answer(401, {"statusCode": 401, "message": "Access token is invalid."}), answer(200, {})]
    client.read("/sellers") if is_read else client.write("POST", "/orders/O1/approval-status", {})
    assert script.bearers == ["t1", "t2"]


def test_a_401_that_stays_is_raised_after_one_fresh_token(client: OctopiaClient, script: Any, answer: Answer) -> None:
    script.answers = [answer(401, {"title": "Unauthorized", "status": 401})]
    with pytest.raises(Unauthorised, match="GET /sellers: the marketplace answered 401: Unauthorized"):
        client.read("/sellers")
    assert script.bearers == ["t1", "t2"]


def test_a_wrong_secret_names_the_client_id_and_the_variables_and_never_the_secret(
    sandbox: Any, client_of: Callable[..., OctopiaClient]
) -> None:
    with pytest.raises(CredentialsRefused) as refusal:
        client_of(sandbox, client_secret="quite-wrong").read("/sellers")
    assert f"refused the client id '{sandbox.client_id}'" in str(refusal.value)
    assert "check VIGIE_CLIENT_ID and VIGIE_CLIENT_SECRET" in str(refusal.value)
    assert "quite-wrong" not in repr(refusal.value) + str(refusal.value.__cause__) + str(refusal.value.__context__)


@pytest.mark.parametrize(
    "body", [{"error": "invalid_client", "error_description": "Bad secret"}, {"title": "Bad secret"}]
)
def test_a_refusal_of_the_token_host_is_read_in_both_shapes(
    client: OctopiaClient, script: Any, answer: Answer, body: dict[str, str]
) -> None:
    script.token_answers = [answer(401, body)]
    with pytest.raises(CredentialsRefused, match=r"refused the client id 'my-client' \(Bad secret\)"):
        client.read("/sellers")
    assert script.requests == []


@pytest.mark.parametrize("status", [404, 405, 302])
def test_a_host_that_knows_no_tokens_is_not_taken_for_a_wrong_secret(
    client: OctopiaClient, script: Any, answer: Answer, status: int
) -> None:
    script.token_answers = [answer(status, b"<html>nothing here</html>")] * READ_ATTEMPTS
    with pytest.raises(NotSent, match=rf"http://auth.test gave no token \(status {status}\): check VIGIE_AUTH_URL"):
        client.read("/sellers")


@pytest.mark.parametrize("body", [b"<html></html>", b"", b"[]", b'{"access_token":"t"}', b'{"expires_in":"x"}'])
def test_an_answer_that_is_no_token_says_which_host_gave_it(
    client: OctopiaClient, script: Any, answer: Answer, body: bytes
) -> None:
    script.token_answers = [answer(200, body)] * READ_ATTEMPTS
    with pytest.raises(BrokenAnswer, match=r"http://auth.test answered something that is not a token"):
        client.read("/sellers")


def test_a_token_host_that_hesitates_is_asked_again(client: OctopiaClient, script: Any, answer: Answer) -> None:
    script.token_answers = [answer(503), httpx.ReadTimeout("slow"), httpx.DecodingError("gzip")]
    client.read("/sellers")
    assert script.bearers == ["t4"]


def test_too_many_tokens_is_a_quota(client: OctopiaClient, script: Any, answer: Answer, clock: Any) -> None:
    script.token_answers = [answer(429, {"message": "Too many"})]
    with pytest.raises(QuotaExhausted) as quota:
        client.read("/sellers")
    assert quota.value.retry_at == clock() + timedelta(seconds=60)


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/seller/v2", "http://nowhere.invalid", "http://[::1", "http://"])
def test_a_host_that_cannot_be_reached_is_named_with_the_setting_to_check(
    sandbox: Any, client_of: Callable[..., OctopiaClient], url: str
) -> None:
    with pytest.raises(NotSent) as api:
        client_of(sandbox, api_url=url).read("/sellers")
    assert f"{url} cannot be reached" in str(api.value)
    assert str(api.value).endswith("check VIGIE_API_URL")
    with pytest.raises(NotSent) as auth:
        client_of(sandbox, auth_url=url).read("/sellers")
    assert f"{url} gave no token" in str(auth.value)
    assert str(auth.value).endswith("check VIGIE_AUTH_URL")


def test_a_seller_who_did_not_delegate_is_forbidden(sandbox: Any, client_of: Callable[..., OctopiaClient]) -> None:
    with pytest.raises(Forbidden, match="The seller 11111 did not delegate access") as refusal:
        client_of(sandbox, seller_id="11111").read("/sellers")
    assert refusal.value.status == 403


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"title": "Invalid.", "errors": {"status": ["Cannot switch", "Twice"]}}, "Invalid: Cannot switch: Twice"),
        ({"title": "Invalid.", "detail": "No.", "errors": {"status": "Plain text"}}, "Invalid: No: Plain text"),
        ({"statusCode": 400, "message": "Resource not found"}, "Resource not found"),
        ({"title": "Same", "detail": "Same"}, "Same"),
        (["odd"], "['odd']"),
        (b"Bad Request", "Bad Request"),
        (b"<html>Bad</html>", "without words"),
        (b"", "without words"),
        ({"errors": None, "title": None}, "without words"),
    ],
)
def test_a_refusal_carries_the_marketplaces_own_words_in_whichever_shape(
    client: OctopiaClient, script: Any, answer: Answer, body: Any, words: str
) -> None:
    script.answers = [answer(400, body)]
    with pytest.raises(Refused) as refusal:
        client.write("POST", "/orders/O1/shipments", [])
    assert str(refusal.value) == f"POST /orders/O1/shipments: the marketplace answered 400: {words}"
    assert (refusal.value.status, refusal.value.words or "without words") == (400, words)


@pytest.mark.parametrize(
    ("status", "error"), [(400, Refused), (401, Unauthorised), (403, Forbidden), (404, NotFound), (500, Unsettled)]
)
def test_every_status_is_told_apart_by_what_it_means(
    client: OctopiaClient, script: Any, answer: Answer, status: int, error: type[OctopiaError]
) -> None:
    script.answers = [answer(status, {"title": "No"})]
    with pytest.raises(OctopiaError) as raised:
        client.write("POST", "/x", {})
    assert type(raised.value) is error


@pytest.mark.parametrize(
    ("given", "seconds"),
    [
        ((429, {"message": "Rate limit is exceeded."}, {}), 60),
        ((429, b"", {"retry-after": "17"}), 17),
        ((429, {"message": "Rate limit is exceeded. Try again in 00:01:05."}, {}), 65),
        ((429, b"", {"retry-after": "Mon, 23 Nov 2026 09:05:00 GMT"}), 60),
        ((429, b"", {"retry-after": "99999999999"}), 24 * 3600),
        ((429, b"", {"retry-after": "9" * 40}), 24 * 3600),
        ((403, {"statusCode": 403, "message": QUOTA}, {}), 695),
        ((403, {"statusCode": 403, "message": "Out of call volume quota."}, {}), 60),
        ((403, {"statusCode": 403, "message": "Quota will be replenished in 100:00:00."}, {}), 24 * 3600),
        ((403, {"statusCode": 403, "message": "Quota will be replenished in 9:00:00:00."}, {}), 60),
    ],
)
def test_both_quota_signals_say_when_to_come_back_and_hold_reads_until_then(
    client: OctopiaClient, script: Any, clock: Any, given: tuple[int, Any, dict[str, str]], seconds: int
) -> None:
    status, body, headers = given
    content = body if isinstance(body, bytes) else orjson.dumps(body)
    script.answers = [httpx.Response(status, content=content, headers=headers), httpx.Response(200, content=b"{}")]
    with pytest.raises(QuotaExhausted) as quota:
        client.read("/orders")
    retry_at = clock() + timedelta(seconds=seconds)
    assert (quota.value.retry_at, client.budget.paused_until) == (retry_at, retry_at)
    with pytest.raises(QuotaExhausted, match="held back"):
        client.read("/orders")
    assert len(script.requests) == 1
    clock.forward(seconds=seconds)
    assert client.read("/orders").status == 200


def test_the_sandboxs_quota_signals_are_understood(sandbox: Any, client_of: Any, clock: Any) -> None:
    for fault, seconds in (("rate_limited", 60), ("rate_limited_with_wait", 7), ("quota", 95)):
        sandbox.set_faults({fault: 1, "retry_after_seconds": 7, "quota_wait_seconds": 95})
        with pytest.raises(QuotaExhausted) as quota:
            client_of(sandbox).read("/sellers")
        assert quota.value.retry_at == clock() + timedelta(seconds=seconds)


BROKEN = [b"<html>502</html>", b'{"items":[1,2', b'[{"a":1}', b"{", b'  {"a":1']


@pytest.mark.parametrize("body", BROKEN)
def test_a_read_that_is_cut_off_or_html_is_read_again(
    client: OctopiaClient, script: Any, answer: Answer, body: bytes
) -> None:
    script.answers = [answer(200, body), answer(200, b' {"items":[]}\n')]
    assert client.read("/orders").body == b' {"items":[]}\n'
    assert len(script.requests) == 2


@pytest.mark.parametrize("body", BROKEN)
def test_a_read_that_stays_broken_says_how_much_came(
    client: OctopiaClient, script: Any, answer: Answer, body: bytes
) -> None:
    script.answers = [answer(200, body)]
    with pytest.raises(BrokenAnswer, match=rf"GET /orders: .*\({len(body.strip())} bytes\)"):
        client.read("/orders")
    assert len(script.requests) == READ_ATTEMPTS


@pytest.mark.parametrize(
    "trouble",
    [
        httpx.ConnectError("refused"),
        httpx.ConnectTimeout("slow"),
        httpx.ReadTimeout("slow"),
        httpx.RemoteProtocolError("cut"),
        httpx.ReadError("reset"),
        httpx.Response(500),
        httpx.Response(502, content=b"<html></html>"),
        httpx.Response(503),
    ],
    ids=lambda trouble: type(trouble).__name__ + str(getattr(trouble, "status_code", "")),
)
def test_reads_are_tried_again_and_writes_never(
    client: OctopiaClient, script: Any, answer: Answer, trouble: Any
) -> None:
    script.answers = [trouble] * (READ_ATTEMPTS - 1) + [answer(200, {})]
    assert client.read("/orders").status == 200
    assert len(script.requests) == READ_ATTEMPTS
    script.requests.clear()
    script.answers = [trouble]
    is_unsent = isinstance(trouble, httpx.ConnectError | httpx.ConnectTimeout)
    with pytest.raises(NotSent if is_unsent else Unsettled):
        client.write("POST", "/orders/O1/approval-status", {"approval_status": "Accepted"})
    assert len(script.requests) == 1


@pytest.mark.parametrize("status", [400, 403, 404, 409, 422])
def test_a_refused_read_is_not_tried_again(client: OctopiaClient, script: Any, answer: Answer, status: int) -> None:
    script.answers = [answer(status, {"title": "No"})]
    with pytest.raises(Refused):
        client.read("/orders")
    assert len(script.requests) == 1


def test_a_write_sends_its_json_and_headers(client: OctopiaClient, script: Any, answer: Answer) -> None:
    script.answers = [answer(201)]
    reply = client.write("POST", "/orders/O1/shipments", [{"parcelNumber": "é"}], {"SalesChannelId": "CDISFR"})
    (request,) = script.requests
    assert (reply.status, request.content) == (201, '[{"parcelNumber":"é"}]'.encode())
    assert (request.headers["content-type"], request.headers["saleschannelid"]) == ("application/json", "CDISFR")


def test_a_seller_id_no_header_can_carry_was_never_sent(client_of: Any, sandbox: Any) -> None:
    with pytest.raises(NotSent):
        client_of(sandbox, seller_id="98979\n").read("/sellers")


@pytest.mark.parametrize(
    "fault", ["drop_before", "drop_after", "server_error_after", "truncated", "html_502", "expired_token"]
)
def test_the_sandboxs_faults_end_in_an_answer_or_in_an_error_of_ours_without_secrets(
    sandbox: Any, client_of: Callable[..., OctopiaClient], fault: str
) -> None:
    words = []
    sandbox.set_faults({f"{fault}:reads": 0.6})
    client = client_of(sandbox)
    for _ in range(8):
        try:
            assert client.read("/orders", {"pageSize": 3}).status == 200
        except OctopiaError as error:
            words.append(f"{error!r} {error.__cause__!r} {error.__context__!r}")
    buyers = {word for order in client_orders(sandbox, client) for word in private_words(order)}
    assert buyers
    assert [word for word in {*buyers, sandbox.client_secret, "Bearer"} if word in " ".join(words)] == []


def client_orders(sandbox: Any, client: OctopiaClient) -> list[dict[str, Any]]:
    sandbox.set_faults("")
    orders: list[dict[str, Any]] = httpx.Response(200, content=client.read("/orders").body).json()["items"]
    return orders


def private_words(order: dict[str, Any]) -> set[str]:
    address = order["billingAddress"]
    return {address[name] for name in ("firstName", "lastName", "addressLine1") if address[name]}
