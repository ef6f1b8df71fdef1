"""Who may read what under home (design section 4): its owner alone, and the analysts' group the one file made for them.

Files are created with their mode, so that there is no moment in which they are open; a home that an older version left
open is closed at the next start.
"""

import grp
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import structlog

from etl.store.errors import StoreError
from etl.store.places import Places

log = structlog.get_logger()

PRIVATE_FOLDER: Final = 0o700
PRIVATE_FILE: Final = 0o600
WRITTEN_ONCE: Final = 0o400
"""A snapshot is never changed, not even by its owner: a client that forgets to ask for read-only is refused."""
GROUPS_FILE: Final = 0o440

_TREES: Final = ("building", "snapshots", "analytics", "logs", "blobs")
_FILES: Final = ("work.duckdb*", "ops.sqlite*", "current.json", ".current.json.*", "worker.lock", "sql_history")
"""Only what is ours by name: somebody may have pointed VIGIE_HOME at a folder that holds other things, too."""


@dataclass(frozen=True)
class OpenPath:
    """A file or folder that other accounts of this machine can reach: its mode, and the one it should have."""

    path: Path
    mode: int
    wanted: int

    def __str__(self) -> str:
        return f"{self.path} ({self.mode:04o} instead of {self.mode & self.wanted:04o})"


def keep_private() -> None:
    """From now on this process makes files for its owner only.

    The one way to reach what libraries make by themselves: DuckDB's log beside its file, what it spills, and SQLite's.
    """
    os.umask(0o077)


def make_private(path: Path) -> Path:
    """Create `path` as an empty file of its owner's, where a library would create it open; close one that exists."""
    descriptor = os.open(path, os.O_CREAT | os.O_WRONLY, PRIVATE_FILE)
    try:
        if (mode := stat.S_IMODE(os.fstat(descriptor).st_mode)) & 0o077:
            os.fchmod(descriptor, mode & PRIVATE_FILE)
    except PermissionError:
        pass  # another account's, and open to us: `vigie doctor` names it
    finally:
        os.close(descriptor)
    return path


def make_home(places: Places) -> Places:
    """Create the folders that are missing and close what stands open; what was open is logged, once: it no longer is.

    Raises `StoreError` when home is a folder shared by everybody, like /tmp, or the analysts' group cannot be used.
    """
    places.make()
    close_home(places)
    return places


def close_home(places: Places) -> None:
    """Close what stands open under a home that exists; see `make_home`."""
    if not places.home.is_dir():
        return
    if places.home.stat().st_mode & stat.S_ISVTX:
        raise StoreError(f"{places.home} is shared by every account: set VIGIE_HOME to a folder of its own.")
    opened = list(open_paths(places))
    for one in opened:
        _close(one)
    if opened:
        log.warning("home.closed", home=str(places.home), count=len(opened), first=str(opened[0]))
    if places.analysts_group:
        _open_to_analysts(places)


def open_paths(places: Places) -> Iterator[OpenPath]:
    """What other accounts can reach and should not, home first. What vanishes meanwhile is passed over."""
    for path, wanted in _wanted_modes(places):
        try:
            status = path.stat() if path == places.home else path.lstat()
        except FileNotFoundError:
            continue
        mode = stat.S_IMODE(status.st_mode)
        if not stat.S_ISLNK(status.st_mode) and mode & ~wanted:
            yield OpenPath(path, mode, wanted)


def hand_to_analysts(path: Path, places: Places) -> None:
    """Make `path` the analysts' group's. Raises `StoreError` when there is no such group, or we are no member of it."""
    name = places.analysts_group
    try:
        os.chown(path, -1, grp.getgrnam(name).gr_gid)
    except KeyError:
        raise StoreError(
            f"VIGIE_ANALYSTS_GROUP: this machine has no group '{name}'. Create it (`sudo groupadd {name}`) or correct "
            "the name."
        ) from None
    except PermissionError:
        raise StoreError(
            f"VIGIE_ANALYSTS_GROUP: {path} cannot be given to the group '{name}'. The account that runs Vigie has to "
            f"own it and to be a member of the group (`sudo usermod -aG {name} ACCOUNT`, then log in again)."
        ) from None


def _open_to_analysts(places: Places) -> None:
    modes = [(places.home, 0o710), (places.analytics.parent, 0o750), (places.analytics, GROUPS_FILE)]
    for path, mode in modes:
        if path.exists():
            hand_to_analysts(path, places)
            path.chmod(mode)


def _wanted_modes(places: Places) -> Iterator[tuple[Path, int]]:
    """Everything of ours under home with the widest mode it may have."""
    has_group = bool(places.analysts_group)
    yield places.home, 0o710 if has_group else PRIVATE_FOLDER
    for pattern in _FILES:
        yield from ((path, PRIVATE_FILE) for path in places.home.glob(pattern))
    for tree in _TREES:
        root = places.home / tree
        yield root, 0o750 if has_group and root == places.analytics.parent else PRIVATE_FOLDER
        for path in root.rglob("*"):
            is_analysts = has_group and path == places.analytics
            yield path, GROUPS_FILE if is_analysts else PRIVATE_FOLDER if path.is_dir() else PRIVATE_FILE


def _close(one: OpenPath) -> None:
    try:
        one.path.chmod(one.mode & one.wanted)
    except FileNotFoundError:
        return  # a passing copy that a publish has just renamed
    except PermissionError:  # another account's: everything else is closed all the same, `vigie doctor` names this one
        log.warning("home.not_ours", path=str(one))
