"""Makes the empty marts: tables, then the views and the table macro over them, each with its comments.

Views and macro name their tables without a database, so that they work in the published file under whatever name, and
keep to what the oldest DuckDB that opens it can read: a stored `if(...)` is a function 1.4 does not have.
"""

import hashlib
from typing import Final

from etl.store.dictionary import dictionary_rows
from etl.store.sql_files import rules_text, sql_statements, sql_text
from etl.store.warehouse import Warehouse

VIEWS: Final = ("service_level_cases", "failures_rolling_off")
MACROS: Final = {"orders_as_of": "instant"}
"""Table macros with their parameter."""


def ensure_marts(warehouse: Warehouse) -> bool:
    """Make the marts, or make them anew when a definition or a rule has changed; answer whether they are new."""
    if not _ensure_tables(warehouse, "marts", "schema/marts"):
        return False
    for view in VIEWS:
        warehouse.run(f"create or replace view marts.{view} as {sql_text(f'marts/{view}')}")
    _create_macros(warehouse)
    write_comments(warehouse)
    return True


def ensure_private(warehouse: Warehouse) -> bool:
    """Make the private tables as `ensure_marts` does."""
    return _ensure_tables(warehouse, "private", "schema/private")


def schema_hash(ddl: str) -> str:
    """What the tables of `sql/<ddl>.sql` and all that fills them hash to."""
    return hashlib.sha256((sql_text(ddl) + rules_text()).encode()).hexdigest()


def write_comments(warehouse: Warehouse) -> None:
    """Write the English meanings as comments on everything in the marts being built."""
    for row in dictionary_rows().iter_rows(named=True):
        table, column = row["table_name"], row["column_name"]
        if table in MACROS and column:
            continue  # what a macro answers takes no comments
        meaning = row["meaning_en"].replace("'", "''")
        what = f'column marts."{table}"."{column}"' if column else f'{_kind(table)} marts."{table}"'
        warehouse.run(f"comment on {what} is '{meaning}'")


def _kind(name: str) -> str:
    if name in MACROS:
        return "macro table"
    return "view" if name in VIEWS else "table"


def _ensure_tables(warehouse: Warehouse, database: str, ddl: str) -> bool:
    if _applied_hash(warehouse, database) == schema_hash(ddl):
        return False
    for table in warehouse.frame("select table_name from duckdb_tables() where database_name = ?", [database])[
        "table_name"
    ]:
        warehouse.run(f'drop table {database}."{table}"')
    for statement in sql_statements(ddl):
        warehouse.run(statement)
    return True


def _applied_hash(warehouse: Warehouse, database: str) -> object:
    exists = warehouse.value(
        "select count(*) from duckdb_tables() where database_name = ? and table_name = 'build'", [database]
    )
    return warehouse.value(f"select schema_hash from {database}.build") if exists else None


def _create_macros(warehouse: Warehouse) -> None:
    # A macro's tables are looked for in the database in use, when it is made as when it is read.
    work = warehouse.value("select current_database()")
    warehouse.run("use marts")
    for macro, parameter in MACROS.items():
        warehouse.run(f"create or replace macro {macro}({parameter}) as table {sql_text(f'marts/{macro}')}")
    warehouse.run(f"use {work}")
