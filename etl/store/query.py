"""Queries the analysts' file, as any DuckDB client would: read-only."""

import csv
import sys
from typing import Final

import duckdb

from etl.store.errors import SnapshotDamaged, SnapshotMissing, StoreError
from etl.store.places import Places

SHOWN_ROWS: Final = 200
ROWS_AT_ONCE: Final = 10_000


class QueryRefused(StoreError):
    """DuckDB did not accept the query."""


def print_answer(places: Places, query: str) -> None:
    """Answer `query` on standard output: a table on a terminal, CSV elsewhere.

    Raises `SnapshotMissing`, `SnapshotDamaged` or `QueryRefused`.
    """
    if not places.analytics.exists():
        raise SnapshotMissing(f"{places.analytics} does not exist yet: `vigie sync --once` makes it.")
    try:
        connection = duckdb.connect(str(places.analytics), read_only=True)
    except duckdb.Error as error:
        raise SnapshotDamaged(f"{places.analytics} cannot be read: `vigie publish` writes it anew.") from error
    with connection:
        try:
            connection.execute("set timezone = 'UTC'")
            relation = connection.sql(query)
            if relation is not None:
                _print(relation)
        except duckdb.Error as error:
            raise QueryRefused(f"The query was not accepted: {str(error).splitlines()[0]}") from error


def _print(relation: duckdb.DuckDBPyRelation) -> None:
    if sys.stdout.isatty():
        relation.show(max_rows=SHOWN_ROWS)
        return
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(relation.columns)
    # As text: instants and intervals have no one form in Python, and DuckDB's is the one analysts know.
    texts = relation.project("columns(*)::varchar")
    while rows := texts.fetchmany(ROWS_AT_ONCE):
        writer.writerows(rows)
