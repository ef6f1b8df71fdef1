"""Makes the empty marts: tables, then the views and the table macro over them, each with its comments.

Views and macro name their tables without a database, so that they work in the published file under whatever name, and
keep to what the oldest DuckDB that opens it can read: a stored `if(...)` is a function 1.4 does not have.
"""

import hashlib
from datetime import datetime, timedelta
from typing import Final

from etl.domain.time.clock import PARIS, has_passed
from etl.store.contract import MARTS_CONTRACT
from etl.store.inspection import shape_made_by
from etl.store.marts.dictionary import dictionary_hash, dictionary_rows
from etl.store.marts.plan import Plan
from etl.store.sql_files import rules_text, schema_statements
from etl.store.warehouse.warehouse import Warehouse

RENEWED_EVERY: Final = timedelta(days=7)
"""Rows that are replaced go to the end of a table, away from their neighbours; building all of it anew gathers them."""
TOLERATED_AHEAD: Final = timedelta(minutes=1)
"""So far the clock may have been set back since the last build without all of it being judged again."""
RENEWING_HOURS: Final = range(2, 6)
"""Hours of Paris in which nobody waits for a build of some seconds to a minute."""


def ensure_marts(warehouse: Warehouse, plan: Plan, now: datetime) -> bool:
    """Make the marts, or make them anew when a definition or a rule has changed, or once a week at night.

    Answers whether they are new. Another wording in the dictionary only writes the comments again.
    """
    is_new = _ensure_tables(warehouse, "marts", now)
    if is_new:
        for view, query in plan.views.items():
            warehouse.run(f"create or replace view marts.{view} as {query}")
        _create_macros(warehouse, plan)
    if is_new or warehouse.value("select any_value(dictionary_hash) from marts.build") != dictionary_hash():
        write_comments(warehouse, plan)
    return is_new


def ensure_private(warehouse: Warehouse, now: datetime) -> bool:
    """Make the private tables as `ensure_marts` does."""
    return _ensure_tables(warehouse, "private", now)


def note_build(warehouse: Warehouse, database: str, run_id: int, now: datetime, *, is_new: bool) -> None:
    """Write down which run a build has applied, by which rules, when, and when everything was last built anew."""
    renewed_at = now if is_new else warehouse.value(f"select renewed_at from {database}.build")
    noted = {"applied_run_id": run_id, "schema_hash": _schema_hash(database), "built_at": now, "renewed_at": renewed_at}
    if database == "marts":
        noted["dictionary_hash"] = dictionary_hash()
    warehouse.run(f"delete from {database}.build")
    marks = ", ".join("?" * len(noted))
    warehouse.run(f"insert into {database}.build ({', '.join(noted)}) values ({marks})", list(noted.values()))


def write_comments(warehouse: Warehouse, plan: Plan) -> None:
    """Write the English meanings as comments on everything in the marts being built, all of them or none."""
    with warehouse.transaction():
        for row in dictionary_rows().iter_rows(named=True):
            table, column = row["table_name"], row["column_name"]
            if table in plan.macros and column:
                continue  # what a macro answers takes no comments
            meaning = row["meaning_en"].replace("'", "''")
            kind = "macro table" if table in plan.macros else "view" if table in plan.views else "table"
            what = f'column marts."{table}"."{column}"' if column else f'{kind} marts."{table}"'
            warehouse.run(f"comment on {what} is '{meaning}'")


def _ensure_tables(warehouse: Warehouse, database: str, now: datetime) -> bool:
    if not _is_to_be_made(warehouse, database, now):
        return False
    for table in warehouse.frame("select table_name from duckdb_tables() where database_name = ?", [database])[
        "table_name"
    ]:
        warehouse.run(f'drop table {database}."{table}"')
    for statement in schema_statements(database):
        warehouse.run(statement)
    return True


def _is_to_be_made(warehouse: Warehouse, database: str, now: datetime) -> bool:
    columns = "select table_name, column_name from duckdb_columns() where database_name = ?"
    wanted = shape_made_by(schema_statements(database), database)
    found = set(warehouse.frame(columns, [database]).rows())
    if any((table, column) not in found for table, its_columns in wanted.items() for column in its_columns):
        return True  # never made, made by another version, or somebody has dropped something
    built = warehouse.frame(f"select schema_hash, renewed_at, built_at from {database}.build")
    if not built.height or built.item(0, "schema_hash") != _schema_hash(database):
        return True
    # Built with a clock that ran ahead: what it took for expired would stay so.
    if built.item(0, "built_at") - now > TOLERATED_AHEAD:
        return True
    is_old = has_passed(RENEWED_EVERY, built.item(0, "renewed_at"), now)
    return is_old and now.astimezone(PARIS).hour in RENEWING_HOURS


def _schema_hash(database: str) -> str:
    """What the tables of a database and all that fills them hash to."""
    by = "\n".join([str(MARTS_CONTRACT), *schema_statements(database), rules_text()])
    return hashlib.sha256(by.encode()).hexdigest()


def _create_macros(warehouse: Warehouse, plan: Plan) -> None:
    # A macro's tables are looked for in the database in use, when it is made as when it is read.
    work = warehouse.value("select current_database()")
    warehouse.run("use marts")
    for name, macro in plan.macros.items():
        warehouse.run(f"create or replace macro {name}({macro.parameter}) as table {macro.query}")
    warehouse.run(f"use {work}")
