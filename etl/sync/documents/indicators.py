"""Syncs the five indicators as the marketplace computes them (seller-rules 1.1)."""

from datetime import timedelta
from typing import Final

from etl.store.warehouse.landing import land_document
from etl.sync.engine.reader import Reader

RESOURCE: Final = "indicators"
EVERY: Final = timedelta(hours=12)
"""They are computed once a day, two days behind."""


def sync_indicators(reader: Reader, run_id: int) -> None:
    """Land `GET /sellers/indicators`: values, thresholds and the date they were computed."""
    body = reader.document("/sellers/indicators", dict)
    with reader.warehouse.transaction():
        landed = land_document(reader.warehouse, RESOURCE, body, run_id=run_id, fetched_at=reader.clock())
    reader.has_landed(landed)
