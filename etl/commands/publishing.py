"""`vigie publish`: carried out here when no worker runs, asked of the worker when one does."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from sqlalchemy import Engine

from etl.actions.errors import ActionError, WorkerAlreadyRunning
from etl.domain.time.clock import Clock, system_clock
from etl.settings import Settings
from etl.store.ops.database import open_ops
from etl.store.ops.heartbeats import Heartbeat, last_heartbeat
from etl.words.people import person_asking
from etl.worker.publications import PublicationAnswer, ask_publication, publication_answer
from etl.worker.worker import WORKER, open_worker

Show = Callable[[str], None]

ALIVE_WITHIN: Final = timedelta(seconds=60)
LOOK_EVERY: Final = 0.25
"""Seconds between two looks at what the worker tells."""
PATIENCE_SECONDS: Final = 300.0
"""How long another command may hold the lock of the worker; with a worker that lives the watching has no end."""


class NotPublished(ActionError):
    """The worker was asked and could not publish, or nobody was there to ask; the message says why."""


def publish(settings: Settings, show: Show, clock: Clock = system_clock, patience: float = PATIENCE_SECONDS) -> str:
    """Publish and answer in words what was. Raises `NotPublished`, and the errors of the store."""
    waited_until = time.monotonic() + patience
    while True:
        try:
            with open_worker(settings, clock) as opened:
                return f"Published version {opened.publish().version}."
        except WorkerAlreadyRunning as busy:
            if (answer := _by_worker(settings, show, clock)) is not None:
                if not answer.is_published:
                    raise NotPublished(answer.words) from None
                return answer.words
            # Held by a command of some seconds, or by a worker that has just ended: then this one does it itself.
            if time.monotonic() > waited_until:
                raise NotPublished(f"{busy} It gives no sign of life: end that process, then publish again.") from None
            time.sleep(LOOK_EVERY)


def _by_worker(settings: Settings, show: Show, clock: Clock) -> PublicationAnswer | None:
    """Ask the worker and watch it; None when there is none that lives."""
    ops = open_ops(settings.ops_address)
    try:
        if not _is_alive(last_heartbeat(ops, WORKER), clock):
            return None
        number = ask_publication(ops, by=person_asking(settings), now=clock())
        return _watched(ops, number, show, clock)
    finally:
        ops.dispose()


def _watched(ops: Engine, number: str, show: Show, clock: Clock) -> PublicationAnswer | None:
    while (answer := publication_answer(ops, number)) is None:
        sign = last_heartbeat(ops, WORKER)
        if sign is None or not _is_alive(sign, clock):
            return publication_answer(ops, number)
        show(f"the worker (process {sign.pid}) is {sign.state}{f', {sign.detail}' if sign.detail else ''}")
        time.sleep(LOOK_EVERY)
    return answer


def _is_alive(sign: Heartbeat | None, clock: Clock) -> bool:
    return sign is not None and sign.is_alive(clock(), ALIVE_WITHIN)
