"""Queries the analysts' file, as any DuckDB client would: read-only."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import duckdb
import polars as pl

from etl.store.errors import SnapshotDamaged, SnapshotMissing, StoreError
from etl.store.places import Places
from etl.store.snapshots.snapshots import refuse_foreign

SHOWN_ROWS: Final = 200
STREAMED_ROWS: Final = 20_000
LONGEST_SECONDS: Final = 600.0
MEMORY_LIMIT: Final = "1GB"

_LOCKS: Final = (
    "set timezone = 'UTC'",
    f"set memory_limit = '{MEMORY_LIMIT}'",
    "set temp_directory = ''",
    "set enable_progress_bar = false",  # after two seconds it would be drawn on standard output, amid the answer
    "set enable_external_access = false",
    # Without access DuckDB still lets a query at the database's own paths, its log among them, which COPY TO then
    # overwrites. After access is off: setting that looks at files itself.
    "set disabled_filesystems = 'LocalFileSystem'",
    "set lock_configuration = true",
)
"""Nothing read but this file, nothing written at all, and no way back, in this order."""


class QueryRefused(StoreError):
    """DuckDB did not accept the query."""


def open_analytics(places: Places) -> duckdb.DuckDBPyConnection:
    """A read-only connection on the analysts' file, instants shown in UTC.

    Raises `SnapshotMissing` or `SnapshotDamaged`.
    """
    if not places.analytics.exists():
        raise SnapshotMissing(f"{places.analytics} does not exist yet: `vigie sync --once` makes it.")
    refuse_foreign(places.analytics)
    try:
        connection = duckdb.connect(str(places.analytics), read_only=True)
    except duckdb.Error as error:
        raise SnapshotDamaged(f"{places.analytics} cannot be read: `vigie publish` writes it anew.") from error
    for statement in _LOCKS:
        connection.execute(statement)
    return connection


@contextmanager
def within(connection: duckdb.DuckDBPyConnection, seconds: float) -> Iterator[None]:
    """Interrupt what `connection` does in the block after so many seconds; raises `QueryRefused` then."""
    is_over = threading.Event()

    def interrupt() -> None:
        is_over.set()
        connection.interrupt()

    timer = threading.Timer(seconds, interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield
    except duckdb.InterruptException:
        if is_over.is_set():
            raise QueryRefused(f"The query was stopped after {seconds:.0f} s: ask for less, or in parts.") from None
        raise
    finally:
        timer.cancel()


def print_answer(places: Places, query: str, seconds: float = LONGEST_SECONDS) -> None:
    """Answer `query` on standard output: a table on a terminal, CSV elsewhere.

    Raises `SnapshotMissing`, `SnapshotDamaged` or `QueryRefused`, after `seconds` at the latest.
    """
    with open_analytics(places) as connection:
        try:
            with within(connection, seconds):
                relation = connection.sql(query)
                if relation is not None:
                    _print(relation)
        except duckdb.Error as error:
            raise QueryRefused(f"The query was not accepted: {str(error).splitlines()[0]}") from error


def _print(relation: duckdb.DuckDBPyRelation) -> None:
    if sys.stdout.isatty():
        relation.show(max_rows=SHOWN_ROWS)
        return
    # As text: instants and intervals have no one form in Python, and DuckDB's is the one analysts know. Batch by batch:
    # an answer may be larger than memory.
    texts = relation.project("columns(*)::varchar")
    sys.stdout.write(pl.DataFrame(schema=texts.columns).write_csv())
    for batch in texts.to_arrow_reader(STREAMED_ROWS):
        sys.stdout.write(pl.DataFrame(batch).write_csv(include_header=False))
