"""A clock that only the test moves, an outbox on a real SQLite file, and the sandbox over HTTP."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import orjson
import pytest
from pydantic import SecretStr
from sqlalchemy import Engine

from etl.actions.kinds import KINDS, kind_named
from etl.actions.outbox.asking import enqueue
from etl.actions.outbox.reading import live_actions
from etl.actions.sender.drain import Manners, drain
from etl.actions.sender.leases import worker_lease
from etl.actions.sender.passes import Summary
from etl.actions.states import State
from etl.octopia.budget import CallBudget
from etl.octopia.client import Account, OctopiaClient
from etl.store.ops.database import open_ops
from sandbox.server.server import RunningSandbox, running_sandbox

WORKER = """
import sys, threading
from pathlib import Path
import httpx, orjson
from pydantic import SecretStr
from etl.actions.kinds import KINDS
from etl.actions.sender.drain import drain_until
from etl.actions.sender.leases import worker_lease
from etl.domain.time.clock import system_clock
from etl.octopia.budget import CallBudget
from etl.octopia.client import Account, OctopiaClient
from etl.store.ops.database import open_ops
folder, account = Path(sys.argv[1]), orjson.loads(sys.argv[2])
account["client_secret"] = SecretStr(account["client_secret"])
client = OctopiaClient(Account(**account), clock=system_clock, budget=CallBudget(1_000_000, system_clock))
with worker_lease(folder / "worker.lock") as lease:
    drain_until(threading.Event(), open_ops(folder / "ops.sqlite"), client, system_clock, lease, kinds=KINDS)
"""


class HandClock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, seconds: float) -> datetime:
        self.now += timedelta(seconds=seconds)
        return self.now


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def ops_path(tmp_path: Path) -> Path:
    return tmp_path / "ops.sqlite"


@pytest.fixture
def ops(ops_path: Path) -> Iterator[Engine]:
    engine = open_ops(ops_path)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def open_sandbox() -> Iterator[RunningSandbox]:
    """A marketplace whose time stands still, shared by a module: each test takes orders of its own."""
    with running_sandbox(orders=20_000, start=datetime(2026, 11, 23, 5, tzinfo=UTC)) as running:
        yield running


@pytest.fixture
def sandbox(open_sandbox: RunningSandbox) -> Iterator[RunningSandbox]:
    """The marketplace without any fault, before and after."""
    open_sandbox.set_faults("")
    yield open_sandbox
    open_sandbox.set_faults("")


def client_of(sandbox: RunningSandbox, clock: HandClock, **changes: str) -> OctopiaClient:
    """A client on loopback that gives up on a slow answer after half a second."""
    secret = SecretStr(changes.pop("client_secret", sandbox.client_secret))
    addresses = {"api_url": sandbox.api_url, "auth_url": sandbox.auth_url, "seller_id": sandbox.seller_id, **changes}
    return OctopiaClient(
        Account(**addresses, client_id=sandbox.client_id, client_secret=secret),
        clock=clock,
        budget=CallBudget(1_000_000, clock),
        timeout=httpx.Timeout(0.5),
        retry_wait=0.01,
    )


class Staff:
    """Asks for actions and has a worker carry them out against the sandbox."""

    def __init__(self, ops: Engine, clock: HandClock, sandbox: RunningSandbox, folder: Path) -> None:
        self.ops, self.clock, self.sandbox, self.folder = ops, clock, sandbox, folder
        self.settled: list[str] = []
        self.client = client_of(sandbox, clock)

    def ask(self, kind: str, target: str, **payload: object) -> str:
        return enqueue(
            self.ops, kind_named(kind), target, payload, requested_by="ana", hold=timedelta(0), now=self.clock()
        ).action_id

    def drain(self, client: OctopiaClient | None = None, **manners: object) -> Summary:
        chosen = Manners(**{"on_settled": lambda turn: self.settled.append(turn.target), **manners})
        with worker_lease(self.folder / "worker.lock") as lease:
            return drain(self.ops, client or self.client, self.clock, lease, kinds=KINDS, manners=chosen)

    def drain_until_settled(self) -> None:
        for _ in range(100):
            self.drain()
            if all(one.state is State.NEEDS_HUMAN for one in live_actions(self.ops)):
                return
            self.clock.forward(2)
        raise AssertionError("not settled in 200 seconds")

    def waiting_orders(self) -> list[str]:
        return [order["order_id"] for order in self.sandbox.true_orders("WaitingAcceptance")]


@pytest.fixture
def staff(ops: Engine, clock: HandClock, sandbox: RunningSandbox, tmp_path: Path) -> Iterator[Staff]:
    made = Staff(ops, clock, sandbox, tmp_path)
    yield made
    made.client.close()


@pytest.fixture
def make_client(sandbox: RunningSandbox, clock: HandClock) -> Iterator[Callable[..., OctopiaClient]]:
    made: list[OctopiaClient] = []

    def make(**changes: str) -> OctopiaClient:
        made.append(client_of(sandbox, clock, **changes))
        return made[-1]

    yield make
    for client in made:
        client.close()


@pytest.fixture
def start_worker(sandbox: RunningSandbox, tmp_path: Path) -> Callable[[], subprocess.Popen[bytes]]:
    """Starts a worker as a process of its own on this outbox; kill it."""

    def start() -> subprocess.Popen[bytes]:
        names = ("api_url", "auth_url", "client_id", "client_secret", "seller_id")
        account = orjson.dumps({name: getattr(sandbox, name) for name in names}).decode()
        return subprocess.Popen([sys.executable, "-c", WORKER, str(tmp_path), account], stderr=subprocess.PIPE)

    return start
