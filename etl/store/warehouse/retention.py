"""What the warehouse forgets, and what it always keeps."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from etl.store.warehouse.records import Records, drop_outdated
from etl.store.warehouse.warehouse import Warehouse

AT_ONCE: Final = 200_000
"""Versions dropped in one transaction."""
IDLE_RUNS_KEPT: Final = timedelta(days=2)
"""A poll every few seconds that finds nothing is worth remembering for a while only."""
RUNS_KEPT: Final = timedelta(days=90)


@dataclass(frozen=True)
class Purged:
    """How many rows were dropped, and whether there are more."""

    rows: int
    is_more: bool


def purge_raw(warehouse: Warehouse, records: Records, *, before: datetime) -> Purged:
    """Drop payloads fetched before an instant that a newer one has replaced. The newest of each record always stays."""
    with warehouse.transaction():
        rows = drop_outdated(warehouse, records, before=before, at_once=AT_ONCE)
    return Purged(rows, rows == AT_ONCE)


def purge_runs(warehouse: Warehouse, now: datetime) -> None:
    """Drop runs that changed nothing after some days, all runs after months; the first that landed tells our age."""
    warehouse.run_file("sync/core/purge_runs", idle_before_at=now - IDLE_RUNS_KEPT, before_at=now - RUNS_KEPT)
