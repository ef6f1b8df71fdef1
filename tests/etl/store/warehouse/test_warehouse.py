"""A warehouse that is busy, damaged or out of room says so in a sentence with a remedy, and loses nothing."""

import errno
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from etl.actions.orders.approve_order import APPROVE_ORDER
from etl.actions.outbox.asking import enqueue
from etl.store.errors import DiskFull, StoreError, WarehouseBusy, WarehouseDamaged
from etl.store.places import Places
from etl.store.snapshots.snapshots import open_snapshot
from etl.store.warehouse.damage import examine_worker_files
from etl.store.warehouse.warehouse import open_warehouse, translated_errors

HOLDER = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1])
print("held", flush=True)
sys.stdin.read()
"""


def test_a_busy_warehouse_names_the_process_that_holds_it(tmp_path: Path) -> None:
    places = Places(tmp_path).make()
    command = [sys.executable, "-c", HOLDER, str(places.work)]
    holder = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(WarehouseBusy, match=f"work.duckdb is busy, held by process {holder.pid}") as busy:
            open_warehouse(places)
        assert busy.value.holder_pid == holder.pid
    finally:
        holder.communicate()
    open_warehouse(places).close()


def damaged(path: Path, how: str) -> None:
    content = path.read_bytes()
    if how == "replaced":
        path.write_bytes(b"this is no database" * 1000)
    elif how == "cut":
        path.write_bytes(content[: len(content) // 2])
    else:
        path.write_bytes(content[:12288] + bytes(len(content) - 12288))


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory, shelf_at: Any, order: Any) -> Path:
    """A home with 200 orders and an action, published once."""
    home: Path = tmp_path_factory.mktemp("published") / "home"
    former = shelf_at(home)
    former.land(*(order(f"O{n}") for n in range(200)))
    enqueue(former.ops, APPROVE_ORDER, "O1", {}, requested_by="ana", hold=timedelta(0), now=former.now)
    former.publish()
    former.close()
    return home


def read_and_publish(shelf_at: Any, order: Any, home: Path, day: str = "2026-11-22") -> None:
    shelf = shelf_at(home)
    try:
        shelf.run_id = int(shelf.warehouse.value("select coalesce(max(run_id), 0) from core.sync_runs"))
        shelf.land(*(order(f"O{n}", updatedAt=f"{day}T10:00:00Z") for n in range(200)))
        shelf.publish()
    finally:
        shelf.close()


def written_in(ops: Path) -> list[str]:
    with closing(sqlite3.connect(ops)) as connection:
        return list(connection.iterdump())


def follow(words: str) -> None:
    """Run the command that the advice gives in brackets, as a person would paste it."""
    command = re.search(r"\((mkdir .*?)\)", words)
    assert command, words
    subprocess.run(["/bin/sh", "-c", command.group(1)], check=True)


@pytest.mark.parametrize(
    ("which", "how"),
    [
        *(("work", how) for how in ("replaced", "cut", "blocks zeroed")),
        ("marts_building", "cut"),
        # the same cure as for the other one: marts are made anew from the warehouse
        *(pytest.param("marts_building", how, marks=pytest.mark.slow) for how in ("replaced", "blocks zeroed")),
        *(
            pytest.param("private_building", how, marks=pytest.mark.slow)
            for how in ("replaced", "cut", "blocks zeroed")
        ),
    ],
)
def test_the_advice_for_a_damaged_file_mends_it_and_loses_no_action(
    published: Path, shelf_at: Any, order: Any, which: str, how: str
) -> None:
    home = Path(shutil.copytree(published, published.with_name(f"{which}'s home, {how}")))
    places = Places(home)
    before = written_in(home / "ops.sqlite")
    damaged(getattr(places, which), how)
    with pytest.raises(WarehouseDamaged, match=r"Stop the worker") as damage:
        read_and_publish(shelf_at, order, home)
    words = str(damage.value)
    if "run `vigie doctor`" in words:
        with pytest.raises(WarehouseDamaged) as found:
            examine_worker_files(places)
        words = str(found.value)
    assert str(getattr(places, which)) in words
    assert "Durand" not in words
    with open_snapshot(home).connect() as snapshot:
        assert snapshot.sql("select count(*) from orders").fetchall() == [(200,)]
    follow(words)
    read_and_publish(shelf_at, order, home)
    examine_worker_files(places)
    with open_snapshot(home).connect() as snapshot:
        assert snapshot.sql("select count(*) from orders").fetchall() == [(200,)]
        assert snapshot.sql("select target, state from actions").fetchall() == [("O1", "queued")]
    assert written_in(home / "ops.sqlite") == before


def test_a_table_that_was_dropped_is_damage_and_one_of_an_update_is_not(tmp_path: Path, published: Path) -> None:
    places = Places(Path(shutil.copytree(published, tmp_path / "home")))
    with duckdb.connect(str(places.work)) as connection:
        connection.execute("drop table core.order_counts")
        connection.execute("delete from core.tables_made where name = 'core.order_counts'")
    open_warehouse(places).close()
    with duckdb.connect(str(places.work)) as connection:
        connection.execute("drop table core.orders")
    for look in (open_warehouse, examine_worker_files):
        with pytest.raises(WarehouseDamaged, match=r"work\.duckdb lacks the table core\.orders\. Stop the worker"):
            look(places)


def test_a_database_of_another_program_is_refused_untouched(tmp_path: Path) -> None:
    places = Places(tmp_path).make()
    with duckdb.connect(str(places.work)) as connection:
        connection.execute("create table customers (name varchar)")
    before = places.work.read_bytes()
    with pytest.raises(StoreError, match=r"work\.duckdb is a database of another program.*set VIGIE_HOME") as refused:
        open_warehouse(places)
    assert places.work.read_bytes() == before
    follow(str(refused.value))
    open_warehouse(places).close()
    assert (tmp_path / "damaged" / "work.duckdb").read_bytes() == before


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "is empty"), (bytes(9_000), "holds zeros"), (b"SQLite format 3\0" + bytes(99), "is a SQLite database")],
)
def test_what_is_no_duckdb_database_is_refused_before_duckdb_sees_it(
    tmp_path: Path, content: bytes, words: str
) -> None:
    places = Places(tmp_path).make()
    places.work.write_bytes(content)
    with pytest.raises(WarehouseDamaged, match=rf"work\.duckdb {words}\."):
        open_warehouse(places)


def test_a_backup_put_in_place_of_the_warehouse_is_built_anew(
    tmp_path: Path, published: Path, shelf_at: Any, order: Any
) -> None:
    home = Path(shutil.copytree(published, tmp_path / "home"))
    backup = Path(shutil.copy(home / "work.duckdb", tmp_path / "backup.duckdb"))
    read_and_publish(shelf_at, order, home)
    shutil.copy(backup, home / "work.duckdb")
    read_and_publish(shelf_at, order, home, day="2026-11-23")
    with open_snapshot(home).connect() as snapshot:
        assert snapshot.sql("select distinct updated_at::date::varchar from orders").fetchall() == [("2026-11-23",)]


def test_a_home_that_is_a_file_is_no_damage(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file")
    with pytest.raises(StoreError, match=r"cannot be used: .*Check VIGIE_HOME") as trouble:
        open_warehouse(Places(tmp_path / "home"))
    assert type(trouble.value) is StoreError


FULL_DISK = """
import importlib.util, resource, signal, sys
from pathlib import Path
from etl.store.errors import DiskFull
from etl.store.snapshots.snapshots import open_snapshot
spec = importlib.util.spec_from_file_location("shelves", sys.argv[1])
shelves = importlib.util.module_from_spec(spec)
spec.loader.exec_module(shelves)
home = Path(sys.argv[2])
shelf = shelves.Shelf(home)
shelf.land(*(shelves.an_order(f"O{n}") for n in range(20)))
shelf.publish()
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
unlimited = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (250_000, unlimited[1]))
for attempt in range(2):
    for step in (lambda: shelf.land(*(shelves.an_order(f"P{n}") for n in range(3000))), shelf.publish):
        try:
            step()
        except DiskFull as full:
            print("full:", full)
print("version", open_snapshot(home).version)
resource.setrlimit(resource.RLIMIT_FSIZE, unlimited)
shelf.warehouse.reopen()
print("kept", shelf.rows("select count(*) from core.orders"))
shelf.land(shelves.an_order("O20"))
shelf.publish()
snapshot = open_snapshot(home)
connection = snapshot.connect()
print("version", snapshot.version, connection.sql("select count(*) from orders").fetchall())
connection.close()
shelf.close()
"""


def test_a_full_disk_keeps_the_snapshot_and_what_was_committed_and_is_left_behind_once_there_is_room(
    tmp_path: Path,
) -> None:
    command = [sys.executable, "-c", FULL_DISK, str(Path(__file__).parents[1] / "conftest.py"), str(tmp_path / "home")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len([line for line in lines if line.startswith("full: No room")]) == 4
    assert lines[-3:] == ["version 1", "kept [(20,)]", "version 2 [(21,)]"]


def test_what_the_file_system_says_in_its_own_words_is_a_full_disk(tmp_path: Path, shelf: Any) -> None:
    for number in (errno.ENOSPC, errno.EDQUOT):
        with pytest.raises(DiskFull, match="nothing that was committed is lost"), translated_errors(shelf.places):
            raise OSError(number, "no")


def test_a_file_of_ours_that_is_missing_is_no_matter_of_the_home(shelf: Any) -> None:
    for use in (shelf.warehouse.run_file, shelf.warehouse.frame_of):
        with pytest.raises(FileNotFoundError, match=r"nowhere\.sql"):
            use("orders/core/nowhere")
    with pytest.raises(FileNotFoundError), translated_errors(shelf.places):
        (Path(__file__).parent / "nowhere").read_text()
    with pytest.raises(StoreError, match="Check VIGIE_HOME"), translated_errors(shelf.places):
        (shelf.places.home / "nowhere").read_text()
