"""A store of a million orders, read once from the sandbox over HTTP and kept for later runs."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from rich.progress import Progress, TaskID

from benchmarks.marketplace import PAGE_SIZE, START, Marketplace, marketplace, order_pages
from etl.store.orders.records import ORDERS as ORDER_RECORDS
from etl.store.places import Places
from etl.store.warehouse.landing import land
from etl.store.warehouse.runs import move_watermark
from etl.store.warehouse.warehouse import open_warehouse
from etl.sync.engine.reader import Reader, SyncPace
from etl.sync.engine.runs import run_resource
from etl.sync.orders import ship_days
from etl.sync.registry import RESOURCES

ORDERS = int(os.environ.get("VIGIE_BENCH_ORDERS", "1000000"))
"""A smaller number tries the benchmark itself."""
HOME = Path(os.environ.get("VIGIE_BENCH_HOME", "var/bench"))
READ_AT_ONCE = frozenset({"seller", "carriers", "offers", "indicators", "order_counts"})


def frozen_clock() -> datetime:
    """The instant at which the marketplace stands still."""
    return START


@contextmanager
def seeded_store() -> Iterator[tuple[Marketplace, Path]]:
    """The marketplace of a million orders, and a home of our own that holds them all, nothing published yet."""
    seed, home = HOME / f"seed-{ORDERS}", HOME / "run"
    with marketplace(ORDERS) as market:
        if not (seed / "complete").exists():
            shutil.rmtree(seed, ignore_errors=True)
            _seed(market, seed)
            (seed / "complete").touch()
        shutil.rmtree(home, ignore_errors=True)
        Places(home).make()
        shutil.copyfile(Places(seed).work, Places(home).work)
        yield market, home


def _seed(market: Marketplace, home: Path) -> None:
    with Progress() as progress, market.client() as client, open_warehouse(Places(home)) as warehouse:
        reading = progress.add_task("reading orders", total=ORDERS)

        def show(resource: str, landed: int) -> None:
            if resource == "orders":
                progress.update(reading, completed=landed)

        reader = Reader(warehouse, client, frozen_clock, progress=show)
        run_resource(reader, "orders", lambda reader, run_id: _read_all(reader, run_id, market))
        run_resource(reader, "open_orders", lambda _reader, _run_id: None)  # time stands still: nothing to read again
        for resource in RESOURCES:
            if resource.name in READ_AT_ONCE:
                run_resource(reader, resource.name, resource.sync)
        _date_shipments(reader, progress, progress.add_task("dating shipments", total=ORDERS))
        warehouse.run("checkpoint")


def _read_all(reader: Reader, run_id: int, market: Marketplace) -> None:
    batch: list[bytes] = []
    last = -(-ORDERS // PAGE_SIZE)
    for number, page in enumerate(order_pages(market, 1, last), start=1):
        batch.append(page)
        if len(batch) == SyncPace().pages_per_commit or number == last:
            with reader.warehouse.transaction():
                landed = land(reader.warehouse, ORDER_RECORDS, batch, run_id=run_id, fetched_at=START)
                move_watermark(reader.warehouse, "orders", START - reader.pace.safety, START)
            reader.has_landed(landed)
            batch = []


def _date_shipments(reader: Reader, progress: Progress, task: TaskID) -> None:
    while ship_days.has_days_to_ask(reader):
        outcome = run_resource(reader, ship_days.RESOURCE, ship_days.sync_ship_days)
        progress.advance(task, outcome.landed.record_count)
