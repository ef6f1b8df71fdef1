"""Publishes the marts as immutable snapshots, and opens the newest one.

A snapshot is two files under names of their own: the marts, and beside them what only the app may see. A file that is
replaced under an open path would stay stale inside a process; a new name cannot. The analysts' file is a byte-for-byte
copy of the marts: what a page shows and what SQL answers cannot differ.
"""

import errno
import json
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import duckdb

from etl.store.contract import MARTS_CONTRACT, UNNUMBERED, refuse_other_contract
from etl.store.errors import DiskFull, SnapshotDamaged, SnapshotMissing
from etl.store.inspection import foreign_words
from etl.store.places import Places
from etl.store.privacy import GROUPS_FILE, PRIVATE_FILE, WRITTEN_ONCE, hand_to_analysts, make_private
from etl.store.warehouse.warehouse import Warehouse, quoted

KEPT: Final = 5
"""How many snapshots stay: a page that began with one may finish with it."""

_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@dataclass(frozen=True)
class Snapshot:
    """One published state: `version` rises by one each time and keys every cache; `published_at` is UTC."""

    version: int
    published_at: datetime
    marts: Path
    private: Path

    def connect(self) -> duckdb.DuckDBPyConnection:
        """A read-only connection of its own on the marts, with `private` attached. Close it after use.

        Raises `SnapshotDamaged` when the files cannot be read.
        """
        for path in (self.marts, self.private):
            refuse_foreign(path)
        try:
            connection = duckdb.connect(str(self.marts), read_only=True)
        except duckdb.Error as error:
            raise _damaged(self.marts, error) from error
        try:
            connection.execute("set timezone = 'UTC'")
            # DuckDB has one instance per file in a process: another connection may have attached it already.
            connection.execute(f"attach if not exists {quoted(self.private)} as private (read_only)")
        except duckdb.Error as error:
            connection.close()
            raise _damaged(self.private, error) from error
        return connection


def publish_snapshot(warehouse: Warehouse, now: datetime) -> Snapshot:
    """Copy the built marts out as the next snapshot and as the analysts' file; readers are never disturbed.

    Raises `DiskFull`, and then the previous snapshot stays.
    """
    places = warehouse.places
    _drop_halves(places)
    warehouse.run("checkpoint marts")
    warehouse.run("checkpoint private")
    version = 1 + max((number for _, number in _published_files(places)), default=0)
    snapshot = Snapshot(
        version, now, places.snapshots / f"{version:06d}.duckdb", places.snapshots / f"{version:06d}.private.duckdb"
    )
    try:
        _copy_all(
            places,
            (places.private_building, snapshot.private, PRIVATE_FILE),
            (places.marts_building, snapshot.marts, WRITTEN_ONCE),
            (places.marts_building, places.analytics, GROUPS_FILE if places.analysts_group else WRITTEN_ONCE),
        )
        # Last: whoever reads the pointer finds whole files behind it, also when we are killed here.
        _point_to(places, snapshot)
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise DiskFull(
                f"No room to publish under {places.home}: free some; the previous snapshot stays."
            ) from error
        raise
    _drop_old(places, version)
    return snapshot


def open_snapshot(home: Path) -> Snapshot:
    """The newest snapshot. Raises `SnapshotMissing` before the first publish, `SnapshotDamaged` when unreadable.

    One that another version of Vigie wrote by another contract is not opened: `SnapshotOlder`, `SnapshotNewer`.
    """
    places = Places(home)
    try:
        content = json.loads(places.current.read_text(encoding="utf-8"))
        contract = int(content.get("contract", UNNUMBERED))
        snapshot = Snapshot(
            int(content["version"]),
            datetime.fromisoformat(content["published_at"]),
            places.snapshots / content["file"],
            places.snapshots / content["private_file"],
        )
    except FileNotFoundError:
        raise SnapshotMissing(
            f"Nothing has been published under {home} yet: start the worker with `vigie worker`, "
            "or everything with `make run`."
        ) from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _damaged(places.current, error) from error
    refuse_other_contract(contract)
    if not snapshot.marts.exists():
        raise _damaged(snapshot.marts, FileNotFoundError("the file is gone"))
    return snapshot


def refuse_foreign(path: Path) -> None:
    """Raise `SnapshotDamaged` for a published file that is missing or no DuckDB database, before DuckDB opens it."""
    try:
        words = foreign_words(path)
    except OSError as error:
        raise _damaged(path, error) from error
    if words is not None:
        raise _damaged(path, ValueError(f"it {words}"))


def _damaged(path: Path, error: Exception) -> SnapshotDamaged:
    reason = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
    return SnapshotDamaged(
        f"The snapshot file {path.name} cannot be read ({reason}). "
        "Run `vigie publish` to write a new one; no data is lost."
    )


def _published_files(places: Places) -> list[tuple[Path, int]]:
    """Every file of every snapshot with its version: the number before the first dot, six figures long or longer."""
    named = [(path, path.name.split(".")[0]) for path in places.snapshots.glob("[0-9]*.duckdb")]
    return [(path, int(number)) for path, number in named if number.isdecimal()]


def _copy_all(places: Places, *copies: tuple[Path, Path, int]) -> None:
    """At once: the kernel copies, and a large file takes longer than all checks together."""
    with ThreadPoolExecutor(len(copies)) as copiers:
        for copied in [copiers.submit(_copy, places, *copy) for copy in copies]:
            copied.result()


def _copy(places: Places, source: Path, target: Path, mode: int) -> None:
    """Copy under a passing name, then rename: nobody ever sees half a file, nor one that is not for them."""
    passing = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        shutil.copyfile(source, make_private(passing))
        if mode == GROUPS_FILE:
            hand_to_analysts(passing, places)
        passing.chmod(mode)
        passing.replace(target)
    finally:
        passing.unlink(missing_ok=True)


def _point_to(places: Places, snapshot: Snapshot) -> None:
    content = {
        "contract": MARTS_CONTRACT,
        "version": snapshot.version,
        "file": snapshot.marts.name,
        "private_file": snapshot.private.name,
        "published_at": snapshot.published_at.isoformat(),
    }
    passing = places.current.with_name(f".{places.current.name}.{os.getpid()}")
    make_private(passing).write_text(json.dumps(content), encoding="utf-8")
    passing.replace(places.current)


def _drop_halves(places: Places) -> None:
    """Remove the copies that a killed publish has left half made."""
    for folder in (places.home, places.snapshots, places.analytics.parent):
        for pattern in (".*.duckdb.[0-9]*", ".current.json.[0-9]*"):
            for path in folder.glob(pattern):
                path.unlink(missing_ok=True)


def _drop_old(places: Places, version: int) -> None:
    for path, its_version in _published_files(places):
        if its_version <= version - KEPT:
            path.unlink(missing_ok=True)
