"""What can go wrong with the warehouse and the snapshots (the ops store has its own tree in `ops_errors`).

StoreError
├── WarehouseBusy        another process holds the warehouse; `holder_pid` when the lock says which
├── WarehouseDamaged     work.duckdb cannot be read
├── DiskFull             no room to write
├── FamiliesUnordered    the registry of marts cannot be built in any order
├── GateFailed           the quality gate kept the previous snapshot; `failures` says why
├── SnapshotMissing      nothing has been published yet
├── SnapshotOlder        published by an older version of Vigie, to be built anew
├── SnapshotNewer        published by a newer version of Vigie than this one
└── SnapshotDamaged      the published file cannot be read
"""


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
            f"Quality gate failed, the previous snapshot stays: {names}. "
            "Each is a query in a folder `checks` of etl/store/sql."
        )
        self.failures = failures


class SnapshotMissing(StoreError):
    """Nothing has been published yet."""


class SnapshotOlder(StoreError):
    """What is published follows an older contract: it is being rebuilt, and not queried until then."""


class SnapshotNewer(StoreError):
    """What is published follows a contract that this version does not know."""


class SnapshotDamaged(StoreError):
    """The published file cannot be read."""
