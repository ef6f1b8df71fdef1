"""`python -m benchmarks.compare BASE`: has anything become slower since that commit?

Both versions in turn, each with its own benchmarks on the same marketplace, five runs of each. Exits 1 when a figure is
worse: by more than 5 %, and by more than the runs of BASE differ among themselves.
"""

from __future__ import annotations

import argparse
import signal
import sys
from typing import Any, NoReturn

from rich.console import Console
from rich.table import Table

from benchmarks.compare.judging import WORSE, Comparison, Reading, compared
from benchmarks.compare.versions import CannotCompare, Version, two_versions
from benchmarks.figures import machine

RUNS = 5
ORDERS = 100_000
PARTS = ("landing", "store", "enqueue", "start")
ALL_PARTS = (*PARTS, "paint")
STYLES = {"worse": "bold red", "better": "green"}


def main(arguments: list[str]) -> int:
    """Measure both, print the table; 1 when something is worse or the present tree could not be measured."""
    chosen = _parsed(arguments)
    signal.signal(signal.SIGTERM, _stop)  # a kill leaves no worktree behind either
    on = machine()
    try:
        with two_versions(chosen.base) as (base, new):
            for version in (base, new):
                print(f"Reading {chosen.orders:,} orders with {version.name} ...", flush=True)
            same_data = base.run(chosen.orders) == new.run(chosen.orders)
            runs = _interleaved(base, new, chosen)
    except CannotCompare as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Stopped; the worktrees are removed.", file=sys.stderr)
        return 130
    if not same_data:
        print("The two marketplaces do not hold the same orders: the sandbox has changed, and so did the data.")
    comparisons = compared(_readings(runs["base"]), _readings(runs["new"]))
    _show(comparisons, chosen.base, on)
    failed = {side: {part: why for run in runs[side] for part, why in run["failed"].items()} for side in runs}
    for side, parts in failed.items():
        for part, why in parts.items():
            print(f"Not measured with {chosen.base if side == 'base' else 'the present tree'}: {part} ({why})")
    return int(bool(failed["new"]) or any(one.verdict == WORSE for one in comparisons))


def _parsed(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m benchmarks.compare", description=__doc__)
    parser.add_argument("base", help="the commit to compare with")
    parser.add_argument(
        "--orders",
        type=int,
        default=ORDERS,
        help="size of the marketplace (%(default)s); much smaller ones lack what some pages are asked for",
    )
    parser.add_argument("--runs", type=int, default=RUNS, help="runs of each version (%(default)s)")
    parser.add_argument(
        "--parts", nargs="+", choices=ALL_PARTS, default=PARTS, help="what to measure; paint needs a browser and store"
    )
    return parser.parse_args(arguments)


def _stop(*_: object) -> NoReturn:
    raise KeyboardInterrupt


def _interleaved(base: Version, new: Version, chosen: argparse.Namespace) -> dict[str, list[dict[str, Any]]]:
    runs: dict[str, list[dict[str, Any]]] = {"base": [], "new": []}
    for number in range(chosen.runs):
        sides = [("base", base), ("new", new)]
        # the other one first in every second run: what the first leaves warm or tired helps neither
        for side, version in sides if number % 2 == 0 else reversed(sides):
            print(f"Run {number + 1} of {chosen.runs}: {version.name} ...", flush=True)
            runs[side].append(version.run(chosen.orders, *chosen.parts))
    return runs


def _readings(runs: list[dict[str, Any]]) -> list[Reading]:
    return [Reading(*row) for run in runs for row in run["rows"]]


def _show(comparisons: list[Comparison], base: str, on: str) -> None:
    table = Table(title=f"Against {base}", caption=f"{on}; median of the runs; ratio is new by base")
    for heading in ("figure", "base", "new", "ratio", "spread of base", "verdict"):
        table.add_column(heading, justify="left" if heading in {"figure", "verdict"} else "right")
    for one in comparisons:
        table.add_row(
            one.figure, _amount(one.base, one.unit), _amount(one.new, one.unit),
            "" if one.ratio is None else f"{one.ratio:.2f}", "" if one.spread is None else f"{one.spread:.0%}",
            one.verdict, style=STYLES.get(one.verdict),
        )  # fmt: skip
    Console(width=max(120, Console().width)).print(table)


def _amount(value: float | None, unit: str) -> str:
    if value is None:
        return ""
    return f"{value:,.3g} {unit}" if value < 1000 else f"{value:,.0f} {unit}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
