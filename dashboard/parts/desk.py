"""What a page works with: settings, the person, the outbox, the newest snapshot, and one instant for the whole run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import streamlit as st
from duckdb import DuckDBPyConnection
from sqlalchemy import Engine, func, select

from dashboard.parts.freshness import PROBLEM, SYNC, WORKER, Pulse, data_as_of, freshness, orders_read_at
from dashboard.people.access import User
from dashboard.people.person import user_here
from etl.actions.outbox.reading import counts_by_state
from etl.actions.states import LIVE, State
from etl.domain.time.clock import system_clock
from etl.domain.time.staleness import data_tolerance
from etl.settings import Settings, load_settings
from etl.store.errors import StoreError
from etl.store.ops.database import open_ops, reading
from etl.store.ops.heartbeats import last_heartbeat
from etl.store.ops.schema import event_log
from etl.store.snapshots.snapshots import Snapshot, open_snapshot

KEPT_ENGINES = 4
KEPT_ANCHORS = 3
_LAST_EVENT = select(func.max(event_log.c.event_id))


@dataclass(frozen=True)
class Desk:
    """Everything one run of a page reads from; `trouble` says why there is no snapshot.

    `read_at`: when the orders of the snapshot were read, UTC.
    """

    settings: Settings
    user: User
    ops: Engine
    snapshot: Snapshot | None
    trouble: StoreError | None
    now: datetime
    read_at: datetime | None

    @property
    def stamp(self) -> tuple[int, int]:
        """Moves when there is something new to show: the snapshot's version and the last audit event."""
        with reading(self.ops) as connection:
            last_event = connection.execute(_LAST_EVENT).scalar_one()
        return (self.snapshot.version if self.snapshot else 0, last_event or 0)

    def pulse(self) -> Pulse:
        """How things stand."""
        counts, problem = counts_by_state(self.ops), last_heartbeat(self.ops, PROBLEM)
        read_at = self.read_at
        return Pulse(
            now=self.now,
            read_at=None if read_at is None else data_as_of(read_at, last_heartbeat(self.ops, SYNC), problem),
            tolerance=data_tolerance(self.settings.poll_seconds),
            worker=last_heartbeat(self.ops, WORKER),
            waiting=sum(counts[state] for state in LIVE) - counts[State.NEEDS_HUMAN],
            needing_someone=counts[State.NEEDS_HUMAN],
            problem=problem,
        )


def open_desk() -> Desk:
    """Open the desk anew; raises `SettingsError` or `OpsError`. A missing or damaged snapshot is its `trouble`."""
    settings = load_settings()
    snapshot, trouble = _newest_snapshot(settings)
    read_at = None if snapshot is None else orders_read_at(freshness(snapshot), snapshot.published_at)
    return Desk(settings, user_here(settings), _ops(settings.ops_address), snapshot, trouble, system_clock(), read_at)


@st.cache_resource(max_entries=KEPT_ENGINES, show_spinner=False)
def _ops(address: str) -> Engine:
    return open_ops(address)


@st.cache_resource(max_entries=KEPT_ANCHORS, show_spinner=False, on_release=DuckDBPyConnection.close)
def _anchor(path: str, _snapshot: Snapshot) -> DuckDBPyConnection:  # noqa: ARG001 - the path is the key
    # While one connection stays open, opening another on the same file costs 0.02 ms instead of some 10.
    return _snapshot.connect()


def _newest_snapshot(settings: Settings) -> tuple[Snapshot | None, StoreError | None]:
    try:
        snapshot = open_snapshot(settings.home)
        _anchor(str(snapshot.marts), snapshot)
        return snapshot, None  # noqa: TRY300 - both outcomes of one attempt
    except StoreError as error:
        return None, error
