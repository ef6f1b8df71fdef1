"""A clock that only the test moves, a marketplace that answers from a script, and the sandbox over HTTP."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import orjson
import pytest
from pydantic import SecretStr

from etl.octopia.budget import CallBudget
from etl.octopia.client import Account, OctopiaClient
from sandbox.server.server import RunningSandbox, running_sandbox

SECRET = "a-secret-nobody-may-read"
START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class HandClock:
    """Stands still until it is moved; `sleep` moves it and remembers how long."""

    def __init__(self) -> None:
        self.now = START
        self.slept: list[float] = []

    def __call__(self) -> datetime:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)

    def forward(self, **span: float) -> None:
        self.now += timedelta(**span)


class Script:
    """Answers in turn (the last answer again and again), hands out tokens t1, t2, ... and keeps what it saw."""

    def __init__(self) -> None:
        self.answers: list[httpx.Response | Exception] = [httpx.Response(200, content=b"{}")]
        self.token_answers: list[httpx.Response | Exception] = []
        self.requests: list[httpx.Request] = []
        self.token_requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/openid-connect/token"):
            self.token_requests.append(request)
            given: Any = self.token_answers.pop(0) if self.token_answers else self._token()
        else:
            self.requests.append(request)
            given = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(given, Exception):
            raise given
        # a response object may be given several times
        return httpx.Response(given.status_code, headers=given.headers, content=given.content)

    def _token(self) -> httpx.Response:
        return httpx.Response(200, json={"access_token": f"t{len(self.token_requests)}", "expires_in": 7200})

    @property
    def bearers(self) -> list[str]:
        return [request.headers["authorization"].removeprefix("Bearer ") for request in self.requests]


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
def client(script: Script, clock: HandClock) -> Iterator[OctopiaClient]:
    """A client whose marketplace is the script."""
    account = Account("http://api.test", "http://auth.test", "my-client", SecretStr(SECRET), "98979")
    budget = CallBudget(1_000_000, clock, clock.sleep)
    with OctopiaClient(
        account, clock=clock, budget=budget, transport=httpx.MockTransport(script), retry_wait=0.0
    ) as made:
        yield made


@pytest.fixture(scope="module")
def shared_sandbox() -> Iterator[RunningSandbox]:
    with running_sandbox(orders=120, start=START) as running:
        yield running


@pytest.fixture
def sandbox(shared_sandbox: RunningSandbox) -> Iterator[RunningSandbox]:
    shared_sandbox.set_faults("")
    yield shared_sandbox
    shared_sandbox.set_faults("")


@pytest.fixture
def client_of(clock: HandClock) -> Iterator[Callable[..., OctopiaClient]]:
    """Makes a client of a sandbox; keywords replace parts of its account."""
    made: list[OctopiaClient] = []

    def make(sandbox: RunningSandbox, **changes: str) -> OctopiaClient:
        names = ("api_url", "auth_url", "client_id", "client_secret", "seller_id")
        parts = {**{name: getattr(sandbox, name) for name in names}, **changes}
        parts["client_secret"] = SecretStr(parts["client_secret"])
        budget = CallBudget(1_000_000, clock, clock.sleep)
        timeout = httpx.Timeout(2.0)
        made.append(OctopiaClient(Account(**parts), clock=clock, budget=budget, timeout=timeout, retry_wait=0.001))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture(scope="session")
def answer() -> Callable[..., httpx.Response]:
    """Builds an answer: `answer(403, {"message": ...})` or `answer(200, b"...")`."""

    def build(status: int, body: Any = b"", **headers: str) -> httpx.Response:
        content = body if isinstance(body, bytes) else orjson.dumps(body)
        return httpx.Response(status, content=content, headers=headers)

    return build
