"""What the bulk shipping page asks of a snapshot: two queries for a whole sheet."""

from __future__ import annotations

import polars as pl

from dashboard.parts.rows import rows
from etl.store.snapshots.snapshots import Snapshot


def sheet_orders(snapshot: Snapshot, order_ids: tuple[str, ...]) -> pl.DataFrame:
    """Lines of some orders.

    Columns: order_id, status, supply_mode, sales_channel_id, order_line_id, line_status, line_numbers, parcel_numbers.
    """
    return rows(snapshot, "parcels/sheet_orders", order_ids=order_ids)


def number_owners(snapshot: Snapshot, parcel_numbers: tuple[str, ...]) -> pl.DataFrame:
    """Orders that some parcel numbers are on: parcel_number (in capitals, without spaces and hyphens), order_id."""
    return rows(snapshot, "parcels/number_owners", parcel_numbers=parcel_numbers)
