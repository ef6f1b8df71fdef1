"""Brings the operations database to the schema this version of Vigie knows, forwards only, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from sqlalchemy import Connection, func, insert, inspect, select

from etl.store.ops.errors import OpsTooNew
from etl.store.ops.schema import follow_up, ops_metadata, presence, saved_view, schema_version, threshold_edit

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


MIGRATIONS: Final[Sequence[Migration]] = (_create_tables, _add_threshold_edits, _add_follow_ups, _add_working_together)
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
