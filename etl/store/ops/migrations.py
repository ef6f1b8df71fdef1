"""Brings the operations database to the schema this version of Vigie knows, forwards only, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from sqlalchemy import Column, Connection, Table, func, insert, inspect, select, text
from sqlalchemy.schema import CreateColumn

from etl.store.ops.errors import OpsTooNew
from etl.store.ops.schema import (
    action,
    action_once,
    attempt,
    event_log,
    follow_up,
    local_event,
    local_state,
    ops_metadata,
    presence,
    saved_view,
    schema_version,
    threshold_edit,
)

Migration = Callable[[Connection], None]


def _create_tables(connection: Connection) -> None:
    ops_metadata.create_all(connection, tables=[t for t in ops_metadata.sorted_tables if t is not schema_version])


def _add_threshold_edits(connection: Connection) -> None:
    # The first step makes all tables there are, in a new database this one too.
    threshold_edit.create(connection, checkfirst=True)


def _add_follow_ups(connection: Connection) -> None:
    follow_up.create(connection, checkfirst=True)


def _add_working_together(connection: Connection) -> None:
    for table in (presence, saved_view):
        table.create(connection, checkfirst=True)


def _add_subjects(connection: Connection) -> None:
    for table, names in ((action, ("subject_type", "once_key")), (presence, ("subject_type",))):
        _add_columns(connection, table, names)
    # Every kind of action there was up to here: changes of listings, all others of orders.
    connection.execute(text("update action set subject_type = 'offer' where kind = 'update_offer'"))
    connection.execute(text("update action set subject_type = 'order' where kind <> 'update_offer'"))
    connection.execute(text("update presence set subject_type = 'order'"))
    _widen(connection, action.c.target)
    _widen(connection, presence.c.subject)
    action_once.create(connection, checkfirst=True)


def _add_notes_as_codes(connection: Connection) -> None:
    _add_columns(connection, action, ("result_code", "result_arguments"))
    for table in (attempt, event_log):
        _add_columns(connection, table, ("code", "arguments"))


def _add_local_events(connection: Connection) -> None:
    for table in (local_event, local_state):
        table.create(connection, checkfirst=True)
    _take_over_follow_ups(connection)


def _take_over_follow_ups(connection: Connection) -> None:
    """Every wish ever written becomes events; the old table stays as it is and is not read again."""
    found = connection.execute(select(follow_up).order_by(follow_up.c.wished_at, follow_up.c.follow_up_id)).all()
    told = [(row.wished_at, row.follow_up_id, "wished", row.wished_by, row) for row in found]
    ended = [row for row in found if row.withdrawn_at is not None]
    told += [(row.withdrawn_at, row.follow_up_id, "withdrawn", row.withdrawn_by, row) for row in ended]
    states: dict[str, dict[str, Any]] = {}
    for at, _number, code, actor, row in sorted(told, key=lambda one: one[:2]):
        subject = {"topic": "follow_up", "subject_type": "order", "subject_id": row.order_id}
        event = {**subject, "code": code, "data": {"kind": row.kind}, "at": at, "actor": actor}
        event_id = connection.execute(insert(local_event).values(event).returning(local_event.c.event_id)).scalar_one()
        wishes = dict((states.get(row.order_id) or {}).get("state") or {})
        if code == "wished":
            wishes[row.kind] = {"by": actor, "at": at.isoformat()}
        else:
            wishes.pop(row.kind, None)
        stands = {"state": wishes or None, "event_id": event_id, "changed_at": at, "changed_by": actor}
        states[row.order_id] = {**subject, **stands}
    if states:
        connection.execute(insert(local_state), list(states.values()))


def _add_columns(connection: Connection, table: Table, names: Sequence[str]) -> None:
    """Add columns that a new database has already; nullable or with a default, as a filled table needs them."""
    known = {column["name"] for column in inspect(connection).get_columns(table.name)}
    for name in names:
        if name not in known:
            column = CreateColumn(table.c[name]).compile(connection)
            connection.execute(text(f"alter table {table.name} add column {column}"))


def _widen(connection: Connection, column: Column[str]) -> None:
    if connection.dialect.name != "sqlite":  # which knows no lengths
        kind = column.type.compile(connection.dialect)
        connection.execute(text(f"alter table {column.table.name} alter column {column.name} type {kind}"))


MIGRATIONS: Final[Sequence[Migration]] = (
    _create_tables,
    _add_threshold_edits,
    _add_follow_ups,
    _add_working_together,
    _add_subjects,
    _add_notes_as_codes,
    _add_local_events,
)
"""Step n (from 1) brings schema version n - 1 to version n. Append; never edit a step that was released."""


def applied_version(connection: Connection) -> int:
    """Answer the schema version of the database, 0 for an empty one."""
    if not inspect(connection).has_table(schema_version.name):
        return 0
    return connection.execute(select(func.max(schema_version.c.version))).scalar() or 0


def migrate(connection: Connection, migrations: Sequence[Migration] = MIGRATIONS) -> int:
    """Apply the steps that are missing and answer the version reached; `OpsTooNew` when the database is ahead."""
    version = applied_version(connection)
    if version > len(migrations):
        raise OpsTooNew(
            f"The operations database has schema {version}, this Vigie knows up to {len(migrations)}. "
            "It was written by a newer version: start that one, or restore the backup made before the update."
        )
    schema_version.create(connection, checkfirst=True)
    for number, step in enumerate(migrations[version:], start=version + 1):
        step(connection)
        connection.execute(insert(schema_version).values(version=number))
    return len(migrations)
