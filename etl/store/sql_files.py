"""The SQL of the store, kept in `.sql` files beside this module and read once."""

from functools import cache
from pathlib import Path

import duckdb

SQL = Path(__file__).parent / "sql"
RULES = Path(__file__).parents[1] / "domain"


@cache
def sql_text(name: str) -> str:
    """The text of `sql/<name>.sql`."""
    return (SQL / f"{name}.sql").read_text(encoding="utf-8")


@cache
def mart_text(name: str) -> str:
    """The query that fills the mart `name`, in the folder of whichever subject it belongs to."""
    (file,) = SQL.glob(f"*/marts/{name}.sql")
    return file.read_text(encoding="utf-8")


@cache
def sql_statements(name: str) -> tuple[str, ...]:
    """The statements of `sql/<name>.sql`, in order."""
    return tuple(statement.query for statement in duckdb.extract_statements(sql_text(name)))


@cache
def rules_text() -> str:
    """All that decides what a mart says: every query, the dictionary, the rules of the domain. Its change rebuilds."""
    files = [*sorted(SQL.rglob("*.sql")), *sorted(SQL.rglob("*.csv")), *sorted(RULES.rglob("*.py"))]
    return "".join(file.read_text(encoding="utf-8") for file in files)
