"""Answers that never end, come a byte at a time or are packed without measure: real servers on loopback."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import psutil
import pytest
from pydantic import SecretStr

from etl.octopia.budget import CallBudget
from etl.octopia.client import Account, OctopiaClient
from etl.octopia.errors import BrokenAnswer, NotSent, QuotaExhausted, Unsettled

TOKEN = b'{"access_token": "t1", "expires_in": 7200}'
Speak = Callable[[socket.socket], None]


def now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def server(speak: Speak, speak_token: Speak | None = None) -> Iterator[str]:
    """A server that hands out tokens and lets `speak` answer everything else, until the client goes away."""
    listener = socket.create_server(("127.0.0.1", 0))

    def answer(connection: socket.socket) -> None:
        with connection:
            asked = connection.recv(65_536)
            try:
                if b"/token" in asked.split(b"\r\n", 1)[0]:
                    (speak_token or whole(TOKEN))(connection)
                else:
                    speak(connection)
            except OSError:
                pass

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=answer, args=(connection,), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    listener.close()


def whole(body: bytes, *headers: bytes) -> Speak:
    lines = [b"HTTP/1.1 200 OK", b"Content-Length: %d" % len(body), b"Connection: close", *headers]
    return lambda connection: connection.sendall(b"\r\n".join(lines) + b"\r\n\r\n" + body)


def dripping(start: bytes) -> Speak:
    """A byte every 50 ms: no single wait is long, and the whole takes for ever."""

    def speak(connection: socket.socket) -> None:
        connection.sendall(start)
        while True:
            connection.sendall(b" ")
            time.sleep(0.05)

    return speak


def client_of(address: str, **options: Any) -> OctopiaClient:
    account = Account(address, address, "id", SecretStr("secret"), "98979")
    return OctopiaClient(account, clock=now, budget=CallBudget(6000, now), retry_wait=0.01, **options)


BODY = b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"
HEADERS = b"HTTP/1.1 200 OK\r\nX-Slow: "


@pytest.mark.parametrize("start", [BODY, HEADERS], ids=["body", "headers"])
def test_an_answer_that_comes_a_byte_at_a_time_is_given_up_in_time(start: bytes) -> None:
    with server(dripping(start)) as address, client_of(address, call_seconds=0.5) as client:
        begun = time.monotonic()
        with pytest.raises(Unsettled):
            client.write("POST", "/orders", {})
        assert time.monotonic() - begun < 2
        with pytest.raises(Unsettled):
            client.read("/orders")
        assert time.monotonic() - begun < 6


def test_a_token_that_comes_a_byte_at_a_time_is_given_up_in_time() -> None:
    with server(whole(b"{}"), dripping(BODY)) as address, client_of(address, call_seconds=0.5) as client:
        begun = time.monotonic()
        with pytest.raises(NotSent, match="VIGIE_AUTH_URL"):
            client.write("POST", "/orders", {})
        assert time.monotonic() - begun < 3


def test_a_packed_answer_without_measure_is_given_up_while_it_is_unpacked() -> None:
    bomb = gzip.compress(b"[" + b" " * 300_000_000 + b"]")
    before = psutil.Process().memory_info().rss
    with server(whole(bomb, b"Content-Encoding: gzip")) as address, client_of(address) as client:
        with pytest.raises(Unsettled, match="longer than 32 MB"):
            client.write("POST", "/orders", {})
        assert psutil.Process().memory_info().rss - before < 200_000_000


def test_an_answer_within_the_limit_is_read_and_a_longer_one_said_to_be_too_long() -> None:
    with server(whole(b"[" + b" " * 998 + b"]")) as address:
        with client_of(address, largest_answer=1000) as client:
            assert len(client.read("/orders").body) == 1000
        with client_of(address, largest_answer=999) as client, pytest.raises(BrokenAnswer, match="was given up"):
            client.read("/orders")


def test_a_wait_of_thousands_of_digits_is_a_day(client: OctopiaClient, script: Any, clock: Any) -> None:
    script.answers = [httpx.Response(429, headers={"Retry-After": "9" * 5000})]
    with pytest.raises(QuotaExhausted) as spent:
        client.read("/orders")
    assert spent.value.retry_at == clock() + timedelta(hours=24)


@pytest.mark.parametrize(
    "date", ["Fri, 31 Dec 9999 23:59:59 GMT", "Fri, 31 Dec 9999 23:59:59 -1200", "1 Jan " + "9" * 5000]
)
def test_a_date_at_the_end_of_time_stops_nothing(client: OctopiaClient, script: Any, date: str) -> None:
    script.answers = [httpx.Response(200, headers={"Date": date}, content=b"{}")]
    assert client.read("/orders").status == 200


@pytest.mark.parametrize(("lifetime", "is_token"), [("1e999", True), ("1e15", True), ("inf", True), ("nan", False)])
def test_a_token_that_lasts_for_ever_is_fetched_anew_within_a_day(
    client: OctopiaClient, script: Any, clock: Any, lifetime: str, is_token: bool
) -> None:
    script.token_answers = [httpx.Response(200, json={"access_token": "first", "expires_in": lifetime})]
    if not is_token:
        with pytest.raises(BrokenAnswer, match="not a token"):
            client.write("POST", "/orders", {})
        return
    client.read("/orders")
    clock.forward(hours=24)
    client.read("/orders")
    assert script.bearers == ["first", "t2"]


def test_a_token_no_header_can_carry_is_said(client: OctopiaClient, script: Any) -> None:
    script.token_answers = [httpx.Response(200, json={"access_token": "clé", "expires_in": 60})]
    with pytest.raises(NotSent, match="no header can carry"):
        client.write("POST", "/orders", {})


def test_a_pause_lasts_no_longer_when_the_clock_is_set_back(clock: Any) -> None:
    budget = CallBudget(100, clock, clock.sleep)
    budget.pause_until(clock() + timedelta(minutes=5))
    clock.forward(hours=-3)
    assert budget.paused_until == clock() + timedelta(minutes=5)
    clock.forward(minutes=5)
    assert budget.paused_until is None


def test_a_token_without_end_is_given_up() -> None:
    with (
        server(whole(b"{}"), whole(b" " * 2_000_000)) as address,
        client_of(address) as client,
        pytest.raises(NotSent, match="no token"),
    ):
        client.write("POST", "/orders", {})
