import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import httpx
import pytest

from sandbox.server.server import RunningSandbox, running_sandbox

START = datetime(2026, 11, 25, 10, tzinfo=UTC)
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # loading certificates would cost each client 50 ms for nothing
TOKEN_PATH = "/auth/realms/maas/protocol/openid-connect/token"


def access_token(sandbox: RunningSandbox) -> str:
    form = {
        "grant_type": "client_credentials",
        "client_id": sandbox.client_id,
        "client_secret": sandbox.client_secret,
    }
    return str(httpx.post(sandbox.auth_url + TOKEN_PATH, data=form, verify=NO_TLS).json()["access_token"])


def signed_in(sandbox: RunningSandbox) -> httpx.Client:
    headers = {"Authorization": f"Bearer {access_token(sandbox)}", "SellerId": sandbox.seller_id}
    return httpx.Client(base_url=sandbox.api_url, headers=headers, verify=NO_TLS)


@pytest.fixture(scope="module")
def shared() -> Iterator[RunningSandbox]:
    """One world per module, for tests that only read."""
    with running_sandbox(orders=600, seed=11, start=START) as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def reader(shared: RunningSandbox) -> Iterator[httpx.Client]:
    with signed_in(shared) as client:
        yield client


@pytest.fixture
def sandbox() -> Iterator[RunningSandbox]:
    """A world of one's own, standing still."""
    with running_sandbox(orders=200, seed=5, start=START) as own:
        yield own


@pytest.fixture
def api(sandbox: RunningSandbox) -> Iterator[httpx.Client]:
    with signed_in(sandbox) as client:
        yield client


@pytest.fixture(scope="session")
def sign_in() -> Callable[[RunningSandbox], httpx.Client]:
    """Makes a client with a token for a sandbox the test started itself."""
    return signed_in
