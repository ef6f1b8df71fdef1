"""A warehouse that is nowhere: for judging what is handed over by the same SQL as what is stored."""

from pathlib import Path
from typing import Final

import duckdb

from etl.store.places import Places
from etl.store.sql_files import sql_statements
from etl.store.warehouse.warehouse import Warehouse, translated_errors

NOWHERE: Final = Places(Path("memory"))
"""What messages of the driver's are translated with; nothing is read or written there."""


def open_memory_warehouse() -> Warehouse:
    """An empty warehouse in memory, its marts and private tables included. It lasts until it is closed."""
    with translated_errors(NOWHERE):
        connection = duckdb.connect(":memory:")
        connection.execute("set timezone = 'UTC'")
        connection.execute("set threads = 1")
        for database in ("marts", "private"):
            connection.execute(f"attach ':memory:' as {database}")
        for statement in sql_statements("schema/work"):
            connection.execute(statement)
    return Warehouse(connection, NOWHERE)
