"""Makes the empty marts: tables, then the views and the table macro over them, each with its comments.

Views and macro name their tables without a database, so that they work in the published file under whatever name, and
keep to what the oldest DuckDB that opens it can read: a stored `if(...)` is a function 1.4 does not have.
"""

import hashlib
from datetime import datetime, timedelta
from typing import Final

from etl.domain.time.clock import PARIS
from etl.store.contract import MARTS_CONTRACT
from etl.store.marts.dictionary import dictionary_rows
from etl.store.sql_files import mart_text, rules_text, sql_statements, sql_text
from etl.store.warehouse.warehouse import Warehouse

VIEWS: Final = ("service_level_cases", "failures_rolling_off")
MACROS: Final = {"orders_as_of": "instant"}
"""Table macros with their parameter."""
RENEWED_EVERY: Final = timedelta(days=7)
"""Rows that are replaced go to the end of a table, away from their neighbours; building all of it anew gathers them."""
RENEWING_HOURS: Final = range(2, 6)
"""Hours of Paris in which nobody waits for a build of some seconds to a minute."""


def ensure_marts(warehouse: Warehouse, now: datetime) -> bool:
    """Make the marts, or make them anew when a definition or a rule has changed, or once a week at night.

    Answers whether they are new.
    """
    if not _ensure_tables(warehouse, "marts", now):
        return False
    for view in VIEWS:
        warehouse.run(f"create or replace view marts.{view} as {mart_text(view)}")
    _create_macros(warehouse)
    write_comments(warehouse)
    return True


def ensure_private(warehouse: Warehouse, now: datetime) -> bool:
    """Make the private tables as `ensure_marts` does."""
    return _ensure_tables(warehouse, "private", now)


def note_build(warehouse: Warehouse, database: str, run_id: int, now: datetime, *, is_new: bool) -> None:
    """Write down which run a build has applied, by which rules, when, and when everything was last built anew."""
    renewed_at = now if is_new else warehouse.value(f"select renewed_at from {database}.build")
    warehouse.run(f"delete from {database}.build")
    warehouse.run(
        f"insert into {database}.build (applied_run_id, schema_hash, built_at, renewed_at) values (?, ?, ?, ?)",
        [run_id, _schema_hash(database), now, renewed_at],
    )


def write_comments(warehouse: Warehouse) -> None:
    """Write the English meanings as comments on everything in the marts being built, all of them or none."""
    with warehouse.transaction():
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


def _ensure_tables(warehouse: Warehouse, database: str, now: datetime) -> bool:
    if not _is_to_be_made(warehouse, database, now):
        return False
    for table in warehouse.frame("select table_name from duckdb_tables() where database_name = ?", [database])[
        "table_name"
    ]:
        warehouse.run(f'drop table {database}."{table}"')
    for statement in sql_statements(f"schema/{database}"):
        warehouse.run(statement)
    return True


def _is_to_be_made(warehouse: Warehouse, database: str, now: datetime) -> bool:
    columns = "select count(*) from duckdb_columns() where database_name = ? and table_name = 'build'"
    if warehouse.value(f"{columns} and column_name = 'renewed_at'", [database]) == 0:
        return True
    built = warehouse.frame(f"select schema_hash, renewed_at from {database}.build")
    if not built.height or built.item(0, "schema_hash") != _schema_hash(database):
        return True
    return now - built.item(0, "renewed_at") >= RENEWED_EVERY and now.astimezone(PARIS).hour in RENEWING_HOURS


def _schema_hash(database: str) -> str:
    """What the tables of a database and all that fills them hash to."""
    by = f"{MARTS_CONTRACT}\n" + sql_text(f"schema/{database}") + rules_text()
    return hashlib.sha256(by.encode()).hexdigest()


def _create_macros(warehouse: Warehouse) -> None:
    # A macro's tables are looked for in the database in use, when it is made as when it is read.
    work = warehouse.value("select current_database()")
    warehouse.run("use marts")
    for macro, parameter in MACROS.items():
        warehouse.run(f"create or replace macro {macro}({parameter}) as table {mart_text(macro)}")
    warehouse.run(f"use {work}")
