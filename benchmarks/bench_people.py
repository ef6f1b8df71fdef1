"""Twenty people at once on the same queue, a million orders in the store: how fast they are answered, and the effects.

A marketplace in real time, a worker and one app server, all on this machine. Some of the people sit at browsers here
and are timed until the screen shows the answer. The others are elsewhere: they speak to the server as browsers do, draw
nothing, and are timed until the whole answer has come. `VIGIE_BENCH_BROWSERS=20` puts everybody at a browser here: that
measures this machine's processors more than the app. Everybody works the top of the same two queues, so people meet on
the same orders. Aim: no effect twice, every settled action as the marketplace's ledger has it.
"""

from __future__ import annotations

import asyncio
import ctypes
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from statistics import quantiles

from playwright.async_api import Browser, async_playwright, expect
from sqlalchemy import Engine

from benchmarks.browser import FLAGS, installed_chromium, streamlit_server
from benchmarks.browser_people import BrowserPerson
from benchmarks.figures import Figure
from benchmarks.marketplace import Marketplace
from benchmarks.million import ORDERS
from benchmarks.people import Person, Stopwatch
from benchmarks.remote_people import RemotePerson
from dashboard.people.person import COOKIE
from etl.actions.outbox.reading import counts_by_state, list_actions
from etl.actions.states import LIVE, State
from etl.store.errors import SnapshotMissing
from etl.store.ops.database import open_ops
from etl.store.snapshots.snapshots import open_snapshot

PEOPLE = int(os.environ.get("VIGIE_BENCH_PEOPLE", "20"))
BROWSERS = min(PEOPLE, int(os.environ.get("VIGIE_BENCH_BROWSERS", "3")))
MINUTES = float(os.environ.get("VIGIE_BENCH_PEOPLE_MINUTES", "4"))
DRAIN_SECONDS = 300
PATIENCE_MS = 60_000
BROWSERS_STAND_BACK = 10
"""Niceness: the browsers stand for other machines, so they take what the server and the worker leave."""
DROP_CAPABILITY, SET_PRIORITY = 24, 23
"""Of Linux, for `prctl`."""
AIM_SECONDS = 2.0
"""A step that answers later interrupts the thought; ours, no source."""


def run(market: Marketplace, home: Path) -> list[Figure]:
    """p95 of each interaction, and how often something took effect."""
    market.run_at(1)
    account = {**market.environment, "VIGIE_HOME": str(home.resolve()), "VIGIE_CALLS_PER_MINUTE": "100000"}
    with _worker(account), streamlit_server("streamlit_app.py", account) as app:
        _wait_for_snapshot(home)
        screens, server = asyncio.run(_everybody(app, home))
        return [
            *_times(screens, "on the screen"),
            *_times(server, "from the server"),
            _effects(market, home, screens, server),
        ]


@contextmanager
def _worker(account: dict[str, str]) -> Iterator[None]:
    worker = subprocess.Popen([sys.executable, "-m", "etl", "worker"], env={**os.environ, **account})
    try:
        yield
    finally:
        worker.terminate()
        worker.wait()


def _wait_for_snapshot(home: Path) -> None:
    while True:
        try:
            open_snapshot(home)
        except SnapshotMissing:
            time.sleep(0.5)
        else:
            return


async def _everybody(address: str, home: Path) -> tuple[Stopwatch, Stopwatch]:
    """Everybody comes, those at browsers one after the other, as each has to fetch the whole app; then all work."""
    screens, server, known = Stopwatch(), Stopwatch(), _known_orders(home)
    _stand_back()
    async with _chromium() as browser:
        people: list[Person] = [await _at_a_browser(browser, address, screens, number) for number in range(BROWSERS)]
        people += [await _elsewhere(address, server, number) for number in range(BROWSERS, PEOPLE)]
        end = time.monotonic() + MINUTES * 60
        async with asyncio.TaskGroup() as shifts:
            for person in people:
                shifts.create_task(person.shift(known, end))
    return screens, server


def _stand_back() -> None:
    """Let the browsers stand back; run by root, Chromium would otherwise give itself priority over everything else."""
    os.nice(BROWSERS_STAND_BACK)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(DROP_CAPABILITY, SET_PRIORITY, 0, 0, 0)


@asynccontextmanager
async def _chromium() -> AsyncIterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=installed_chromium(), args=FLAGS)
        yield browser
        await browser.close()


def _known_orders(home: Path) -> list[str]:
    connection = open_snapshot(home).connect()
    try:
        return [row[0] for row in connection.sql("select order_id from orders using sample 200").fetchall()]
    finally:
        connection.close()


async def _at_a_browser(browser: Browser, address: str, watch: Stopwatch, number: int) -> Person:
    context = await browser.new_context(locale="en-GB", timezone_id="Europe/Paris")
    context.set_default_timeout(PATIENCE_MS)
    await context.add_cookies([{"name": COOKIE, "value": _name(number), "url": address}])
    person = BrowserPerson(address, _view(number), watch, random.Random(number), await context.new_page())
    await person.open_queue()
    return person


async def _elsewhere(address: str, watch: Stopwatch, number: int) -> Person:
    person = RemotePerson(address, _view(number), watch, random.Random(number), _name(number))
    await person.open_queue()
    return person


def _name(number: int) -> str:
    return f"Person-{number + 1}"


def _view(number: int) -> str:
    return "accept" if number % 2 else "ship"


def _drain(ops: Engine) -> None:
    """Wait until nothing is under way any more, at most `DRAIN_SECONDS`."""
    end = time.monotonic() + DRAIN_SECONDS
    while time.monotonic() < end and any(counts_by_state(ops)[state] for state in LIVE):
        time.sleep(0.5)


def _times(watch: Stopwatch, where: str) -> list[Figure]:
    return [_time(f"{name}, {where}", seconds) for name, seconds in sorted(watch.seconds.items()) if len(seconds) > 1]


def _time(name: str, seconds: list[float]) -> Figure:
    hundredths = quantiles(seconds, n=100, method="inclusive")
    p50, p95 = hundredths[49], hundredths[94]
    note = f"{len(seconds)} times, {PEOPLE} people, {ORDERS:,} orders, p50 {p50:.2f} s, max {max(seconds):.2f} s"
    return Figure("h", f"{name}, p95", p95, "s", "aim", AIM_SECONDS, f"{AIM_SECONDS:g} s", p95 <= AIM_SECONDS, note)


def _effects(market: Marketplace, home: Path, *watches: Stopwatch) -> Figure:
    ops = open_ops(home / "ops.sqlite")
    try:
        _drain(ops)
        settled = Counter(row.state for row in list_actions(ops))
        asked = {(row.kind, row.target) for row in list_actions(ops) if row.state is State.DONE}
    finally:
        ops.dispose()
    effects = market.ledger()
    stumbles = [stumble for watch in watches for stumble in watch.stumbles]
    twice = len([effect for effect in effects if effect["times"] > 1])
    seen = {(effect["kind"], effect["order_id"]) for effect in effects}
    states = ", ".join(f"{state.value} {count}" for state, count in settled.items())
    note = (
        f"actions: {states}; {len(effects)} effects, {len(asked ^ seen)} in one list and not in the other; "
        f"{sum(watch.overtaken for watch in watches)} times somebody else was first, "
        f"{sum(watch.typed_again for watch in watches)} times something was typed again, "
        f"{len(stumbles)} times a page had to be loaded anew"
    )
    is_right = twice == 0 and asked == seen
    details = {"stumbles": stumbles}
    return Figure("h", "effects that happened twice", twice, "effects", "allowed", 0, "0", is_right, note, details)
