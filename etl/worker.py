"""The worker: the one process that talks to the marketplace and writes the warehouse.

Actions are drained all the time on a thread of their own; the main thread syncs and publishes on a timer, and at once
when an action has moved an order. `SIGTERM` and Ctrl-C end it between two steps.
"""

import os
import threading
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from typing import Final

import structlog
from sqlalchemy import Engine

from etl.actions.drain import Manners, drain, drain_until
from etl.actions.leases import Lease, worker_lease
from etl.domain.clock import Clock, system_clock
from etl.octopia.budget import CallBudget
from etl.octopia.client import Account, OctopiaClient
from etl.rounds import RoundOutcome, Rounds
from etl.settings import Settings
from etl.store.errors import DiskFull, StoreError
from etl.store.heartbeats import Heartbeat, Pulse, beat
from etl.store.ops import open_ops
from etl.store.places import Places
from etl.store.runs import close_interrupted_runs
from etl.store.warehouse import open_warehouse, translated_errors
from etl.sync.doors import Progress, SyncDoor, SyncPace, silent

log = structlog.get_logger()

WORKER: Final = "worker"
"""Heartbeat of the main thread: its state is what it is doing."""
SYNC: Final = "sync"
"""Heartbeat of the last round that landed: `at` is how fresh the data is."""
PROBLEM: Final = "problem"
"""Heartbeat of what stands in the way: state none, gate, quota, credentials, marketplace or store; detail in words."""


@dataclass
class Touched:
    """Orders that actions have moved and that the next round reads first. Filled by one thread, emptied by another."""

    woken: threading.Event = field(default_factory=threading.Event)
    _orders: set[str] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, order_id: str) -> None:
        """Note an order and wake the timer."""
        with self._lock:
            self._orders.add(order_id)
        self.woken.set()

    def put_back(self, orders: Iterable[str]) -> None:
        """Note orders again without waking the timer: the round that took them failed, and would fail at once again."""
        with self._lock:
            self._orders.update(orders)

    def take(self) -> list[str]:
        """The noted orders, forgotten here from now on."""
        with self._lock:
            orders, self._orders = sorted(self._orders), set()
        self.woken.clear()
        return orders


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

    def run_once(self) -> RoundOutcome:
        """Drain what is due, sync, publish."""
        drain(self.ops, self.client, self.clock, self.lease, manners=Manners(on_settled=self.touched.add))
        return self._round(Pulse(self.ops, WORKER, self.clock))

    def run_until(self, stop: threading.Event) -> None:
        """Drain and sync until `stop` is set."""
        manners = Manners(on_settled=self.touched.add)
        arguments = (stop, self.ops, self.client, self.clock, self.lease)
        sender = threading.Thread(target=drain_until, args=arguments, kwargs={"manners": manners}, name="actions")
        sender.start()
        pulse = Pulse(self.ops, WORKER, self.clock)

        def show_progress(resource: str, landed: int) -> None:
            pulse.show("syncing", f"{resource}: {landed}")

        self.rounds.door = replace(self.rounds.door, is_stopping=stop.is_set, progress=show_progress)
        is_full = False
        try:
            while not stop.is_set() and sender.is_alive():
                is_full = self._round_or_no_room(pulse, is_full)
                self._rest(stop, pulse)
        finally:
            stop.set()
            sender.join()
            pulse.show("stopped")

    def _round_or_no_room(self, pulse: Pulse, was_full: bool) -> bool:
        """A round; answer whether the disk was full: the heartbeat tells, and room may be made while we wait."""
        try:
            if was_full:
                self.rounds.door.warehouse.reopen()
            self._round(pulse)
        except DiskFull:
            return True
        return False

    def _round(self, pulse: Pulse) -> RoundOutcome:
        pulse.show("syncing")
        orders = self.touched.take()
        try:
            outcome = self.rounds.run(orders)
        except StoreError as error:
            self.touched.put_back(orders)
            self._tell(PROBLEM, "store", str(error))
            raise
        if outcome.has_landed:
            self._tell(SYNC, "landed", None)
        self._tell(PROBLEM, outcome.kind or "none", outcome.problem)
        return outcome

    def _rest(self, stop: threading.Event, pulse: Pulse) -> None:
        until = self.clock().timestamp() + self.settings.poll_seconds
        while not stop.is_set() and self.clock().timestamp() < until:
            pulse.show("waiting")
            if self.touched.woken.wait(timeout=0.25):
                return

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
    places = Places(settings.home)
    with translated_errors(places):
        places.make()
    with ExitStack() as stack:
        lease = stack.enter_context(worker_lease(settings.home / "worker.lock"))
        warehouse = stack.enter_context(open_warehouse(places))
        ops = open_ops(settings.ops_address)
        stack.callback(ops.dispose)
        client = stack.enter_context(
            OctopiaClient(account, clock=clock, budget=CallBudget(settings.calls_per_minute, clock))
        )
        close_interrupted_runs(warehouse, clock())
        door = SyncDoor(warehouse, client, clock, tuple(settings.sales_channels), pace_of(settings), progress)
        yield Worker(settings, ops, client, Rounds(door, ops), lease, clock, Touched())


def pace_of(settings: Settings) -> SyncPace:
    """How far and how often these settings read back."""
    return SyncPace(history=settings.history)
