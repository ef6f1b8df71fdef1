"""What a build moves: few columns of few rows, as they stand before and after, so that nothing is searched for twice.

Moving is what has changed, and what time alone has made late since the last build: its rows stay where they are, only
what it owes is another verdict.
"""

from __future__ import annotations

from typing import Final

from etl.store.marts.plan import Build, Family
from etl.store.sql_files import sql_query

_OBLIGATION_COLUMNS: Final = (
    *("subject_type", "subject_id", "occurrence", "order_id", "kind", "state", "alert_at", "due_at"),
    *("due_rule", "discharged_at", "discharged_by"),
)


def recounted_tables(build: Build) -> dict[str, str]:
    """The tables whose moving rows are known, each with the temporary table that has them."""
    tables = [table for family in _counting(build) for table in family.counted]
    return {table: f"recounted_{table}" for table in (*tables, "obligations")}


def instead_of_marts(build: Build) -> str:
    """The beginning of a `with` that hides the marts from a query: there their names mean the few rows that move."""
    return ", ".join(f"{table} as (from {moving})" for table, moving in recounted_tables(build).items())


def copy_before(build: Build) -> None:
    """Make moving_<family>(<key>) and recounted_<table>(row_id, ...) from the marts of the last build."""
    for family in _counting(build):
        _note_moving(build, family)
        for table, columns in family.counted.items():
            _copy(build, table, (family.key, *columns), [f"{family.key} in (select {family.key} from {_keys(family)})"])
    of_moving = [
        f"subject_type = '{family.owes.subject_type}' and subject_id in (select {family.key} from {_keys(family)})"
        for family in _counting(build)
        if family.owes
    ]
    _copy(build, "obligations", _OBLIGATION_COLUMNS, of_moving)


def copy_after(build: Build) -> None:
    """The same after the build: what has changed stands at the end of its tables now, what has moved where it was."""
    run = build.warehouse.run
    for family in _counting(build):
        changed = f"{family.key} in (select {family.key} from changed_{family.name})"
        for table in family.counted:
            run(f"delete from recounted_{table} where {changed}")
            run(f"insert into recounted_{table} from narrow_{table} where row_id > getvariable('last_{table}')")
        if family.owes:
            own = f"subject_id in (select {family.key} from changed_{family.name})"
            run(f"delete from recounted_obligations where subject_type = '{family.owes.subject_type}' and {own}")
    run(
        "create or replace temp table recounted_obligations as from narrow_obligations "
        "where row_id in (select row_id from recounted_obligations)"
    )
    run("insert into recounted_obligations from narrow_obligations where row_id > getvariable('last_obligations')")


def states_by_time(build: Build) -> None:
    """What is still owed and past its instant is broken, and late by the time since."""
    build.warehouse.run_file("obligations/marts/obligation_states", now=build.now)


def _counting(build: Build) -> list[Family]:
    return [family for family in build.families if family.counted]


def _keys(family: Family) -> str:
    return f"moving_{family.name}"


def _note_moving(build: Build, family: Family) -> None:
    keys = f"select {family.key} from changed_{family.name}"
    if family.owes:
        late = sql_query("obligations/marts/late_since")
        keys += f" union select subject_id from ({late}\n) where subject_type = '{family.owes.subject_type}'"
    build.warehouse.set_variable("now", build.now)
    build.warehouse.run(f"create or replace temp table {_keys(family)} as {keys}")


def _copy(build: Build, table: str, columns: tuple[str, ...], either: list[str]) -> None:
    run, is_moving = build.warehouse.run, " or ".join(either) or "false"
    run(
        f"create or replace temp view narrow_{table} as select rowid as row_id, {', '.join(columns)} from marts.{table}"
    )
    run(f"create or replace temp table recounted_{table} as from narrow_{table} where {is_moving}")
    run(f"set variable last_{table} = (select coalesce(max(rowid), -1) from marts.{table})")
