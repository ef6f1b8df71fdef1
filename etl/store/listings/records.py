"""Offers in the warehouse, and what their stock was."""

from datetime import datetime, timedelta
from typing import Final

from etl.store.warehouse.records import Records
from etl.store.warehouse.warehouse import Warehouse

OFFERS: Final = Records(
    resource="offers",
    table="offers",
    key="offer_id",
    staging="listings/staging/offers",
    core="listings/core/offers",
)
STOCK_KEPT: Final = timedelta(days=60)
"""Twice as far back as a dry run looks."""


def purge_stock_events(warehouse: Warehouse, now: datetime) -> None:
    """Drop what the stock was before `STOCK_KEPT`; what it still was then stays."""
    warehouse.run_file("listings/core/purge_stock_events", before_at=now - STOCK_KEPT)
