"""The whole thing as a newcomer starts it, and a browser to click through it."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
READY_SECONDS = 90
expect.set_options(timeout=30_000)


@dataclass(frozen=True)
class Demo:
    """A running `vigie demo`: the address of the app, of the sandbox's controls, and where its files are."""

    url: str
    control_url: str
    home: Path

    def ledger(self, order_id: str) -> list[dict[str, Any]]:
        """What truly happened to an order on the marketplace."""
        return self._effects(f"order_id={order_id}")

    def shipments(self) -> list[dict[str, Any]]:
        """Every shipment that we truly declared on the marketplace."""
        return [effect for effect in self._effects("kind=ship_order") if effect["actor"] == "client"]

    def _effects(self, query: str) -> list[dict[str, Any]]:
        with urllib.request.urlopen(f"{self.control_url}/ledger?{query}") as answer:
            return list(json.load(answer)["effects"])

    def actions(self, order_id: str) -> list[tuple[str, str]]:
        """What was asked for an order and where it stands: kind and state."""
        with sqlite3.connect(f"file:{self.home / 'ops.sqlite'}?mode=ro", uri=True) as ops:
            return ops.execute("select kind, state from action where target = ?", (order_id,)).fetchall()

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of the analysts' file."""
        with duckdb.connect(str(self.home / "analytics" / "marketplace.duckdb"), read_only=True) as connection:
            return connection.sql(sql).fetchall()

    def first_order(self, kind: str, offset: int = 0) -> str:
        """The order of the open obligation that is due first, or one of those after it."""
        rows = self.query(
            f"select order_id from obligations where kind = '{kind}' and state = 'open' order by due_at, order_id "
            f"limit 1 offset {offset}"
        )
        return str(rows[0][0])


# For this folder and no longer: a demo that runs on takes time from every test behind it, and the browser's driver
# leaves an event loop running, in which nothing else of the same process may start one.
@pytest.fixture(scope="package")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with started_demo(tmp_path_factory.mktemp("vigie"), orders=4_000) as started:
        yield started


@pytest.fixture
def big_demo(tmp_path: Path) -> Iterator[Demo]:
    """A shop in which more than two hundred parcels wait to be shipped."""
    with started_demo(tmp_path, orders=20_000) as started:
        yield started


@pytest.fixture
def busy_demo(tmp_path: Path) -> Iterator[Demo]:
    """A shop in which more than a hundred orders wait for an answer, whatever the day and the hour."""
    with started_demo(tmp_path, orders=45_000) as started:
        yield started


@contextmanager
def started_demo(home: Path, orders: int) -> Iterator[Demo]:
    """What `vigie demo` starts, until the block ends."""
    port = _free_port()
    said = home / "said.log"
    with said.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "etl", "demo", "--port", str(port), "--orders", str(orders)],
            stdout=log,
            stderr=subprocess.STDOUT,
            env={**os.environ, "VIGIE_HOME": str(home), "VIGIE_UNDO_SECONDS": "10", "PYTHONUNBUFFERED": "1"},
        )
    try:
        control_url = _wait_for_words(said, r"(http://\S+/_sandbox)/ledger", process)
        url = _wait_for_words(said, r"Vigie is at (http://\S+)", process)
        _wait_until((home / "demo" / "analytics" / "marketplace.duckdb").exists, "nothing was published")
        yield Demo(url, control_url, home / "demo")
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_installed_chromium(), args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="fr-FR", timezone_id="Europe/Paris", viewport={"width": 1280, "height": 1000})
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()


def _installed_chromium() -> str | None:
    names = (os.environ.get("VIGIE_CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if name and (path := shutil.which(name))), None)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for_words(log: Path, pattern: str, process: subprocess.Popen[bytes]) -> str:
    def found() -> re.Match[str] | None:
        assert process.poll() is None, f"the demo ended: {log.read_text()}"
        return re.search(pattern, log.read_text())

    _wait_until(found, f"the demo never said {pattern}")
    match = found()
    assert match is not None
    return match.group(1)


def _wait_until(probe: Callable[[], object], otherwise: str) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        if probe():
            return
        time.sleep(0.2)
    raise AssertionError(otherwise)
