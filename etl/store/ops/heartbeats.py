"""Who is alive: each long-running part of Vigie writes one row, and the app shows how old it is."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Engine, insert, select, update

from etl.domain.time.clock import Clock, has_passed
from etl.store.ops.database import reading, writing
from etl.store.ops.errors import OpsError
from etl.store.ops.schema import heartbeat

_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Heartbeat:
    """The last sign of life of a part: its process, when (UTC), what it was doing."""

    name: str
    pid: int
    at: datetime
    state: str
    detail: str | None = None

    def is_alive(self, now: datetime, within: timedelta) -> bool:
        """Whether the sign of life is younger than `within` and the part did not say that it stopped.

        One of the future is none: it was given before the clock was set back, and the living have given another since.
        """
        return self.state != "stopped" and abs(now - self.at) <= within


def beat(ops: Engine, sign: Heartbeat) -> None:
    """Write the sign of life, replacing the part's former one."""
    values = {"pid": sign.pid, "at": sign.at, "state": sign.state, "detail": sign.detail}
    with writing(ops) as connection:
        changed = connection.execute(update(heartbeat).where(heartbeat.c.name == sign.name).values(values))
        if changed.rowcount == 0:
            connection.execute(insert(heartbeat).values(name=sign.name, **values))


def last_heartbeat(ops: Engine, name: str) -> Heartbeat | None:
    """Answer the part's last sign of life, `None` when it never ran."""
    with reading(ops) as connection:
        row = connection.execute(select(heartbeat).where(heartbeat.c.name == name)).one_or_none()
    return None if row is None else Heartbeat(**row._mapping)


class Pulse:
    """Writes one part's signs of life, at most every `every` unless its state changes.

    A sign that cannot be written is logged and left out: the app sees the last one grow old, which is the truth.
    """

    def __init__(self, ops: Engine, name: str, clock: Clock, every: timedelta = timedelta(seconds=2)) -> None:
        self._ops = ops
        self._name = name
        self._clock = clock
        self._every = every
        self._last: Heartbeat | None = None

    def show(self, state: str, detail: str | None = None) -> None:
        """Say what the part is doing now."""
        now, last = self._clock(), self._last
        if last is not None and last.state == state and not has_passed(self._every, last.at, now):
            return
        sign = Heartbeat(self._name, os.getpid(), now, state, detail)
        try:
            beat(self._ops, sign)
        except OpsError as error:
            _log.warning("heartbeat.not_written", part=self._name, error=str(error))
        self._last = sign
