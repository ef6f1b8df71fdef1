"""The SQL of the store, kept in `.sql` files beside this module and read once."""

import re
from functools import cache
from pathlib import Path
from typing import Final

import duckdb

SQL = Path(__file__).parent / "sql"
DOMAIN = Path(__file__).parents[1] / "domain"
MART_SQL: Final = ("marts", "private")
"""Folders of each subject whose queries fill marts."""
MART_RULES: Final = ("levels", "obligations", "orders", "time")
"""Folders of the domain that marts are filled by: a test looks at what the store imports."""

_TABLE = re.compile(r"create table \w+\.(\w+)")


@cache
def sql_text(name: str) -> str:
    """The text of `sql/<name>.sql`."""
    return (SQL / f"{name}.sql").read_text(encoding="utf-8")


def forget() -> None:
    """Read every file again: for tests that bring a subject of their own."""
    for kept in (sql_text, sql_query, sql_statements, table_order, schema_statements, rules_text):
        kept.cache_clear()


@cache
def sql_query(name: str) -> str:
    """The one query of `sql/<name>.sql` without its semicolon, to be put into another between brackets.

    Its last line may be a comment: close the bracket on a line of its own.
    """
    return sql_text(name).rstrip().rstrip(";")


@cache
def sql_statements(name: str) -> tuple[str, ...]:
    """The statements of `sql/<name>.sql`, in order."""
    return tuple(statement.query for statement in duckdb.extract_statements(sql_text(name)))


@cache
def table_order() -> dict[str, int]:
    """The place of every published table among all of them, as readers meet them: the lines of `sql/tables.csv`."""
    _heading, *names = (SQL / "tables.csv").read_text(encoding="utf-8").split()
    return {name: place for place, name in enumerate(names)}


@cache
def schema_statements(database: str) -> tuple[str, ...]:
    """The tables of every `sql/<subject>/<database>_schema.sql`, a statement each, in the order of `sql/tables.csv`."""
    files = sorted(SQL.glob(f"*/{database}_schema.sql"))
    names = [str(file.relative_to(SQL).with_suffix("")) for file in files]
    statements = [statement for name in names for statement in sql_statements(name)]
    return tuple(sorted(statements, key=lambda statement: table_order().get(_TABLE.findall(statement)[0], len(files))))


def rules_files() -> list[Path]:
    """All that decides what is in a mart; a change there builds them all anew, a minute for a million orders.

    Left out on purpose: what sync does with pages, what only checks marts, the dictionary's wording, everything about
    preflight and words; and metrics' records, since levels are made of the counted days at each build.
    """
    queries = [file for folder in MART_SQL for file in SQL.glob(f"*/{folder}/*.sql")]
    rules = [file for folder in MART_RULES for file in (DOMAIN / folder).rglob("*.py") if file.name != "metrics.py"]
    return [*sorted(queries), *sorted(rules)]


@cache
def rules_text() -> str:
    """The text of all `rules_files`."""
    return "".join(file.read_text(encoding="utf-8") for file in rules_files())
