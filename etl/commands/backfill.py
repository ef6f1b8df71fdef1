"""`vigie backfill`: carried out here when no worker runs, asked of the worker when one does."""

import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Annotated, Final

import typer

from etl.actions.errors import ActionError, WorkerAlreadyRunning
from etl.commands.failures import explained, fail
from etl.commands.progress import showing_backfill
from etl.domain.time.clock import Clock, system_clock
from etl.settings import Settings, load_settings
from etl.store.ops.database import open_ops
from etl.store.ops.heartbeats import last_heartbeat
from etl.store.ops.vitals import BACKFILL, BackfillProgress, told_backfill
from etl.words.people import person_asking
from etl.worker.backfills import BackfillWatch, ask_backfill, is_asked, run_backfill
from etl.worker.worker import WORKER, open_worker

Show = Callable[[BackfillProgress], None]

ALIVE_WITHIN: Final = timedelta(seconds=60)
DAYS: Final = ["%Y-%m-%d"]
LOOK_EVERY: Final = 0.5
"""Seconds between two looks at what the worker tells."""


class WorkerGone(ActionError):
    """The worker that was asked has stopped; what it was asked stays asked."""


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


def backfill_here(settings: Settings, since: date | None, until: date | None, show: Show) -> BackfillProgress:
    """Read and publish. Raises `WorkerAlreadyRunning`, and the errors of the marketplace and of the store."""
    with open_worker(settings) as opened:
        reader = opened.rounds.reader
        progress = run_backfill(reader, BackfillWatch(opened.ops, reader, show), since, until)
        opened.rounds.publish()
        return progress


def backfill_by_worker(
    settings: Settings, since: date | None, until: date | None, show: Show, clock: Clock = system_clock
) -> BackfillProgress:
    """Ask the worker and watch it until it is done. Raises `WorkerGone` when it stops on the way."""
    ops = open_ops(settings.ops_address)
    try:
        before = last_heartbeat(ops, BACKFILL)
        ask_backfill(ops, since, until, by=person_asking(settings), now=clock())
        while True:
            sign, worker = last_heartbeat(ops, BACKFILL), last_heartbeat(ops, WORKER)
            # The same sign as before tells of an earlier backfill, which may well be done.
            progress = told_backfill(sign) if sign != before else None
            if progress is not None and sign is not None:
                show(progress)
                if sign.state == "done" and not is_asked(ops):
                    return progress
            if worker is None or not worker.is_alive(clock(), ALIVE_WITHIN):
                raise WorkerGone("The worker has stopped; the backfill goes on when one runs, or with this command.")
            time.sleep(LOOK_EVERY)
    finally:
        ops.dispose()
