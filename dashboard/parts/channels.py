"""The sales channels of the seller: every subject comes through one."""

from __future__ import annotations

from dashboard.parts.rows import rows
from etl.store.snapshots.snapshots import Snapshot


def channels(snapshot: Snapshot) -> dict[str, str]:
    """Names of the sales channels by id."""
    return dict(rows(snapshot, "parts/channels").iter_rows())
