"""The quality gate: invariants over the built marts. A check that fails keeps the previous snapshot.

What an order must be is looked at where it was built since the gate was last passed, `unchecked`: the rest was looked
at before and has not changed. A new process, and marts built anew, are looked at as a whole.
"""

from datetime import datetime

from etl.store.errors import GateFailed
from etl.store.sql_files import SQL, sql_text
from etl.store.warehouse.warehouse import Warehouse


def checks() -> dict[str, str]:
    """Every `sql/<subject>/checks/<name>.sql`, a query whose rows are failures: its file by its name."""
    files = sorted(SQL.glob("*/checks/*.sql"), key=lambda file: file.stem)
    return {file.stem: str(file.relative_to(SQL).with_suffix("")) for file in files}


def note_unchecked(warehouse: Warehouse, *, is_new: bool) -> None:
    """Add `changed`, the orders about to be built, to those the gate looks at; all, when nobody has looked yet."""
    is_known = warehouse.value("select count(*) from duckdb_tables() where temporary and table_name = 'unchecked'")
    if is_known and not is_new:
        warehouse.run("insert into unchecked select order_id from changed")
    else:
        warehouse.run("create or replace temp table unchecked as select order_id from core.orders")


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
    warehouse.run("delete from unchecked")


def _failing_rows(warehouse: Warehouse, file: str) -> int:
    query = sql_text(file).rstrip().rstrip(";")
    return int(str(warehouse.value(f"select count(*) from ({query}\n)")))
