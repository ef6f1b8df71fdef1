"""Queries the analysts' file, as any DuckDB client would: read-only."""

import duckdb
import polars as pl

from etl.store.errors import SnapshotDamaged, SnapshotMissing, StoreError
from etl.store.places import Places


class QueryRefused(StoreError):
    """DuckDB did not accept the query."""


def query_analytics(places: Places, query: str) -> pl.DataFrame:
    """The rows of `query` on the analysts' file. Raises `SnapshotMissing`, `SnapshotDamaged` or `QueryRefused`."""
    if not places.analytics.exists():
        raise SnapshotMissing(f"{places.analytics} does not exist yet: `vigie sync --once` makes it.")
    try:
        connection = duckdb.connect(str(places.analytics), read_only=True)
    except duckdb.Error as error:
        raise SnapshotDamaged(f"{places.analytics} cannot be read: `vigie publish` writes it anew.") from error
    try:
        connection.execute("set timezone = 'UTC'")
        relation = connection.sql(query)
        frame: pl.DataFrame = relation.pl() if relation is not None else pl.DataFrame()
    except duckdb.Error as error:
        raise QueryRefused(f"The query was not accepted: {str(error).splitlines()[0]}") from error
    finally:
        connection.close()
    return frame
