"""`python -m benchmarks [a b c d e f g h]`: measures the claims, prints one table, writes it to `benchmarks/results/`.

The first run reads a million orders from the sandbox into `var/bench`, which takes some minutes; later runs reuse them.
`VIGIE_BENCH_ORDERS` tries it with fewer, `VIGIE_BENCH_HOME` puts it elsewhere, `VIGIE_BENCH_LAG_MINUTES` shortens f;
`VIGIE_BENCH_PEOPLE` and `VIGIE_BENCH_PEOPLE_MINUTES` change how many work in h, and how long; `VIGIE_BENCH_BROWSERS`
changes how many of them sit at a browser on this machine.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

from benchmarks import (
    bench_backfill,
    bench_enqueue,
    bench_lag,
    bench_landing,
    bench_paint,
    bench_people,
    bench_queries,
    bench_round,
)
from benchmarks.figures import Figure, keep, machine, show
from benchmarks.million import seeded_store

CLAIMS = "abcdefgh"


def landing() -> list[Figure]:
    """Claim a."""
    return bench_landing.run()


def store(claims: set[str]) -> Iterator[Figure]:
    """Claims b, c and d: they share a store of a million orders, published by b."""
    with seeded_store() as (market, home):
        figures = bench_round.run(market, home)
    if "b" in claims:
        yield from figures
    if "c" in claims:
        yield from bench_queries.run(home)
    if "d" in claims:
        yield from bench_paint.run(home)


def people() -> list[Figure]:
    """Claim h: a store of its own, because its people change it."""
    with seeded_store() as (market, home):
        return bench_people.run(market, home)


def enqueueing() -> list[Figure]:
    """Claim e."""
    ours, bare = bench_enqueue.run()
    name = f"an action written down, {bench_enqueue.PROCESSES} processes at once, p95"
    note = f"{ours['writes']} writes, p50 {ours['p50_ms']} ms, {ours['writes_per_second']} a second in all"
    peer = "bare sqlite3 insert, p95"
    return [Figure("e", name, ours["p95_ms"], "ms", peer, bare["p95_ms"], ours["aim"], ours["met"], note)]


def measured(claims: set[str]) -> Iterator[Figure]:
    """Every figure of these claims."""
    alone: dict[str, Callable[[], list[Figure]]] = {
        "a": landing,
        "e": enqueueing,
        "f": bench_lag.run,
        "g": bench_backfill.run,
        "h": people,
    }
    for claim in sorted(claims & alone.keys()):
        yield from alone[claim]()
    if claims & set("bcd"):
        yield from store(claims)


def main(arguments: list[str]) -> None:
    """Measure, print, keep."""
    claims = set(arguments or CLAIMS)
    if not claims <= set(CLAIMS):
        sys.exit(f"There are only the claims {', '.join(CLAIMS)}.")
    on = machine()
    figures = sorted(measured(claims), key=lambda figure: figure.claim)
    show(figures, on)
    print(f"Kept as benchmarks/results/{keep(figures, on).name}.")


if __name__ == "__main__":
    main(sys.argv[1:])
