"""The SQL of the store, kept in `.sql` files beside this module and read once."""

from functools import cache
from pathlib import Path

import duckdb

SQL = Path(__file__).parent / "sql"


@cache
def sql_text(name: str) -> str:
    """The text of `sql/<name>.sql`."""
    return (SQL / f"{name}.sql").read_text(encoding="utf-8")


@cache
def sql_statements(name: str) -> tuple[str, ...]:
    """The statements of `sql/<name>.sql`, in order."""
    return tuple(statement.query for statement in duckdb.extract_statements(sql_text(name)))
