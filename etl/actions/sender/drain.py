"""The worker's loop over the outbox: drain what is due now, or go on until told to stop."""

from __future__ import annotations

import random
import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import structlog
from sqlalchemy import Engine

from etl.actions.findings import Kinds, Marketplace
from etl.actions.sender.answers import unforeseen
from etl.actions.sender.leases import Lease
from etl.actions.sender.passes import OnSettled, Pass, Summary
from etl.actions.sender.patience import Patience
from etl.actions.sender.reconcile import take_over_interrupted
from etl.actions.sender.sending import Desk
from etl.actions.sender.waits import restart_waits
from etl.domain.time.clock import Clock, has_passed
from etl.store.ops.errors import OpsError
from etl.store.ops.heartbeats import Pulse

HEARTBEAT_NAME: Final = "actions"
SENDERS: Final = 4
PAUSE_SECONDS: Final = 0.3
LONGEST_PAUSE: Final = timedelta(minutes=5)
_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Manners:
    """How a worker drains: patience, senders at once, seeded jitter, whom to tell of each settled turn, its name."""

    patience: Patience = field(default_factory=Patience)
    senders: int = SENDERS
    jitter: random.Random = field(default_factory=random.Random)
    on_settled: OnSettled | None = None
    actor: str = "worker"


def drain(
    ops: Engine,
    marketplace: Marketplace,
    clock: Clock,
    lease: Lease,
    *,
    kinds: Kinds,
    manners: Manners | None = None,
    stop: threading.Event | None = None,
) -> Summary:
    """Send and read all that is due now, the longest due first, and answer what was done.

    First takes over what a dead worker left in the middle: `lease` (`worker_lease`) proves that nobody else has it. One
    failing action never stops the others. Raises `OpsError` when the outbox itself cannot be used.
    """
    # The lease first: without it, what looks left behind by a dead worker may be on its way in a living one.
    lease.require_held()
    chosen = manners or Manners()
    desk = Desk(ops, marketplace, kinds, clock, chosen.patience, chosen.jitter, chosen.actor)
    take_over_interrupted(desk)
    restart_waits(desk.ops, desk.clock(), desk.actor)
    pulse = Pulse(ops, HEARTBEAT_NAME, clock)
    should_stop = stop.is_set if stop is not None else lambda: False
    return Pass(desk, chosen.senders, chosen.on_settled, should_stop, lambda: pulse.show("sending")).run()


def drain_until(
    stop: threading.Event,
    ops: Engine,
    marketplace: Marketplace,
    clock: Clock,
    lease: Lease,
    *,
    kinds: Kinds,
    manners: Manners | None = None,
) -> None:
    """Drain again and again until `stop` is set; what is under way then is finished first.

    Writes the heartbeat `actions` all along. An outbox that cannot be used for a while is logged and tried again.
    """
    pulse = Pulse(ops, HEARTBEAT_NAME, clock)
    while not stop.is_set():
        try:
            summary = drain(ops, marketplace, clock, lease, kinds=kinds, manners=manners, stop=stop)
        except OpsError as error:
            _log.warning("outbox.unusable", error=str(error))
            summary = Summary(failures=1)
        except Exception as error:  # the only sender there is must outlive whatever nobody foresaw
            unforeseen(error, action_id="none")
            summary = Summary(failures=1)
        _rest(stop, clock, pulse, summary.paused_until)
    pulse.show("stopped")


def _rest(stop: threading.Event, clock: Clock, pulse: Pulse, paused_until: datetime | None) -> None:
    """Wait a moment, or until the quota is back; never longer than `LONGEST_PAUSE`, then one action probes."""
    begun = clock()
    wait = min((paused_until or begun) - begun, LONGEST_PAUSE)
    stop.wait(PAUSE_SECONDS)
    while not has_passed(wait, begun, clock()) and not stop.is_set():
        pulse.show("paused", f"call quota spent until {begun + wait:%H:%M:%S} UTC")
        stop.wait(PAUSE_SECONDS)
    pulse.show("waiting")
