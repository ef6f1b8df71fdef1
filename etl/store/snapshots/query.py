"""Queries the analysts' file, as any DuckDB client would: read-only."""

import sys
from typing import Final

import duckdb

from etl.store.errors import SnapshotDamaged, SnapshotMissing, StoreError
from etl.store.places import Places

SHOWN_ROWS: Final = 200


class QueryRefused(StoreError):
    """DuckDB did not accept the query."""


def open_analytics(places: Places) -> duckdb.DuckDBPyConnection:
    """A read-only connection on the analysts' file, instants shown in UTC.

    Raises `SnapshotMissing` or `SnapshotDamaged`.
    """
    if not places.analytics.exists():
        raise SnapshotMissing(f"{places.analytics} does not exist yet: `vigie sync --once` makes it.")
    try:
        connection = duckdb.connect(str(places.analytics), read_only=True)
    except duckdb.Error as error:
        raise SnapshotDamaged(f"{places.analytics} cannot be read: `vigie publish` writes it anew.") from error
    connection.execute("set timezone = 'UTC'")
    return connection


def print_answer(places: Places, query: str) -> None:
    """Answer `query` on standard output: a table on a terminal, CSV elsewhere.

    Raises `SnapshotMissing`, `SnapshotDamaged` or `QueryRefused`.
    """
    with open_analytics(places) as connection:
        try:
            relation = connection.sql(query)
            if relation is not None:
                _print(relation)
        except duckdb.Error as error:
            raise QueryRefused(f"The query was not accepted: {str(error).splitlines()[0]}") from error


def _print(relation: duckdb.DuckDBPyRelation) -> None:
    if sys.stdout.isatty():
        relation.show(max_rows=SHOWN_ROWS)
        return
    # As text: instants and intervals have no one form in Python, and DuckDB's is the one analysts know.
    sys.stdout.write(relation.project("columns(*)::varchar").pl().write_csv())
