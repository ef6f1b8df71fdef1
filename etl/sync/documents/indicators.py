"""Syncs the five indicators as the marketplace computes them (seller-rules 1.1)."""

from datetime import timedelta
from typing import Final

from etl.store.warehouse.landing import land_document
from etl.sync.engine.doors import SyncDoor

RESOURCE: Final = "indicators"
EVERY: Final = timedelta(hours=12)
"""They are computed once a day, two days behind."""


def sync_indicators(door: SyncDoor, run_id: int) -> None:
    """Land `GET /sellers/indicators`: values, thresholds and the date they were computed."""
    body = door.document("/sellers/indicators", dict)
    with door.warehouse.transaction():
        landed = land_document(door.warehouse, RESOURCE, body, run_id=run_id, fetched_at=door.clock())
    door.has_landed(landed)
