"""The command `vigie`."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated

import structlog
import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from etl.actions.errors import WorkerAlreadyRunning
from etl.commands.actions import actions_app
from etl.commands.backfill import backfill_by_worker, backfill_here
from etl.commands.doctor import examine
from etl.commands.explain import explain_app
from etl.commands.failures import explained, fail
from etl.commands.processes import stopped_by_signals
from etl.commands.rejects import rejects_app
from etl.commands.ship import ship
from etl.commands.sql_shell import open_shell
from etl.commands.stack import DEMO_ORDERS, run_demo, run_own
from etl.settings import load_settings
from etl.store.ops.vitals import BackfillProgress
from etl.store.places import places_of
from etl.store.privacy import keep_private
from etl.store.snapshots.query import LONGEST_SECONDS, print_answer
from etl.worker.worker import open_worker

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="The control room of a seller on Cdiscount / Octopia.",
)
app.add_typer(actions_app, name="actions")
app.add_typer(rejects_app, name="rejects")
app.add_typer(explain_app, name="explain")
app.command()(ship)

DAYS = ["%Y-%m-%d"]
Once = Annotated[bool, typer.Option("--once", help="Do what is due, then exit.")]
Port = Annotated[int, typer.Option(help="Port of the app.")]


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []})
def sandbox(context: typer.Context) -> None:
    """Serve a marketplace on this machine, with the contract of the real one; see `vigie sandbox --help`."""
    # A process of its own: the sandbox shares no code with us, so that a misreading of the contract cannot hide.
    os.execv(sys.executable, [sys.executable, "-m", "sandbox", *context.args])  # noqa: S606 - no shell


@app.command()
def sync(once: Once = False) -> None:
    """Read what is due and publish. With --once, exit 0 only when everything landed; otherwise go on like `worker`."""
    if not once:
        worker()
        return
    with explained(), showing_progress() as progress, open_worker(load_settings(), progress=progress) as opened:
        outcome = opened.rounds.run()
        if not outcome.has_landed:
            fail(outcome.problem or "Not everything landed: see the Sync page.")


@app.command()
def worker(once: Once = False) -> None:
    """Send actions, sync and publish; with --once, what is due now."""
    with explained(), open_worker(load_settings()) as opened:
        if once:
            outcome = opened.run_once()
            if not outcome.has_landed:
                fail(outcome.problem or "Not everything landed: see the Sync page.")
            return
        with stopped_by_signals() as stop:
            opened.run_until(stop)


@app.command()
def backfill(
    since: Annotated[
        datetime | None, typer.Option("--from", formats=DAYS, help="First day; the oldest order's.")
    ] = None,
    until: Annotated[datetime | None, typer.Option(formats=DAYS, help="First day not to read; up to now.")] = None,
) -> None:
    """Read the orders of the past, window by window; run it again to go on where it was cut short.

    Days are those of Paris. While a worker runs, it reads between its polls; Ctrl-C then only ends the watching.
    """
    first, last = since.date() if since else None, until.date() if until else None
    with explained(), showing_backfill() as show:
        settings = load_settings()
        try:
            progress = backfill_here(settings, first, last, show)
        except WorkerAlreadyRunning:
            progress = backfill_by_worker(settings, first, last, show)
    typer.echo(f"{progress.windows_done} of {progress.windows} windows read, {progress.landed} orders.")
    if progress.windows_failed:
        fail(f"{progress.windows_failed} windows do not agree with the marketplace's count: see the Sync page.")


@app.command()
def publish() -> None:
    """Publish what the warehouse holds, without asking the marketplace."""
    with explained(), open_worker(load_settings()) as opened:
        snapshot = opened.rounds.publish()
        typer.echo(f"Published version {snapshot.version}.")


@app.command()
def up(port: Port = 8501) -> None:
    """Start worker and app on your own account."""
    with explained():
        run_own(load_settings(), port, typer.echo)


@app.command()
def demo(
    port: Port = 8501, orders: Annotated[int, typer.Option(min=0, help="Orders in the past.")] = DEMO_ORDERS
) -> None:
    """Start a marketplace, worker and app on this machine; every demo begins anew."""
    with explained():
        run_demo(load_settings(), port, orders, typer.echo)


@app.command()
def doctor() -> None:
    """Check settings, disk, marketplace, clock, stores and worker; exit 1 when something is not in order."""
    console, is_ok = Console(), True
    with explained():
        for finding in examine(load_settings()):
            is_ok = is_ok and finding.is_ok
            mark = "[green]ok[/green]" if finding.is_ok else "[red]!![/red]"
            console.print(mark, f"[bold]{finding.name}[/bold]:", end=" ")
            console.print(finding.words, markup=False, highlight=False, soft_wrap=True)
    if not is_ok:
        raise typer.Exit(1)


@app.command()
def sql(
    query: Annotated[str, typer.Argument(help="A query; left out, a shell on a terminal, else standard input.")] = "",
    seconds: Annotated[float, typer.Option(min=1, help="How long one answer may take.")] = LONGEST_SECONDS,
) -> None:
    """Query the analysts' file, read-only: a shell without a query; CSV when the output is not a terminal."""
    with explained():
        places = places_of(load_settings())
        if not query and sys.stdin.isatty() and sys.stdout.isatty():
            open_shell(places)
        else:
            print_answer(places, query or sys.stdin.read(), seconds)


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


def main() -> None:
    """Entry point: logs to standard error as key=value lines, then the command; what it writes is its owner's."""
    keep_private()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"]),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    app()
