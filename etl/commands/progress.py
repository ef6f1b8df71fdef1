"""What a command shows on a terminal while it works; elsewhere it is silent."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from etl.store.ops.vitals import BackfillProgress


@contextmanager
def showing_progress() -> Iterator[Callable[[str, int], None]]:
    """A line per resource with what it has landed, on a terminal; silent elsewhere."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TextColumn("{task.completed}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty()) as bars:
        tasks: dict[str, TaskID] = {}

        def show(resource: str, landed: int) -> None:
            if resource not in tasks:
                tasks[resource] = bars.add_task(resource, total=None)
            bars.update(tasks[resource], completed=landed)

        yield show


@contextmanager
def showing_backfill() -> Iterator[Callable[[BackfillProgress], None]]:
    """A bar with orders landed, windows done, the pace and the time left, on a terminal; silent elsewhere."""
    columns = (SpinnerColumn(), BarColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty()) as bars:
        task = bars.add_task("planning", total=1.0)

        def show(progress: BackfillProgress) -> None:
            left = "?" if progress.seconds_left is None else f"{progress.seconds_left / 60:.0f} min"
            words = (
                f"{progress.landed:,} of some {progress.expected:,} orders, {progress.windows_done}/{progress.windows} "
                f"windows, {progress.orders_per_second:,.0f}/s, {left} left"
            )
            bars.update(task, completed=progress.share, description=words)

        yield show


@contextmanager
def showing_words() -> Iterator[Callable[[str], None]]:
    """One line that changes with what is waited for, on a terminal; silent elsewhere."""
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty()) as bars:
        task = bars.add_task("publishing", total=None)
        yield lambda words: bars.update(task, description=words)
