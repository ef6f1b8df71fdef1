"""What stands in a DuckDB file that should be ours, looked at without changing it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

import duckdb

from etl.store.errors import WarehouseBusy
from etl.store.sql_files import sql_statements

Shape = Mapping[str, frozenset[str]]
"""The columns of each table and view; a name outside the schema `main` has its schema before it."""

READ_ONLY: Final = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
"""DuckDB would load what reads a file of another kind, and download it first."""
_MAGIC_ENDS: Final = 12
_MAGIC: Final = b"DUCK"
_SQLITE: Final = b"SQLite format 3"
_HOLDER: Final = re.compile(r"\(PID (\d+)\)")
_COLUMNS: Final = """
select if(schema_name = 'main', '', schema_name || '.') || table_name as name, column_name
from duckdb_columns()
where database_name = current_database() and not internal"""
_TABLES: Final = "select schema_name, table_name from duckdb_tables() where database_name = current_database()"


def foreign_words(path: Path) -> str | None:
    """Why this is no DuckDB database, by its first bytes; None when it may be one. Raises `OSError`."""
    with path.open("rb") as file:
        head = file.read(_MAGIC_ENDS)
    if head[8:] == _MAGIC:
        return None
    if not head:
        return "is empty"
    if not head.strip(b"\0"):
        return "holds zeros"
    return "is a SQLite database" if _SQLITE.startswith(head) else "is no DuckDB database"


def shape_of(connection: duckdb.DuckDBPyConnection) -> dict[str, frozenset[str]]:
    """What stands in the current database of a connection."""
    columns: dict[str, set[str]] = {}
    for name, column in connection.execute(_COLUMNS).fetchall():
        columns.setdefault(name, set()).add(column)
    return {name: frozenset(found) for name, found in columns.items()}


@cache
def shape_made_by(statements: tuple[str, ...], database: str) -> Shape:
    """What these statements make in an empty database of that name, beside an empty warehouse."""
    with duckdb.connect() as connection:
        for statement in sql_statements("schema/work"):
            connection.execute(statement)
        connection.execute(f"attach ':memory:' as {database}")
        for statement in statements:
            connection.execute(statement)
        connection.execute(f"use {database}")
        return shape_of(connection)


def holder_of(error: Exception) -> int | None:
    """The process that holds a file, if DuckDB's refusal names it."""
    found = _HOLDER.search(str(error))
    return int(found.group(1)) if found else None


def is_held(error: Exception) -> bool:
    """Whether DuckDB was refused a file because another process has it open."""
    return "Conflicting lock" in str(error) or "Could not set lock" in str(error)


def flaw(path: Path, wanted: Shape, *, may_be_new: bool = False) -> str | None:
    """What is wrong with the file, to be said after its name; None when it has all of `wanted` and reads to its end.

    `may_be_new`: it may have no table at all. Raises `WarehouseBusy` when another process writes it. Takes about a
    second a gigabyte.
    """
    try:
        if (words := foreign_words(path)) is not None:
            return words
        with duckdb.connect(str(path), read_only=True, config=dict(READ_ONLY)) as connection:
            found = shape_of(connection)
            lack = None if may_be_new and not found else _lack(found, wanted)
            if lack is None:
                _read_through(connection)
            return lack
    except FileNotFoundError:
        return "is missing"
    except OSError as error:
        return f"cannot be read ({error.strerror})"
    except duckdb.Error as error:
        if is_held(error):
            raise WarehouseBusy(f"{path.name} is held by another process.", holder_of(error)) from error
        return f"cannot be read ({str(error).splitlines()[0][:200]})"


def _lack(found: Shape, wanted: Shape) -> str | None:
    if wanted and not wanted.keys() & found.keys():
        return "is a database of another program"
    for name, columns in wanted.items():
        if name not in found:
            return f"lacks the table {name}"
        if missing := sorted(columns - found[name]):
            return f"lacks the column {name}.{missing[0]}"
    return None


def _read_through(connection: duckdb.DuckDBPyConnection) -> None:
    for schema, table in connection.execute(_TABLES).fetchall():
        connection.execute(f'select count(hash(t)) from "{schema}"."{table}" as t').fetchall()
