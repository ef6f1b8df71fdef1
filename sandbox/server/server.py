"""The sandbox as a running server: in this thread for the command, in its own thread for tests."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

import uvicorn

from sandbox.contract.errors import SandboxDidNotStart
from sandbox.control.client import Control
from sandbox.marketplace.marketplace import Marketplace, open_marketplace
from sandbox.marketplace.world import World, WorldPlan
from sandbox.server.application import API_PATH, CONTROL_PATH, application
from sandbox.server.connections import Line

CLIENT_ID: Final = "vigie-demo"
CLIENT_SECRET: Final = "sandbox-secret"  # noqa: S105  the documented demo secret of a server on loopback

STANDSTILL: Final = datetime(2026, 11, 25, 10, tzinfo=UTC)
"""Where the time of a sandbox in a thread stands unless told otherwise: no test's world changes with the hour."""

_TICK_SECONDS: Final = 0.02


@dataclass(frozen=True)
class ServerPlan:
    """A world and how it is reached."""

    world: WorldPlan = field(default_factory=WorldPlan)
    host: str = "127.0.0.1"
    port: int = 0
    client_id: str = CLIENT_ID
    client_secret: str = CLIENT_SECRET
    faults: str = ""


class _Quiet(uvicorn.Server):
    """Does not touch the process's signal handlers: the caller decides when it ends, and it ends at once."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def main_loop(self) -> None:
        # uvicorn's own loop looks ten times a second whether to end: tests stop sandboxes by the hundred.
        tick = 0
        while not await self.on_tick(tick):
            tick = (tick + 1) % 864_000
            await asyncio.sleep(_TICK_SECONDS)


def _listening(host: str, port: int) -> socket.socket:
    # The protocol is named because asyncio sets TCP_NODELAY only where it is; without, each answer waits 40 ms.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(256)
    except OSError:
        listener.close()
        raise
    return listener


class SandboxServer:
    """A bound but not yet serving sandbox."""

    def __init__(self, plan: ServerPlan) -> None:
        self.plan = plan
        self.market: Marketplace = open_marketplace(World(plan.world), plan.client_id, plan.client_secret, plan.faults)
        app = application(self.market)
        app.state.find_line = self._line
        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            lifespan="off",
            timeout_graceful_shutdown=2,
            ws="none",
            date_header=False,
        )
        self._server = _Quiet(config)
        self._socket = _listening(plan.host, plan.port)

    @property
    def base_url(self) -> str:
        """Where it listens."""
        host, port = self._socket.getsockname()[:2]
        return f"http://{host}:{port}"

    def addresses(self) -> dict[str, str]:
        """What a client needs, as the command prints it."""
        return {
            "api_url": self.base_url + API_PATH,
            "auth_url": self.base_url,
            "control_url": self.base_url + CONTROL_PATH,
            "client_id": self.plan.client_id,
            "client_secret": self.plan.client_secret,
            "seller_id": self.plan.world.seller_id,
        }

    def _line(self, client: tuple[str, int]) -> Line:
        # A copy: other requests open and close connections meanwhile.
        for protocol in list(self._server.server_state.connections):
            if getattr(protocol, "client", None) == tuple(client):
                line: Line = protocol.transport
                return line
        raise LookupError(f"No connection from {client[0]}:{client[1]}.")

    def serve(self) -> None:
        """Answer until `stop` is called."""
        with self._socket:
            self._server.run(sockets=[self._socket])

    def stop(self, *_: Any) -> None:
        """Have `serve` end soon; fit as a signal handler."""
        self._server.should_exit = True

    @property
    def is_serving(self) -> bool:
        """Whether requests are answered."""
        return self._server.started


@dataclass(frozen=True)
class RunningSandbox(Control):
    """A sandbox in a thread: its addresses, its credentials, and (from Control) its controls."""

    api_url: str
    auth_url: str
    control_url: str
    client_id: str
    client_secret: str
    seller_id: str
    market: Marketplace


def _wait_until_serving(server: SandboxServer, thread: threading.Thread) -> None:
    deadline = time.monotonic() + 30
    while not server.is_serving:
        if not thread.is_alive() or time.monotonic() > deadline:
            raise SandboxDidNotStart(f"The sandbox at {server.base_url} did not start; its log says why.")
        time.sleep(0.002)


@contextmanager
def running_sandbox(faults: str = "", **world: Any) -> Iterator[RunningSandbox]:
    """A sandbox on an ephemeral port for the length of the block.

    Keywords are those of WorldPlan (`orders`, `seed`, `start`, `speed`, `choices`, ...); time stands still at
    `STANDSTILL` unless a speed and a start are given, and is moved with `sandbox.advance(seconds)`.
    """
    plan = WorldPlan(**{"orders": 200, "speed": 0.0, "start": STANDSTILL, **world})
    server = SandboxServer(ServerPlan(world=plan, faults=faults))
    thread = threading.Thread(target=server.serve, name="sandbox", daemon=True)
    thread.start()
    try:
        _wait_until_serving(server, thread)
        yield RunningSandbox(**server.addresses(), market=server.market)
    finally:
        server.stop()
        with suppress(RuntimeError):
            thread.join(timeout=10)
