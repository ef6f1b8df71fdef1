"""A marketplace of a test's own over real HTTP: threads whose words are read one by one, requests that have no date."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson
import pytest
from pydantic import SecretStr

from etl.octopia.budget import CallBudget
from etl.octopia.client import Account, OctopiaClient
from etl.store.places import Places
from etl.store.warehouse.records import Records
from etl.store.warehouse.warehouse import Warehouse, open_warehouse
from etl.sync.engine.collections import Collection, Details, Follows, Open
from etl.sync.engine.reader import Reader, SyncPace

SQL = Path(__file__).parent / "sql"


def kept(resource: str, key: str, details: str | None = None) -> Records:
    return Records(resource, resource, key, str(SQL / resource), str(SQL / f"{resource}_core"), details=details)


THREADS = Collection(
    kept("threads", "thread_id", details="thread_details"),
    "/threads",
    "threadId",
    page_size=3,
    changed_field="updatedAt",
    one_path="/threads/{key}",
    open=Open("open_threads", {"status": "ToTreat"}, "status", ("ToTreat",)),
    details=Details("/threads/{key}", kept("bodies", "thread_id")),
)
REQUESTS = Collection(
    kept("requests", "request_id"),
    "/requests",
    "requestId",
    page_size=2,
    follows=Follows(str(SQL / "moved_threads"), "threadId", "thread_id"),
)


@dataclass
class Market:
    """What the marketplace holds, what it was asked, and the paths it fails on."""

    threads: dict[str, dict[str, Any]] = field(default_factory=dict)
    requests: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    failing: dict[str, int] = field(default_factory=dict)

    def put(self, number: int, at: datetime, *, is_claim: bool = False, words: Any = "hello") -> None:
        thread_id, date = f"T{number}", at.strftime("%Y-%m-%dT%H:%M:%SZ")
        head = {"threadId": thread_id, "updatedAt": date, "isClaim": is_claim, "status": "ToTreat"}
        self.threads[thread_id] = {**head, "words": words}

    def ask_back(self, number: int, thread: int, state: str = "asked") -> None:
        request = {"requestId": f"R{number}", "threadId": f"T{thread}", "state": state}
        self.requests[request["requestId"]] = request

    def answer(self, target: str) -> tuple[int, Any]:
        self.asked.append(target)
        url = urlsplit(target)
        params = {name: values[0] for name, values in parse_qs(url.query).items()}
        if url.path in self.failing:
            return self.failing[url.path], {"title": "Broken"}
        if url.path.startswith("/threads/"):
            found = self.threads.get(url.path.removeprefix("/threads/"))
            return (200, found) if found else (404, {"title": "Not Found"})
        held = self.threads if url.path == "/threads" else self.requests
        named = ("status", "threadId")
        items = [one for one in held.values() if all(one[name] == params[name] for name in named if name in params)]
        first, last = params.get("updatedAtMin", "")[:19], params.get("updatedAtMax", "~")[:19]
        if url.path == "/threads":
            items = sorted(items, key=lambda one: (one["updatedAt"], one["threadId"]))
            items = [one for one in items if first <= one["updatedAt"][:19] <= last]
        size, index = int(params["pageSize"]), int(params["pageIndex"])
        # a list does not tell the words
        page = [{name: value for name, value in one.items() if name != "words"} for one in items]
        return 200, {"items": page[(index - 1) * size : index * size]}


@contextmanager
def served(market: Market) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.reply(*market.answer(self.path))

        def do_POST(self) -> None:
            self.reply(200, {"access_token": "t", "expires_in": 7200})

        def reply(self, status: int, content: Any) -> None:
            body = orjson.dumps(content)
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def make_tables(warehouse: Warehouse) -> None:
    warehouse.run_file(str(SQL / "tables"))


@contextmanager
def reading(market: Market, clock: Any, home: Path) -> Iterator[Reader]:
    """Reads a market over loopback into a warehouse in `home`."""
    with served(market) as url, open_warehouse(Places(home)) as warehouse:
        account = Account(url, url, "me", SecretStr("secret"), "1")
        client = OctopiaClient(account, clock=clock, budget=CallBudget(1_000_000, clock), retry_wait=0.0)
        make_tables(warehouse)
        with client:
            yield Reader(warehouse, client, clock, pace=SyncPace(pages_per_commit=2))


@pytest.fixture
def market() -> Market:
    return Market()


@pytest.fixture
def market_reader(market: Market, clock: Any, tmp_path: Path) -> Iterator[Reader]:
    with reading(market, clock, tmp_path / "market") as reader:
        yield reader


@pytest.fixture(scope="session")
def at_a_market() -> Any:
    """Makes a market, and opens its reader in a folder."""
    return Market, reading


@pytest.fixture(scope="session")
def collections() -> dict[str, Collection]:
    return {"threads": THREADS, "requests": REQUESTS}


@pytest.fixture(scope="session")
def threads() -> Collection:
    return THREADS


@pytest.fixture(scope="session")
def requests() -> Collection:
    return REQUESTS
