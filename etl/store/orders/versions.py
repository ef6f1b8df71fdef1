"""What the marketplace said of an order at an instant of the past, from the versions the warehouse keeps."""

from dataclasses import dataclass
from datetime import datetime

import duckdb
import polars as pl

from etl.store.places import Places
from etl.store.snapshots.snapshots import Snapshot
from etl.store.warehouse.warehouse import translated_errors


@dataclass(frozen=True)
class Version:
    """An order as it was served, and when that was read; no payload when none was kept from so long ago.

    `known_since`: when the oldest version that is kept was read.
    """

    payload: bytes | None
    fetched_at: datetime | None
    known_since: datetime | None


def version_then(snapshot: Snapshot, order_id: str, now: datetime) -> Version:
    """The version of an order that was the newest at `now`.

    Raises `WarehouseBusy` while a worker holds the warehouse: versions are not published.
    """
    places = Places(snapshot.marts.parent.parent)
    with translated_errors(places):
        connection = duckdb.connect(str(places.work), read_only=True)
        try:
            connection.execute("set timezone = 'UTC'")
            # as a frame: DuckDB hands out instants one by one only where pytz is installed, which nothing of ours needs
            found: pl.DataFrame = connection.sql(
                "select fetched_at, payload::varchar from raw.orders where key = ? "
                "order by fetched_at, source_updated_at",
                params=[order_id],
            ).pl()
            rows = found.rows()
        finally:
            connection.close()
    then = [row for row in rows if row[0] <= now]
    known_since = rows[0][0] if rows else None
    return Version(then[-1][1].encode(), then[-1][0], known_since) if then else Version(None, None, known_since)
