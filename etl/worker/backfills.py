"""A backfill as a person meets it: asked for, planned, carried out here or by the worker, watched."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import Final

import orjson
from sqlalchemy import Engine

from etl.domain.time.clock import has_passed
from etl.octopia.errors import BrokenAnswer
from etl.store.ops.heartbeats import Heartbeat, beat
from etl.store.ops.settings import change_setting, setting_value
from etl.store.ops.vitals import BACKFILL, BackfillProgress, detail_of
from etl.store.warehouse.runs import RunOutcome
from etl.store.warehouse.windows import window_totals
from etl.sync.engine.backfill import has_windows_to_read, plan_backfill, read_backfill
from etl.sync.engine.reader import Reader
from etl.sync.engine.runs import SOUND, run_resource
from etl.sync.orders.collection import ORDERS

WINDOWS: Final = ORDERS.backfill_name
ASKED: Final = "backfill_asked"
"""Setting: the days somebody asked to be read, as JSON; empty once the worker has planned them."""
PATIENCE: Final = 10
"""Failures in a row after which a backfill gives up."""
PAUSE: Final = timedelta(seconds=5)
TELL_EVERY: Final = timedelta(seconds=1)


@dataclass
class BackfillWatch:
    """Tells how far the backfill is, with the pace since this process began."""

    ops: Engine
    reader: Reader
    show: Callable[[BackfillProgress], None] = lambda _: None
    _begun: tuple[datetime, int] | None = field(default=None)
    _told_at: datetime | None = field(default=None)
    _is_running: bool = False

    def tell(self, *, at_once: bool = False) -> None:
        """Write the heartbeat and show the progress, once a second at most unless `at_once`."""
        now = self.reader.clock()
        if not at_once and self._told_at is not None and not has_passed(TELL_EVERY, self._told_at, now):
            return
        self._told_at, progress = now, self.progress()
        is_over = progress.windows_done + progress.windows_failed == progress.windows
        self._is_running = not is_over
        beat(self.ops, Heartbeat(BACKFILL, os.getpid(), now, "done" if is_over else "running", detail_of(progress)))
        self.show(progress)

    def tell_the_end(self) -> None:
        """Tell at once when what was last told is not over: its end must not wait for another batch."""
        if self._is_running:
            self.tell(at_once=True)

    def progress(self) -> BackfillProgress:
        """How far the backfill is now."""
        now = self.reader.clock()
        totals = window_totals(self.reader.warehouse, WINDOWS)
        if self._begun is None or self._begun[0] > now:
            self._begun = (now, totals.landed)
        seconds = (now - self._begun[0]).total_seconds()
        pace = (totals.landed - self._begun[1]) / seconds if seconds > 0 else 0.0
        left = max(totals.expected - totals.landed, 0) / pace if pace > 0 else None
        return BackfillProgress(totals.windows, totals.done, totals.failed, totals.expected, totals.landed, pace, left)


def ask_backfill(ops: Engine, since: date | None, until: date | None, *, by: str, now: datetime) -> None:
    """Have the running worker read these days between its polls; `until` is excluded."""
    change_setting(ops, ASKED, orjson.dumps({"since": since, "until": until}).decode(), by=by, now=now)


def is_asked(ops: Engine) -> bool:
    """Does a request wait for the worker?"""
    return bool(setting_value(ops, ASKED))


def plan_asked(ops: Engine, reader: Reader, watch: BackfillWatch) -> None:
    """Plan what was asked for, if anything was. A request stays until it is planned; planned twice adds nothing."""
    asked = setting_value(ops, ASKED)
    if not asked:
        return
    days = {name: date.fromisoformat(text) if text else None for name, text in orjson.loads(asked).items()}
    outcome = run_resource(reader, WINDOWS, lambda reader, _run_id: _plan(reader, days["since"], days["until"]))
    if outcome.state in SOUND:
        change_setting(ops, ASKED, "", by="worker", now=reader.clock())
        watch.tell(at_once=True)


def _plan(reader: Reader, since: date | None, until: date | None) -> None:
    plan_backfill(ORDERS, reader, since, until)


def run_backfill(
    reader: Reader,
    watch: BackfillWatch,
    since: date | None,
    until: date | None,
    sleep: Callable[[float], None] = time.sleep,
) -> BackfillProgress:
    """Plan and read to the end, waiting out the quota and what passes. Raises `OctopiaError` when it keeps failing."""
    plan_backfill(ORDERS, reader, since, until)
    watch.tell(at_once=True)
    failures = 0
    while has_windows_to_read(reader, WINDOWS):
        outcome = run_resource(reader, WINDOWS, partial(read_backfill, ORDERS))
        watch.tell()
        failures = 0 if outcome.state in SOUND else failures + 1
        if failures > PATIENCE or outcome.state in {"refused", "interrupted"}:
            raise BrokenAnswer(f"The backfill stopped: {outcome.error} Run `vigie backfill` again to go on.")
        if failures:
            sleep(_pause(reader, outcome))
    watch.tell(at_once=True)
    return watch.progress()


def _pause(reader: Reader, outcome: RunOutcome) -> float:
    until = reader.client.budget.paused_until if outcome.state == "held_back" else None
    return (max(until - reader.clock(), PAUSE) if until else PAUSE).total_seconds()
