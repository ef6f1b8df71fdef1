"""The sandbox as a process of its own, and its pages read over HTTP by several clients at once."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

import orjson
from pydantic import SecretStr

from etl.domain.time.clock import system_clock
from etl.octopia.budget import CallBudget
from etl.octopia.client import Account, OctopiaClient
from sandbox.control.client import Control

START = datetime(2026, 11, 23, 6, tzinfo=UTC)
"""Where the virtual time of every benchmark stands: the same orders in every run."""
PAGE_SIZE = 100
READERS = 3


@dataclass(frozen=True)
class Marketplace(Control):
    """A running sandbox: where it is, and how to sign in."""

    control_url: str
    environment: dict[str, str] = field(repr=False)

    @property
    def account(self) -> Account:
        """Its one seller."""
        names = ("API_URL", "AUTH_URL", "CLIENT_ID", "CLIENT_SECRET", "SELLER_ID")
        api, auth, client_id, secret, seller = (self.environment[f"VIGIE_{name}"] for name in names)
        return Account(api, auth, client_id, SecretStr(secret), seller)

    def client(self) -> OctopiaClient:
        """A client of Vigie's own, without a quota in its way."""
        return OctopiaClient(self.account, clock=system_clock, budget=CallBudget(1_000_000, system_clock))


@contextmanager
def marketplace(orders: int) -> Iterator[Marketplace]:
    """A sandbox of so many orders whose time stands still, for the length of the block."""
    with _sandbox("--orders", str(orders), "--speed", "0", "--start", START.isoformat()) as market:
        yield market


@contextmanager
def living_marketplace(orders: int) -> Iterator[Marketplace]:
    """A sandbox of so many orders that lives in real time, for the length of the block."""
    with _sandbox("--orders", str(orders)) as market:
        yield market


@contextmanager
def _sandbox(*arguments: str) -> Iterator[Marketplace]:
    command = [sys.executable, "-m", "sandbox", *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        addresses = orjson.loads(process.stdout.readline())
        control_url = addresses.pop("control_url")
        yield Marketplace(control_url, {f"VIGIE_{name.upper()}": text for name, text in addresses.items()})
    finally:
        process.terminate()
        process.communicate()


def order_pages(market: Marketplace, first: int, last: int) -> Iterator[bytes]:
    """Pages `first` to `last` of all orders, oldest change first, in order, read ahead by a few clients."""
    with market.client() as client, ThreadPoolExecutor(READERS) as readers:
        ahead = [readers.submit(_page, client, number) for number in range(first, min(first + 2 * READERS, last + 1))]
        for number in range(first, last + 1):
            yield ahead.pop(0).result()
            if (following := number + 2 * READERS) <= last:
                ahead.append(readers.submit(_page, client, following))


def _page(client: OctopiaClient, number: int) -> bytes:
    query: dict[str, str | int] = {"sort": "asc:updatedAt", "pageIndex": number, "pageSize": PAGE_SIZE}
    return client.read("/orders", query).body
