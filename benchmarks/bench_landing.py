"""How fast page bytes become committed core tables, against dlt and against DuckDB merely reading the same JSON.

Aims: 20,000 orders a second, ten times dlt, within four times the bare read (issue 1, figure a).
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from benchmarks.figures import Figure
from benchmarks.marketplace import PAGE_SIZE, START, marketplace, order_pages
from benchmarks.peers import dlt_load, read_given, read_inferred, read_orders
from etl.store.orders.records import ORDERS as ORDER_RECORDS
from etl.store.places import Places
from etl.store.warehouse.landing import land
from etl.store.warehouse.warehouse import open_warehouse
from etl.sync.engine.reader import SyncPace

ORDERS = 100_000
DLT_ORDERS = 5_000
RUNS = 3
AIM_PER_SECOND = 20_000
AIM_DLT = 10
AIM_BARE = 4

Pages = list[bytes]
Prepare = Callable[[Pages, Path], Callable[[], None]]


def landing(pages: Pages, folder: Path) -> Callable[[], None]:
    """Land the pages in a new warehouse in batches, each committed, as the sync does."""
    return lambda: _land(pages, folder)


def _land(pages: Pages, folder: Path) -> None:
    step = SyncPace().pages_per_commit
    with open_warehouse(Places(folder)) as warehouse:
        for at in range(0, len(pages), step):
            with warehouse.transaction():
                land(warehouse, ORDER_RECORDS, pages[at : at + step], run_id=1, fetched_at=START)


def per_second(prepare: Prepare, pages: Pages, runs: int = RUNS) -> float:
    """Orders a second, the median of some runs, each in a folder of its own."""
    seconds = []
    for _ in range(runs):
        with tempfile.TemporaryDirectory() as folder:
            work = prepare(pages, Path(folder))
            begun = time.perf_counter()
            work()
            seconds.append(time.perf_counter() - begun)
    return len(pages) * PAGE_SIZE / median(seconds)


def run() -> list[Figure]:
    """One figure against each peer."""
    with marketplace(ORDERS) as market:
        pages = list(order_pages(market, 1, ORDERS // PAGE_SIZE))
    ours = per_second(landing, pages)
    step = SyncPace().pages_per_commit
    note = f"{ORDERS:,} orders, {sum(map(len, pages)) / 1e6:.0f} MB, {step} pages a commit, median of {RUNS}"
    dlt = per_second(dlt_load, pages[: DLT_ORDERS // PAGE_SIZE], runs=1)
    return [_against_dlt(ours, dlt, note), *(_against_read(ours, pages, name, read) for name, read in READS.items())]


READS: dict[str, Prepare] = {
    "read_json, schema inferred": read_inferred,
    "read_json, schema given": read_given,
    "read_json, one order a line, schema inferred": read_orders,
}


def _against_dlt(ours: float, dlt: float, note: str) -> Figure:
    met = ours >= AIM_PER_SECOND and ours >= AIM_DLT * dlt
    aim = f"{AIM_PER_SECOND:,}/s and {AIM_DLT}x dlt"
    return Figure("a", "pages to core", ours, "orders/s", f"dlt to DuckDB, {DLT_ORDERS:,} orders", dlt, aim, met, note)


def _against_read(ours: float, pages: Pages, name: str, read: Prepare) -> Figure:
    bare = per_second(read, pages, runs=RUNS)
    is_aimed_at = read is read_inferred
    aim = f"bare read at most {AIM_BARE}x faster" if is_aimed_at else "(for comparison)"
    met = ours * AIM_BARE >= bare if is_aimed_at else None
    return Figure("a", "pages to core", ours, "orders/s", name, bare, aim, met)
