"""`vigie backfill`: carried out here when no worker runs, asked of the worker when one does."""

import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from etl.actions.errors import ActionError
from etl.domain.time.clock import Clock, system_clock
from etl.settings import Settings
from etl.store.ops.database import open_ops
from etl.store.ops.heartbeats import last_heartbeat
from etl.store.ops.vitals import BACKFILL, BackfillProgress, told_backfill
from etl.words.people import person_asking
from etl.worker.backfills import BackfillWatch, ask_backfill, is_asked, run_backfill
from etl.worker.worker import WORKER, open_worker

Show = Callable[[BackfillProgress], None]

ALIVE_WITHIN: Final = timedelta(seconds=60)
LOOK_EVERY: Final = 0.5
"""Seconds between two looks at what the worker tells."""


class WorkerGone(ActionError):
    """The worker that was asked has stopped; what it was asked stays asked."""


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
