"""A warehouse, a clock that only the test moves, the sandbox over HTTP, and a marketplace that lies on command."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from pydantic import SecretStr

from etl.octopia.budget import CallBudget
from etl.octopia.client import Account, OctopiaClient
from etl.store.places import Places
from etl.store.warehouse.warehouse import Warehouse, open_warehouse
from etl.sync.engine.reader import Reader, SyncPace
from sandbox.server.server import RunningSandbox, running_sandbox

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class HandClock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> None:
        self.now += timedelta(**span)


CREATED = datetime(2026, 11, 1, 8, tzinfo=UTC)


def small_order(order_id: str, at: datetime, status: str = "Delivered", created: datetime = CREATED) -> dict[str, Any]:
    """The least an order can be."""
    return {
        "orderId": order_id,
        "status": status,
        "createdAt": created.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "updatedAt": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "salesChannel": {"id": "CDISFR", "name": "Cdiscount"},
        "lines": [{"orderLineId": f"{order_id}-1", "quantity": 1}],
    }


class Shop:
    """The lists of `/orders` over a dictionary; `after_page` is called with the params of each page once it is made."""

    def __init__(self) -> None:
        self.orders: dict[str, dict[str, Any]] = {}
        self.asked: list[dict[str, str]] = []
        self.after_page: Callable[[dict[str, str]], None] = lambda _: None
        self.is_sorted = True
        self.is_reachable = True
        self.other: dict[str, httpx.Response] = {}

    def add(self, order_id: str, at: datetime, status: str = "Delivered", created: datetime = CREATED) -> None:
        self.orders[order_id] = small_order(order_id, at, status, created)

    def touch(self, order_id: str, at: datetime, **changes: Any) -> None:
        self.orders[order_id] = {**self.orders[order_id], "updatedAt": at.strftime("%Y-%m-%dT%H:%M:%SZ"), **changes}

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if path.endswith("/token"):
            return httpx.Response(200, json={"access_token": "t", "expires_in": 7200})
        if not self.is_reachable:
            raise httpx.ConnectError("refused")
        if path in self.other:
            return self.other[path]
        params = dict(request.url.params)
        self.asked.append(params)
        if path == "/orders/count":
            return httpx.Response(200, json=len(self._found(params)))
        if path != "/orders":
            found = self.orders.get(path.removeprefix("/orders/"))
            return (
                httpx.Response(404, json={"title": "Not Found"}) if found is None else httpx.Response(200, json=found)
            )
        items = self._page(params)
        answer = httpx.Response(200, content=orjson.dumps({"itemsPerPage": len(items), "items": items}))
        self.after_page(params)
        return answer

    def _found(self, params: dict[str, str]) -> list[dict[str, Any]]:
        wanted = params.get("status", "").split(",")
        found = [one for one in self.orders.values() if wanted == [""] or one["status"] in wanted]
        for name in ("updatedAt", "createdAt"):
            first, last = params.get(f"{name}Min", "")[:19], params.get(f"{name}Max", "~")[:19]
            found = [one for one in found if first <= one[name][:19] <= last]
        return found

    def _page(self, params: dict[str, str]) -> list[dict[str, Any]]:
        found = self._found(params)
        key = "createdAt" if params.get("sort", "").endswith("createdAt") else "updatedAt"
        if self.is_sorted:
            found.sort(key=lambda one: (one[key], one["orderId"]))
        size, index = int(params["pageSize"]), int(params["pageIndex"])
        return found[(index - 1) * size : index * size]


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    with open_warehouse(Places(tmp_path / "home")) as opened:
        yield opened


@pytest.fixture
def shop() -> Shop:
    return Shop()


@pytest.fixture
def shop_reader(shop: Shop, warehouse: Warehouse, clock: HandClock) -> Iterator[Reader]:
    """Reads the shop, committing page by page."""
    account = Account("http://shop.test", "http://shop.test", "me", SecretStr("secret"), "1")
    budget = CallBudget(1_000_000, clock)
    with OctopiaClient(
        account, clock=clock, budget=budget, transport=httpx.MockTransport(shop), retry_wait=0.0
    ) as client:
        yield Reader(warehouse, client, clock, pace=SyncPace(pages_per_commit=1))


@pytest.fixture(scope="module")
def shared_sandbox() -> Iterator[RunningSandbox]:
    with running_sandbox(orders=120, start=START, seed=11) as running:
        yield running


@pytest.fixture
def sandbox(shared_sandbox: RunningSandbox) -> Iterator[RunningSandbox]:
    shared_sandbox.set_faults("")
    yield shared_sandbox
    shared_sandbox.set_faults("")


@pytest.fixture
def reader(sandbox: RunningSandbox, warehouse: Warehouse, clock: HandClock) -> Iterator[Reader]:
    """Reads the sandbox; its clock is the sandbox's virtual present."""
    clock.now = datetime.fromisoformat(sandbox.now())
    names = ("api_url", "auth_url", "client_id", "seller_id")
    account = Account(
        **{name: getattr(sandbox, name) for name in names}, client_secret=SecretStr(sandbox.client_secret)
    )
    budget = CallBudget(1_000_000, clock)
    with OctopiaClient(account, clock=clock, budget=budget, retry_wait=0.001) as client:
        yield Reader(warehouse, client, clock, pace=SyncPace(pages_per_commit=1, history=timedelta(days=7)))
