"""The worker: the one process that talks to the marketplace and writes the warehouse.

Actions are drained all the time on a thread of their own; the main thread polls what changed every few seconds, and at
once when an action has moved an order, and publishes it. Between two polls it does the rest slice by slice. `SIGTERM`
and Ctrl-C end it between two steps.
"""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final, TypeVar

import structlog
from sqlalchemy import Engine

from etl.actions.kinds import KINDS
from etl.actions.sender.drain import Manners, drain, drain_until
from etl.actions.sender.leases import Lease, worker_lease
from etl.actions.sender.sending import Turn
from etl.domain.time.clock import Clock, system_clock
from etl.octopia.budget import CallBudget
from etl.octopia.client import Account, OctopiaClient
from etl.settings import Settings
from etl.store.errors import DiskFull, GateFailed, NothingReadYet, StoreError
from etl.store.ops.database import open_ops
from etl.store.ops.errors import OpsError
from etl.store.ops.heartbeats import Heartbeat, Pulse, beat
from etl.store.ops.vitals import VITALS, Vitals, detail_of
from etl.store.places import places_of
from etl.store.privacy import keep_private, make_home
from etl.store.snapshots.snapshots import Snapshot
from etl.store.warehouse.runs import close_interrupted_runs
from etl.store.warehouse.warehouse import open_warehouse, translated_errors
from etl.sync.engine.reader import Progress, Reader, SyncPace, silent
from etl.sync.orders.collection import ORDERS
from etl.worker.acceptance import AutomaticAcceptance
from etl.worker.backfills import BackfillWatch, plan_asked
from etl.worker.publications import PublicationAnswer, answer_publication, asked_publication
from etl.worker.rounds import Moved, RoundOutcome, Rounds

log = structlog.get_logger()

WORKER: Final = "worker"
"""Heartbeat of the main thread: its state is what it is doing."""
SYNC: Final = "sync"
"""Heartbeat of the last round that landed: `at` is how fresh the data is."""
PROBLEM: Final = "problem"
"""Heartbeat of what stands in the way: state none, gate, quota, credentials, marketplace or store; detail in words."""

LIVE_SHARE: Final = 0.15
"""Share of the calls of a minute that polls may take; most need one call."""
FASTEST_POLL: Final = timedelta(seconds=2)

Done = TypeVar("Done")


@dataclass
class Touched:
    """What actions have moved and the next round reads first. Filled by one thread, emptied by another."""

    woken: threading.Event = field(default_factory=threading.Event)
    _moved: Moved = field(default_factory=Moved)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, turn: Turn) -> None:
        """Note the object of a settled action and wake the timer."""
        self.put_back(Moved(**{collection: frozenset({turn.target}) for collection in turn.moves}))
        self.woken.set()

    def put_back(self, moved: Moved) -> None:
        """Note objects without waking the timer: the round that took them failed, and would fail at once again."""
        with self._lock:
            self._moved |= moved

    def take(self) -> Moved:
        """The noted objects, forgotten here from now on."""
        with self._lock:
            moved, self._moved = self._moved, Moved()
        self.woken.clear()
        return moved


@dataclass(frozen=True)
class Worker:
    """Everything one worker holds while it runs."""

    settings: Settings
    ops: Engine
    client: OctopiaClient
    rounds: Rounds
    lease: Lease
    clock: Clock
    touched: Touched

    @cached_property
    def acceptance(self) -> AutomaticAcceptance:
        """Accepts by itself what leaves no doubt, when it is switched on."""
        return AutomaticAcceptance(self.ops, self.rounds.reader.warehouse, self.settings)

    @cached_property
    def watch(self) -> BackfillWatch:
        """Tells how far a backfill is."""
        return BackfillWatch(self.ops, self.rounds.reader)

    def run_once(self) -> RoundOutcome:
        """Drain what is due, sync, publish."""
        manners = Manners(on_settled=self.touched.add)
        drain(self.ops, self.client, self.clock, self.lease, kinds=KINDS, manners=manners)
        outcome = self._told(Pulse(self.ops, WORKER, self.clock), self.rounds.run)
        self._accept_after(outcome)
        return outcome

    def publish(self) -> Snapshot:
        """Publish what is in the warehouse, and answer whoever has asked for it. Raises `GateFailed`, `DiskFull`."""
        asked = asked_publication(self.ops)
        try:
            snapshot = self.rounds.publish()
        except StoreError as error:
            self._answer(asked, PublicationAnswer(is_published=False, words=str(error)))
            raise
        self._answer(asked, PublicationAnswer(is_published=True, words=f"Published version {snapshot.version}."))
        return snapshot

    def run_until(self, stop: threading.Event) -> None:
        """Drain and sync until `stop` is set."""
        manners = Manners(on_settled=self.touched.add)
        arguments = (stop, self.ops, self.client, self.clock, self.lease)
        sender = threading.Thread(
            target=drain_until, args=arguments, kwargs={"kinds": KINDS, "manners": manners}, name="actions"
        )
        sender.start()
        pulse = Pulse(self.ops, WORKER, self.clock)

        def show_progress(resource: str, landed: int) -> None:
            pulse.show("syncing", f"{resource}: {landed}")
            if resource == ORDERS.backfill_name:
                self.watch.tell()

        self.rounds.reader = replace(self.rounds.reader, is_stopping=stop.is_set, progress=show_progress)
        is_full = False
        try:
            while not stop.is_set() and sender.is_alive():
                poll_at = self.clock() + self.rounds.reader.pace.poll_every
                is_full = self._round_or_no_room(pulse, poll_at, was_full=is_full)
                self._rest(stop, pulse, poll_at)
        finally:
            stop.set()
            sender.join()
            pulse.show("stopped")

    def _round_or_no_room(self, pulse: Pulse, poll_at: datetime, *, was_full: bool) -> bool:
        """Poll, and work until the next; answer whether the disk was full: room may be made while we wait."""
        try:
            if was_full:
                self.rounds.reader.warehouse.reopen()
            outcome = self._told(pulse, self.rounds.poll)
            self._accept_after(outcome)
            plan_asked(self.ops, self.rounds.reader, self.watch)
            if outcome.summary.has_landed:
                self._told_if_it_fails(lambda: self.rounds.work_until(poll_at, self._is_wanted))
            self.watch.tell_the_end()
            self._tell_vitals()
        except DiskFull:
            return True
        return False

    def _accept_after(self, outcome: RoundOutcome) -> None:
        """Decide on what a round has read; one that did not land, or was held back by the gate, decides nothing."""
        if not outcome.has_landed:
            return
        try:
            asked = self.acceptance.ask(self.clock())
        except OpsError as error:  # the outbox cannot be used for a while: the next round decides again
            log.warning("acceptance.unusable", error=str(error))
            return
        if asked:
            log.info("acceptance.asked", orders=len(asked))

    def _is_wanted(self) -> bool:
        is_asked = asked_publication(self.ops) is not None
        return is_asked or self.touched.woken.is_set() or self.rounds.reader.is_stopping()

    def _answer(self, asked: str | None, answer: PublicationAnswer) -> None:
        if asked is not None:
            answer_publication(self.ops, asked, answer, self.clock())

    def _publish_if_asked(self) -> None:
        """Before anything is read: the marketplace may be out of reach. What the gate holds back is told, no more."""
        if asked_publication(self.ops) is not None:
            with suppress(GateFailed, NothingReadYet):
                self._told_if_it_fails(self.publish)

    def _told(self, pulse: Pulse, work: Callable[[Moved], RoundOutcome]) -> RoundOutcome:
        """Run a round and tell how it went."""
        self._publish_if_asked()
        pulse.show("syncing")
        moved = self.touched.take()
        try:
            outcome = self._told_if_it_fails(lambda: work(moved))
        except StoreError:
            self.touched.put_back(moved)
            raise
        if outcome.summary.has_landed and outcome.kind != "gate":
            self._tell(SYNC, "landed", None)
        self._tell(PROBLEM, outcome.kind or "none", outcome.problem)
        return outcome

    def _told_if_it_fails(self, work: Callable[[], Done]) -> Done:
        try:
            return work()
        except (GateFailed, NothingReadYet):
            raise  # the round tells of it
        except StoreError as error:
            self._tell(PROBLEM, "store", str(error))
            raise

    def _rest(self, stop: threading.Event, pulse: Pulse, until: datetime) -> None:
        # By the monotonic clock: this machine's may be set back, and the old instant lie hours ahead.
        seconds = min(until - self.clock(), self.rounds.reader.pace.poll_every).total_seconds()
        ends_at = time.monotonic() + seconds
        while not stop.is_set() and time.monotonic() < ends_at:
            pulse.show("waiting")
            if self.touched.woken.wait(timeout=0.25) or asked_publication(self.ops) is not None:
                return

    def _tell_vitals(self) -> None:
        budget, skew = self.client.budget, self.client.skew
        vitals = Vitals(budget.calls_last_minute, budget.calls_per_minute, skew.total_seconds() if skew else None)
        self._tell(VITALS, "measured", detail_of(vitals))

    def _tell(self, name: str, state: str, detail: str | None) -> None:
        beat(self.ops, Heartbeat(name, os.getpid(), self.clock(), state, detail))


def account_of(settings: Settings) -> Account:
    """The marketplace account the settings name. Raises `SettingsError` when a credential is missing."""
    settings.require_credentials()
    return Account(settings.api_url, settings.auth_url, settings.client_id, settings.client_secret, settings.seller_id)


@contextmanager
def open_worker(settings: Settings, clock: Clock = system_clock, progress: Progress = silent) -> Iterator[Worker]:
    """Take the lease and the warehouse, and hold them for the block.

    Raises `WorkerAlreadyRunning` or `WarehouseBusy` when another process has them, `SettingsError`, `StoreError`.
    """
    account = account_of(settings)
    places = places_of(settings)
    keep_private()
    with translated_errors(places):
        make_home(places)
    with ExitStack() as stack:
        # before all else: an outbox of a newer version is refused before anything is written beside it
        ops = open_ops(settings.ops_address)
        stack.callback(ops.dispose)
        lease = stack.enter_context(worker_lease(settings.home / "worker.lock"))
        warehouse = stack.enter_context(open_warehouse(places))
        client = stack.enter_context(
            OctopiaClient(account, clock=clock, budget=CallBudget(settings.calls_per_minute, clock))
        )
        close_interrupted_runs(warehouse, clock())
        reader = Reader(warehouse, client, clock, tuple(settings.sales_channels), pace_of(settings), progress)
        yield Worker(settings, ops, client, Rounds(reader, ops), lease, clock, Touched())


def pace_of(settings: Settings) -> SyncPace:
    """How far and how often these settings read back; polls are as frequent as the quota allows."""
    poll_every = max(FASTEST_POLL, timedelta(minutes=1) / (settings.calls_per_minute * LIVE_SHARE))
    return SyncPace(
        poll_every=min(timedelta(seconds=settings.poll_seconds), poll_every),
        history=settings.history,
        raw_kept=timedelta(days=settings.raw_days),
    )
