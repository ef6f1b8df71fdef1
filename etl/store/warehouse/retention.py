"""What the warehouse forgets, and what it always keeps."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from etl.store.warehouse.warehouse import Warehouse

AT_ONCE: Final = 200_000
"""Versions dropped in one transaction."""
IDLE_RUNS_KEPT: Final = timedelta(days=2)
"""A poll every few seconds that finds nothing is worth remembering for a while only."""
RUNS_KEPT: Final = timedelta(days=90)
STOCK_KEPT: Final = timedelta(days=60)
"""Twice as far back as a dry run looks."""


@dataclass(frozen=True)
class Purged:
    """How many rows were dropped, and whether there are more."""

    rows: int
    is_more: bool


def purge_raw(warehouse: Warehouse, *, before: datetime) -> Purged:
    """Drop payloads of orders fetched before an instant that a newer one has replaced. The newest always stays."""
    with warehouse.transaction():
        warehouse.run_file("orders/core/purge_raw", before_at=before, at_once=AT_ONCE)
        rows = int(str(warehouse.value("select count(*) from outdated_versions")))
    return Purged(rows, rows == AT_ONCE)


def purge_stock_events(warehouse: Warehouse, now: datetime) -> None:
    """Drop what the stock was before `STOCK_KEPT`; what it still was then stays."""
    warehouse.run_file("listings/core/purge_stock_events", before_at=now - STOCK_KEPT)


def purge_runs(warehouse: Warehouse, now: datetime) -> None:
    """Drop runs that changed nothing after some days, all runs after months; the first that landed tells our age."""
    warehouse.run_file("sync/core/purge_runs", idle_before_at=now - IDLE_RUNS_KEPT, before_at=now - RUNS_KEPT)
