"""Twenty people at once on the same queue, a million orders in the store: how fast screens answer, and the effects.

Everything is real: a marketplace in real time, a worker, one app server, one Chromium with a context per person, all on
this machine; so the times hold the browsers' own work too. Everybody works the top of the same two queues, so people
meet on the same orders. Aim: no effect twice, every settled action as the marketplace's ledger has it.
"""

from __future__ import annotations

import asyncio
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles

from playwright.async_api import Browser, Error, async_playwright, expect
from sqlalchemy import Engine

from benchmarks.browser import FLAGS, installed_chromium, streamlit_server
from benchmarks.figures import Figure
from benchmarks.marketplace import Marketplace
from benchmarks.million import ORDERS
from benchmarks.people import LOOKED_AT, Overtaken, Person, Stopwatch
from dashboard.person import COOKIE
from etl.actions.listings import counts_by_state, list_actions
from etl.actions.states import LIVE, State
from etl.store.errors import SnapshotMissing
from etl.store.ops import open_ops
from etl.store.snapshots import open_snapshot

PEOPLE = int(os.environ.get("VIGIE_BENCH_PEOPLE", "20"))
MINUTES = float(os.environ.get("VIGIE_BENCH_PEOPLE_MINUTES", "4"))
DRAIN_SECONDS = 300
PATIENCE_MS = 60_000
UNDONE, LOOKED_UP = 0.2, 0.3
"""Share of orders after which a person takes the newest action back, and looks up another order."""
BROWSERS_STAND_BACK = 10
"""Niceness: the browsers stand for twenty other machines, so they take what the server and the worker leave."""
AIM_SECONDS = 2.0
"""A step that answers later interrupts the thought; ours, no source."""


def run(market: Marketplace, home: Path) -> list[Figure]:
    """p95 of each interaction, and how often something took effect."""
    market.run_at(1)
    account = {**market.environment, "VIGIE_HOME": str(home.resolve()), "VIGIE_CALLS_PER_MINUTE": "100000"}
    with _worker(account), streamlit_server("streamlit_app.py", account) as app:
        _wait_for_snapshot(home)
        watch = asyncio.run(_everybody(app, home))
        return [*_times(watch), _effects(market, home, watch)]


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


async def _everybody(address: str, home: Path) -> Stopwatch:
    """Everybody comes, one after the other, as each browser has to fetch the whole app; then all work together."""
    watch, known = Stopwatch(), _known_orders(home)
    os.nice(BROWSERS_STAND_BACK)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=installed_chromium(), args=FLAGS)
        expect.set_options(timeout=PATIENCE_MS)
        people = [await _arrived(browser, address, watch, number) for number in range(PEOPLE)]
        end = time.monotonic() + MINUTES * 60
        async with asyncio.TaskGroup() as shifts:
            for person in people:
                shifts.create_task(_shift(person, known, end))
        await browser.close()
    return watch


def _known_orders(home: Path) -> list[str]:
    connection = open_snapshot(home).connect()
    try:
        return [row[0] for row in connection.sql("select order_id from orders using sample 200").fetchall()]
    finally:
        connection.close()


async def _arrived(browser: Browser, address: str, watch: Stopwatch, number: int) -> Person:
    context = await browser.new_context(locale="en-GB", timezone_id="Europe/Paris")
    context.set_default_timeout(PATIENCE_MS)
    await context.add_cookies([{"name": COOKIE, "value": f"Person-{number + 1}", "url": address}])
    view = "accept" if number % 2 else "ship"
    person = Person(await context.new_page(), address, view, watch, random.Random(number))
    await person.open_queue()
    return person


async def _shift(person: Person, known: list[str], end: float) -> None:
    while time.monotonic() < end:
        try:
            await _one_order(person, known)
        except (Error, AssertionError) as error:
            person.watch.stumbles.append(str(error))
            await person.open_queue()


async def _one_order(person: Person, known: list[str]) -> None:
    """Take one of the first orders of the queue, deal with it, sometimes think again; look another one up."""
    await person.think()
    await person.open_order(person.luck.randrange(LOOKED_AT))
    await person.think()
    try:
        await person.work()
    except Overtaken:
        person.watch.overtaken += 1
    await person.think()
    if person.luck.random() < UNDONE:
        await person.undo()
    await person.back_to_queue()
    if person.luck.random() < LOOKED_UP:
        await person.search(person.luck.choice(known))
        await person.search("")


def _drain(ops: Engine) -> None:
    """Wait until nothing is under way any more, at most `DRAIN_SECONDS`."""
    end = time.monotonic() + DRAIN_SECONDS
    while time.monotonic() < end and any(counts_by_state(ops)[state] for state in LIVE):
        time.sleep(0.5)


def _times(watch: Stopwatch) -> list[Figure]:
    return [_time(name, seconds) for name, seconds in sorted(watch.seconds.items()) if len(seconds) > 1]


def _time(name: str, seconds: list[float]) -> Figure:
    p50, p95 = quantiles(seconds, n=100)[49], quantiles(seconds, n=100)[94]
    note = f"{len(seconds)} times, {PEOPLE} people, {ORDERS:,} orders, p50 {p50:.2f} s, max {max(seconds):.2f} s"
    return Figure("h", f"{name}, p95", p95, "s", "aim", AIM_SECONDS, f"{AIM_SECONDS:g} s", p95 <= AIM_SECONDS, note)


def _effects(market: Marketplace, home: Path, watch: Stopwatch) -> Figure:
    ops = open_ops(home / "ops.sqlite")
    try:
        _drain(ops)
        settled = Counter(row.state for row in list_actions(ops))
        asked = {(row.kind, row.target) for row in list_actions(ops) if row.state is State.DONE}
    finally:
        ops.dispose()
    effects = market.ledger()
    twice = len([effect for effect in effects if effect["times"] > 1])
    seen = {(effect["kind"], effect["order_id"]) for effect in effects}
    states = ", ".join(f"{state.value} {count}" for state, count in settled.items())
    note = (
        f"actions: {states}; {len(effects)} effects, {len(asked ^ seen)} in one list and not in the other; "
        f"{watch.overtaken} times somebody else was first, {watch.typed_again} times something was typed again, "
        f"{len(watch.stumbles)} times a page had to be loaded anew"
    )
    is_right = twice == 0 and asked == seen
    details = {"stumbles": watch.stumbles}
    return Figure("h", "effects that happened twice", twice, "effects", "allowed", 0, "0", is_right, note, details)
