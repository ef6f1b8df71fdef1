"""What a page works with: settings, the person, the outbox, the newest snapshot, and one instant for the whole run."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import streamlit as st
from duckdb import DuckDBPyConnection
from sqlalchemy import Engine, func, select

from dashboard.orders.queries import still_owed
from dashboard.parts.freshness import PROBLEM, SYNC, WORKER, Pulse, data_as_of, orders_read_at
from dashboard.people.access import User
from dashboard.people.person import user_here
from dashboard.sync.queries import freshness
from etl.actions.outbox.reading import Standing, Wanted, counts_by_state, newest_standings
from etl.actions.outbox.records import ActionRow
from etl.actions.outbox.unseen import LOOK_BACK, HasStanding, is_in_hand, is_unseen, newest_by_target, recent_actions
from etl.actions.states import LIVE, State
from etl.domain.time.clock import system_clock
from etl.domain.time.staleness import data_tolerance
from etl.settings import Settings, load_settings
from etl.store.errors import StoreError
from etl.store.ops.database import open_ops, reading
from etl.store.ops.heartbeats import last_heartbeat
from etl.store.ops.schema import event_log
from etl.store.snapshots.snapshots import Snapshot, open_snapshot

Row = TypeVar("Row", bound=HasStanding)
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

    def unseen(self, order_ids: Collection[str]) -> dict[str, ActionRow]:
        """The newest action of each of some orders, where the snapshot cannot show it yet, by order id."""
        return self._not_in_data(newest_by_target(recent_actions(self.ops, Wanted(targets=order_ids), self.now)))

    def in_hand(self) -> dict[str, Standing]:
        """Every order that somebody has dealt with and the snapshot cannot show it yet, by order id."""
        newest = {standing.target: standing for standing in newest_standings(self.ops, self.now - LOOK_BACK)}
        return {target: standing for target, standing in self._not_in_data(newest).items() if is_in_hand(standing)}

    def _not_in_data(self, newest: dict[str, Row]) -> dict[str, Row]:
        if self.snapshot is None or self.read_at is None:
            return newest
        owed = still_owed(self.snapshot, tuple(sorted(newest)))
        return {target: row for target, row in newest.items() if is_unseen(row, owed.get(target), self.read_at)}


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
