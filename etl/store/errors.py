"""What can go wrong with the warehouse and the snapshots (the ops store has its own tree in `ops_errors`).

StoreError
├── WarehouseBusy        another process holds the warehouse; `holder_pid` when the lock says which
├── WarehouseDamaged     work.duckdb cannot be read
├── DiskFull             no room to write
├── FamiliesUnordered    the registry of marts cannot be built in any order
├── NothingReadYet       a new warehouse may not replace what was published before; it has read nothing
├── GateFailed           the quality gate kept the previous snapshot; `failures` says why
├── SnapshotMissing      nothing has been published yet
├── SnapshotOlder        published by an older version of Vigie, to be built anew
├── SnapshotNewer        published by a newer version of Vigie than this one
└── SnapshotDamaged      the published file cannot be read
"""

from pathlib import Path
from shlex import quote


def moving(file: Path, folder: Path) -> str:
    """The command that moves a database away with the logs beside it, to be pasted into a shell."""
    return f"mkdir -p {quote(str(folder))} && mv {quote(str(file))}* {quote(str(folder))}/"


class StoreError(Exception):
    """Base of all errors of this layer."""


class WarehouseBusy(StoreError):
    """Another process holds the warehouse."""

    def __init__(self, message: str, holder_pid: int | None = None) -> None:
        super().__init__(message)
        self.holder_pid = holder_pid


class WarehouseDamaged(StoreError):
    """The warehouse file cannot be read."""


class DiskFull(StoreError):
    """There is no room to write."""


class FamiliesUnordered(StoreError):
    """Families of marts follow each other in a circle, or follow one that is not there: a mistake in the registry."""


class GateFailed(StoreError):
    """A quality check failed: the previous snapshot stays. `failures` maps the check's name to its failing rows."""

    def __init__(self, failures: dict[str, int]) -> None:
        names = ", ".join(f"{name} ({rows})" for name, rows in failures.items())
        super().__init__(
            f"Quality gate failed, the previous snapshot stays: {names}. Stop the worker, remove the folder building "
            "under VIGIE_HOME and start the worker again: it is built anew, nothing is lost. If the gate fails again, "
            "the queries of these names in the folders `checks` of etl/store/sql show the rows: report them."
        )
        self.failures = failures


class NothingReadYet(StoreError):
    """A new warehouse may not replace what was published before: it has read nothing."""


class SnapshotMissing(StoreError):
    """Nothing has been published yet."""


class SnapshotOlder(StoreError):
    """What is published follows an older contract: it is being rebuilt, and not queried until then."""


class SnapshotNewer(StoreError):
    """What is published follows a contract that this version does not know."""


class SnapshotDamaged(StoreError):
    """The published file cannot be read."""
