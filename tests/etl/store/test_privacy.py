"""Personal data stays with its owner: seen by a second account of this machine where the tests may become one."""

from __future__ import annotations

import grp
import multiprocessing
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import structlog
from sqlalchemy import text

from etl.store.errors import StoreError
from etl.store.ops.database import open_ops, writing
from etl.store.places import Places
from etl.store.privacy import close_home, make_home, make_private, open_paths
from etl.store.snapshots.snapshots import publish_snapshot
from etl.store.warehouse.warehouse import open_warehouse

STRANGER = 65_534
NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another account")


@pytest.fixture
def crossing() -> Iterator[Path]:
    """A folder that every account can enter: what stops a stranger must be the home itself."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def open_umask() -> Iterator[None]:
    """The worst case: nothing is taken from the mode a program asks for."""
    before = os.umask(0)
    yield
    os.umask(before)


def filled_home(home: Path, group: str = "") -> Places:
    """A home with everything a running worker has: log of the warehouse, ops with its log, a snapshot, logs."""
    places = Places(home, group)
    with open_warehouse(places) as warehouse:
        warehouse.run("create table core.kept as select 1 as one")
        publish_snapshot(warehouse, NOW)
        warehouse.run("insert into core.kept values (2)")
        ops = open_ops(f"sqlite:///{places.home / 'ops.sqlite'}")
        with writing(ops) as connection:
            connection.execute(text("create table note (body text)"))
        (home / "logs").mkdir(mode=0o700)
        make_private(home / "logs" / "worker.log").write_text("an address")
        for path in (places.home / "work.duckdb.wal", places.home / "ops.sqlite-wal", places.home / "ops.sqlite-shm"):
            assert path.exists()
            assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
        ops.dispose()
    return places


def everything(home: Path) -> list[Path]:
    return [home, *home.rglob("*")]


def read_as(uid: int, gid: int, paths: list[Path]) -> list[str]:
    """The paths that another account can list or read, tried by a process that is that account."""
    results: Any = multiprocessing.get_context("fork").Queue()

    def attempt() -> None:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
        results.put([str(path) for path in paths if _is_readable(path)])

    child = multiprocessing.get_context("fork").Process(target=attempt)
    child.start()
    read: list[str] = results.get(timeout=20)
    child.join()
    return read


def _is_readable(path: Path) -> bool:
    try:
        return bool(os.listdir(path)) if path.is_dir() else bool(path.read_bytes())  # noqa: PTH208 - as ls does
    except OSError:
        return False


def test_whatever_the_umask_home_is_its_owners_alone(tmp_path: Path, open_umask: None) -> None:
    places = filled_home(tmp_path / "home")
    assert [str(one) for one in open_paths(places)] == []
    for path in everything(places.home):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_a_home_that_stood_open_is_closed_and_that_is_said_once(tmp_path: Path) -> None:
    places = filled_home(tmp_path / "home")
    for path in everything(places.home):
        path.chmod(0o755 if path.is_dir() else 0o644)
    foreign = tmp_path / "home" / "holidays.txt"
    foreign.write_text("somebody else's")
    foreign.chmod(0o644)
    opened = len(everything(places.home)) - 1
    with structlog.testing.capture_logs() as logs:
        make_home(places)
        make_home(places)
    assert [(entry["event"], entry["count"]) for entry in logs] == [("home.closed", opened)]
    assert stat.S_IMODE(places.home.stat().st_mode) == 0o700
    assert stat.S_IMODE(places.work.stat().st_mode) == 0o600
    assert stat.S_IMODE(foreign.stat().st_mode) == 0o644


def test_a_folder_shared_by_everybody_is_no_home(tmp_path: Path) -> None:
    tmp_path.chmod(0o1777)
    with pytest.raises(StoreError, match="set VIGIE_HOME to a folder of its own"):
        close_home(Places(tmp_path))
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o1777


def test_a_link_out_of_home_is_not_followed(tmp_path: Path) -> None:
    places = filled_home(tmp_path / "home")
    outside = tmp_path / "outside"
    outside.write_text("not ours")
    outside.chmod(0o644)
    (places.home / "logs" / "link").symlink_to(outside)
    close_home(places)
    assert stat.S_IMODE(outside.stat().st_mode) == 0o644


def test_an_unknown_group_is_named_with_its_remedy(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"no group 'no-such-group'.*groupadd no-such-group"):
        make_home(Places(tmp_path / "home", "no-such-group"))


@needs_root
def test_a_second_account_reads_nothing(crossing: Path, open_umask: None) -> None:
    places = filled_home(crossing / "home")
    paths = everything(places.home)
    assert read_as(STRANGER, STRANGER, paths) == []
    for path in paths:  # the other way round: left as an older version left it, all of it can be read
        path.chmod(0o755 if path.is_dir() else 0o644)
    assert str(places.home / "ops.sqlite") in read_as(STRANGER, STRANGER, paths)


@needs_root
def test_the_analysts_group_reads_its_file_and_nothing_else(crossing: Path, open_umask: None) -> None:
    group = next(one for one in grp.getgrall() if one.gr_gid not in {0, STRANGER})
    places = filled_home(crossing / "home", group.gr_name)
    paths = everything(places.home)
    assert read_as(STRANGER, group.gr_gid, paths) == [str(places.analytics.parent), str(places.analytics)]
    assert read_as(STRANGER, STRANGER, paths) == []
    shown = {path: (stat.S_IMODE(path.stat().st_mode), path.stat().st_gid) for path in paths}
    assert shown[places.home] == (0o710, group.gr_gid)
    assert shown[places.analytics.parent] == (0o750, group.gr_gid)
    assert shown[places.analytics] == (0o440, group.gr_gid)


@needs_root
def test_a_home_is_opened_to_the_group_and_closed_again_as_the_setting_says(crossing: Path) -> None:
    group = next(one for one in grp.getgrall() if one.gr_gid not in {0, STRANGER})
    places = filled_home(crossing / "home")
    make_home(Places(places.home, group.gr_name))
    assert read_as(STRANGER, group.gr_gid, [places.analytics]) == [str(places.analytics)]
    make_home(places)
    assert read_as(STRANGER, group.gr_gid, everything(places.home)) == []
