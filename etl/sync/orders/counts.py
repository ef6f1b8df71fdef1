"""Compares our count of orders with the marketplace's, status by status (design section 5.8)."""

import polars as pl

from etl.domain.orders.statuses import ORDER_STATUSES
from etl.store.warehouse.landing import Landed
from etl.sync.engine.reader import Reader


def sync_order_counts(reader: Reader, _run_id: int) -> None:
    """Ask `GET /orders/count` for each status and keep the answers beside our own counts."""
    counted = {status: reader.count("/orders/count", {"status": status}) for status in ORDER_STATUSES}
    frame = pl.DataFrame({"status": list(counted), "marketplace_count": list(counted.values())})
    with reader.warehouse.transaction(), reader.warehouse.lending("counted", frame):
        reader.warehouse.run_file("orders/core/order_counts", fetched_at=reader.clock())
    reader.has_landed(Landed(len(counted), 0, 0))
