"""What can go wrong with the operations database, in one tree.

OpsError
├── OpsBusy        another process held the write lock for longer than the busy timeout
├── OpsFull        no space left on the disk that holds it
├── OpsTooNew      the file was written by a newer Vigie
└── OpsUnusable    it cannot be opened, read or written: damaged, missing folder, no permission
"""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError


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
    words = str(error.orig)
    if "locked" in words or "busy" in words:
        return OpsBusy(f"The operations database {database} is busy: {words}. Nothing was written; try again.")
    if "full" in words:
        return OpsFull(f"The disk that holds {database} is full. Nothing was written; free some space and try again.")
    return OpsUnusable(
        f"The operations database {database} cannot be used: {words}. "
        "Check that its folder exists and is writable; `vigie doctor` says more."
    )
