"""What the page asks about one order."""

from __future__ import annotations

from typing import Any

import polars as pl

from dashboard.parts.rows import read_rows, rows
from etl.store.snapshots.snapshots import Snapshot


def order_facts(snapshot: Snapshot, order_id: str) -> dict[str, Any] | None:
    """The order's row of the mart `orders`, None when the snapshot has no such order."""
    found = rows(snapshot, "orders/order", order_id=order_id)
    return found.row(0, named=True) if found.height else None


def status_events(snapshot: Snapshot, order_id: str) -> pl.DataFrame:
    """Status changes seen: from_status, to_status, seen_at, not_before_at, not_after_at, source."""
    return rows(snapshot, "orders/status_events", order_id=order_id)


def obligations_of(snapshot: Snapshot, order_id: str) -> pl.DataFrame:
    """Obligations: kind, opened_at, alert_at, due_at, due_rule, discharged_at, discharged_by, state, late_seconds."""
    return rows(snapshot, "orders/obligations_of", order_id=order_id)


def parcels_of(snapshot: Snapshot, order_id: str) -> pl.DataFrame:
    """Parcels: parcel_number, carrier_name, tracking_url, first_seen_at, lines."""
    return rows(snapshot, "orders/parcels_of", order_id=order_id)


def addresses_of(snapshot: Snapshot, order_id: str) -> list[dict[str, Any]]:
    """Where the order goes: personal data from the private file, for staff only, never kept in a cache."""
    return read_rows(snapshot, "orders/address_of", {"order_id": order_id}).to_dicts()
