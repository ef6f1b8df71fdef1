"""Finds what has changed of each family, and replaces its rows and what it owes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from etl.domain.obligations.judging import judged, next_verdicts
from etl.store.errors import FamiliesUnordered
from etl.store.marts.plan import Build, Family, Owes
from etl.store.sql_files import sql_query

_AT_ONCE: Final = 200_000
"""Things that are built together, in the order of their keys: bounds the memory of a first build, and leaves the rows
of a thing close to each other, so that looking one up reads a small part of a table."""


def in_building_order(families: tuple[Family, ...]) -> tuple[Family, ...]:
    """The families, each after all that it follows, otherwise as they are given.

    Raises `FamiliesUnordered` when one follows what is not among them, or some follow each other in a circle.
    """
    by_name = {family.name: family for family in families}
    for family in families:
        unknown = [name for name in family.follows if name not in by_name]
        if unknown:
            raise FamiliesUnordered(f"The family {family.name} follows {', '.join(unknown)}, which is not built here.")
    ordered: list[Family] = []
    while len(ordered) < len(families):
        done = {family.name for family in ordered}
        ready = [family for family in families if family.name not in done and done.issuperset(family.follows)]
        if not ready:
            circle = ", ".join(name for name in by_name if name not in done)
            raise FamiliesUnordered(f"The families {circle} wait for each other: none of them can be built first.")
        ordered.append(ready[0])
    return tuple(ordered)


def note_changed(build: Build) -> int:
    """Fill the temporary tables changed_<family>(<key>); answer how many things changed that follow nothing."""
    counts = [_note_changed_of(build, family) for family in build.families]
    return sum(count for family, count in zip(build.families, counts, strict=True) if not family.follows)


def replace_all(build: Build) -> None:
    """Build what has changed anew, family by family."""
    for family in build.families:
        if not build.is_new:
            _delete_changed(build, family)
        _insert_changed(build, family)


def _note_changed_of(build: Build, family: Family) -> int:
    changed, key, run = f"changed_{family.name}", family.key, build.warehouse.run
    if family.changed_in is None:
        source = f"select null as {key} where false"
    else:
        since = "" if build.is_new else f" where run_id > {build.applied_run_id}"
        source = f"select {key} from {family.changed_in}{since}"
    run(f"create or replace temp table {changed} as select {key}::varchar as {key} from ({source}) order by {key}")
    for query in _further_changes(build, family):
        run(
            f"insert into {changed} select distinct {key} from ({query}\n) "
            f"where {key} not in (select {key} from {changed}) order by {key}"
        )
    return int(str(build.warehouse.value(f"select count(*) from {changed}")))


def _further_changes(build: Build, family: Family) -> Iterator[str]:
    """Queries of keys that have changed without a row of a new run."""
    folder = f"{family.subject}/{build.database}"
    if not (build.is_new and family.changed_in):  # then everything is noted already
        yield from (sql_query(f"{folder}/following_{followed}") for followed in family.follows)
    if build.is_new:
        return
    yield from (sql_query(f"{folder}/{name}") for name in family.also_changed)
    if family.owes and build.database == "marts":
        due = f"subject_type = '{family.owes.subject_type}' and next_at <= timestamptz '{build.now.isoformat()}'"
        yield f"select subject_id as {family.key} from marts.next_verdicts where {due}"


def _delete_changed(build: Build, family: Family) -> None:
    key, run = family.key, build.warehouse.run
    keys = f"(select {key} from changed_{family.name})"
    for table in family.tables:
        # where a row stands is known of some: finding it by its key would read the whole table once more
        located = f"rowid in (select row_id from recounted_{table} where {key} in {keys})"
        run(f"delete from {build.database}.{table} where {located if table in family.counted else f'{key} in {keys}'}")
    if not family.owes:
        return
    own = f"subject_type = '{family.owes.subject_type}' and subject_id in {keys}"
    run(f"delete from marts.next_verdicts where {own}")
    located = f"rowid in (select row_id from recounted_obligations where {own})"
    run(f"delete from marts.obligations where {located if family.counted else own}")


def _insert_changed(build: Build, family: Family) -> None:
    changed = f"changed_{family.name}"
    rows = int(str(build.warehouse.value(f"select coalesce(max(rowid) + 1, 0) from {changed}")))
    for first in range(0, rows, _AT_ONCE):
        build.warehouse.run(
            f"create or replace temp table batch as select {family.key} from {changed} where rowid between ? and ?",
            [first, first + _AT_ONCE - 1],
        )
        for table in family.tables:
            query = sql_query(f"{family.subject}/{build.database}/{table}")
            build.warehouse.run(
                f"insert into {build.database}.{table} by name select * from ({query}\n) order by {family.key}"
            )
        if family.owes:
            _insert_owed(build, family, family.owes)


def _insert_owed(build: Build, family: Family, owes: Owes) -> None:
    warehouse = build.warehouse
    owed = owes.owed(warehouse.frame_of(f"{family.subject}/marts/obligation_inputs"), build.now)
    with warehouse.lending("obligations_built", judged(owed, build.now)):
        # seconds: half of the analysts' tools cannot read an interval
        warehouse.run(
            "insert into marts.obligations by name "
            "select * replace (epoch(late_by)::bigint as late_by) from obligations_built order by subject_id"
        )
    ahead = next_verdicts(owed, build.now)
    if ahead.height:
        with warehouse.lending("verdicts_ahead", ahead):
            warehouse.run("insert into marts.next_verdicts by name from verdicts_ahead")
