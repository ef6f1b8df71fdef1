"""The quality gate: invariants over the built marts. A check that fails keeps the previous snapshot.

What a thing must be is looked at where it was built since the gate was last passed, unchecked_<family>(<key>), of
all that owe something unchecked_subjects(subject_id): the rest was looked at before and has not changed. A new process,
and marts built anew, are looked at as a whole.
"""

from datetime import datetime

from etl.store.errors import GateFailed
from etl.store.marts.plan import Build
from etl.store.sql_files import SQL, sql_query
from etl.store.warehouse.warehouse import Warehouse


def checks() -> dict[str, str]:
    """Every `sql/<subject>/checks/<name>.sql`, a query whose rows are failures: its file by its name."""
    files = sorted(SQL.glob("*/checks/*.sql"), key=lambda file: file.stem)
    return {file.stem: str(file.relative_to(SQL).with_suffix("")) for file in files}


def note_unchecked(build: Build) -> None:
    """Add what is about to be built, changed_<family>, to what the gate looks at; all, when nobody has looked yet."""
    warehouse, known = build.warehouse, _unchecked_tables(build.warehouse)
    for family in build.families:
        table, key = f"unchecked_{family.name}", family.key
        if table in known and not build.is_new:
            warehouse.run(f"insert into {table} select {key} from changed_{family.name}")
            continue
        # a family without a table of its own in core is known by its rows, and by what is about to be built
        source = family.changed_in or f"marts.{family.tables[0]}"
        keys = f"select {key} from {source}" + ("" if family.changed_in else f" union from changed_{family.name}")
        warehouse.run(f"create or replace temp table {table} as {keys}")
    owing = [family for family in build.families if family.owes]
    subjects = [f"select {family.key} as subject_id from unchecked_{family.name}" for family in owing]
    union = " union all ".join(subjects) or "select null::varchar as subject_id where false"
    warehouse.run(f"create or replace temp view unchecked_subjects as {union}")


def pass_gate(warehouse: Warehouse, now: datetime) -> None:
    """Run every check on the marts and write down what they said. Raises `GateFailed` naming those that failed."""
    counts = {name: _failing_rows(warehouse, file) for name, file in checks().items()}
    with warehouse.transaction():
        warehouse.run("delete from marts.data_quality")
        for name, failing in counts.items():
            warehouse.run(
                "insert into marts.data_quality (check_name, state, failing_rows, checked_at) values (?, ?, ?, ?)",
                [name, "failed" if failing else "passed", failing, now],
            )
    failures = {name: failing for name, failing in counts.items() if failing}
    if failures:
        raise GateFailed(failures)
    for table in _unchecked_tables(warehouse):
        warehouse.run(f"delete from {table}")


def _unchecked_tables(warehouse: Warehouse) -> list[str]:
    tables = "select table_name from duckdb_tables() where temporary and starts_with(table_name, 'unchecked_')"
    return warehouse.frame(tables)["table_name"].to_list()


def _failing_rows(warehouse: Warehouse, file: str) -> int:
    return int(str(warehouse.value(f"select count(*) from ({sql_query(file)}\n)")))
