"""What can go wrong with the operations database, in one tree.

OpsError
├── OpsBusy        another process held the write lock for longer than the busy timeout
├── OpsFull        no space left on the disk that holds it
├── OpsTooNew      the file was written by a newer Vigie
└── OpsUnusable    it cannot be opened, read or written: damaged, missing folder, no permission
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.exc import DBAPIError

from etl.store.errors import moving


class OpsError(Exception):
    """The operations database (actions, audit, settings) could not be used."""


class OpsBusy(OpsError):
    """Another process held the write lock for longer than the busy timeout; nothing was written."""


class OpsFull(OpsError):
    """The disk is full; nothing was written."""


class OpsTooNew(OpsError):
    """The database has a schema that this version of Vigie does not know."""


class OpsUnusable(OpsError):
    """The database cannot be opened, read or written."""


def ops_error(error: DBAPIError, database: str) -> OpsError:
    """Say what a driver's error means for the operations database, and what to do about it."""
    words = str(error.orig).splitlines()[0] if str(error.orig) else type(error).__name__
    if "locked" in words or "busy" in words:
        return OpsBusy(f"The operations database {database} is busy: {words}. Nothing was written; try again.")
    if "full" in words:
        return OpsFull(f"The disk that holds {database} is full. Nothing was written; free some space and try again.")
    if any(sign in words for sign in _SIGNS_OF_DAMAGE):
        return damaged_ops(database, words)
    return OpsUnusable(
        f"The operations database {database} cannot be used: {words}. "
        "Check that its folder exists and is writable; `vigie doctor` says more."
    )


_SIGNS_OF_DAMAGE = (
    "not a database",
    "malformed",
    "no such table",
    "no such column",
    "has no column named",
    "unsupported file format",
    'relation "',
)
"""Of the file or its tables: SQLite's words, and those of PostgreSQL for a table that is gone."""


def damaged_ops(database: str, words: str) -> OpsUnusable:
    """The error for a database that is damaged, with the way out; every step is tried in a test."""
    if "://" in database:
        return OpsUnusable(f"The operations database {database} is damaged: {words}. Restore its last backup.")
    file = Path(database)
    return OpsUnusable(
        f"The operations database {database} is damaged: {words}. Stop the worker and the app, move it away "
        f"({moving(file, file.parent / 'damaged')}) and put your last backup in its place, or start without: "
        "a new one is made, and what the marketplace did is read from it. Keep the file: who asked for what "
        "stands in it, and what was not sent yet has to be asked for again."
    )
