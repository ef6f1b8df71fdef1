"""One run of one version's own benchmarks: `probe.py RESULT ORDERS PART...`, in that version's folder.

Runs as a script of the new tree on the modules of either, so it may only import what both have: the functions of
`benchmarks`, never where the modules under them live, and only in the part that needs them. What a version does not
have, or cannot do, it says in the result.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from statistics import median, quantiles

STARTS = 5

Row = tuple[str, str, float]
"""Figure, unit, value."""


def landing(orders: int) -> Iterator[Row]:
    """Pages to core tables, without the peers."""
    from benchmarks import bench_landing
    from benchmarks.marketplace import PAGE_SIZE, marketplace, order_pages

    with marketplace(orders) as market:
        pages = list(order_pages(market, 1, orders // PAGE_SIZE))
    yield "landing: pages to core", "orders/s", bench_landing.per_second(bench_landing.landing, pages, runs=1)


def store(_orders: int) -> Iterator[Row]:
    """A round of changed orders to the published snapshot, then the queries of every page on it."""
    from benchmarks import bench_queries, bench_round
    from benchmarks.million import seeded_store

    with seeded_store() as (market, home):
        rounds = bench_round.run(market, home)
    for figure in rounds:
        yield f"round: {figure.name}", figure.unit, figure.value
    yield "round: all marts built anew", "s", rounds[0].peer_value
    for figure in bench_queries.run(home):
        yield f"{figure.name}, p95 of the slowest", figure.unit, figure.value
        queries = figure.details["queries"].values()
        yield f"{figure.name}, p50 together", "ms", sum(query["p50_ms"] for query in queries)


def paint(_orders: int) -> Iterator[Row]:
    """Today's cold paint in a browser, on the snapshot that `store` has left."""
    from benchmarks import bench_paint
    from benchmarks.million import HOME

    for figure in bench_paint.run(HOME / "run"):
        yield figure.name, figure.unit, figure.value


def enqueue(_orders: int) -> Iterator[Row]:
    """Actions written down by several processes at once, without the peer."""
    from benchmarks import bench_enqueue

    with tempfile.TemporaryDirectory() as folder:
        times, _ = bench_enqueue.together("vigie enqueue", Path(folder))
    cuts = quantiles(times, n=100)
    yield "enqueue: an action written down, p50", "ms", cuts[49]
    yield "enqueue: an action written down, p95", "ms", cuts[94]


def start(_orders: int) -> Iterator[Row]:
    """The command line from nothing to its help."""
    seconds = []
    for _ in range(STARTS):
        begun = time.perf_counter()
        subprocess.run([sys.executable, "-m", "etl", "--help"], check=True, stdout=subprocess.DEVNULL)
        seconds.append(time.perf_counter() - begun)
    yield "start: vigie --help", "s", median(seconds)


PARTS: dict[str, Callable[[int], Iterator[Row]]] = {
    "landing": landing,
    "store": store,
    "paint": paint,
    "enqueue": enqueue,
    "start": start,
}


def prepare() -> dict[str, object]:
    """Read the marketplace's orders into the store that later runs copy; answer what the marketplace says it holds."""
    from benchmarks.million import seeded_store

    with seeded_store() as (market, _home):
        return dict(market.truth())


def own_modules() -> None:
    """Stop when a module would come from another folder: the figures would be of the wrong version."""
    here = Path.cwd().resolve()
    for name in ("benchmarks", "etl", "sandbox", "dashboard"):
        found = import_module(name).__path__[0]
        if not Path(found).resolve().is_relative_to(here):
            sys.exit(f"{name} comes from {found}, not from {here}.")


def measured(orders: int, parts: list[str]) -> dict[str, object]:
    """The rows of each part; a part that fails is named with the reason, and the others go on."""
    rows: list[Row] = []
    failed = {}
    for part in parts:
        try:
            rows += PARTS[part](orders)
        except Exception as error:  # an old version may lack anything
            traceback.print_exc()
            failed[part] = f"{type(error).__name__}: {error}"
    return {"rows": rows, "failed": failed}


def main(result: str, orders: str, *parts: str) -> None:
    """Prepare when no part is named, else measure; the answer is written to `result` as JSON."""
    own_modules()
    said = measured(int(orders), list(parts)) if parts else prepare()
    Path(result).write_text(json.dumps(said), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
