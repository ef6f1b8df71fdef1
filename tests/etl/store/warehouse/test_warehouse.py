"""A warehouse that is busy, damaged or out of room says so in a sentence with a remedy, and loses nothing."""

import errno
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from etl.store.errors import DiskFull, StoreError, WarehouseBusy, WarehouseDamaged
from etl.store.places import Places
from etl.store.snapshots.snapshots import open_snapshot
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
    elif how == "emptied":
        path.write_bytes(b"")
    else:
        path.write_bytes(content[:12288] + bytes(len(content) - 12288))


@pytest.mark.parametrize("how", ["replaced", "cut", "emptied", "blocks zeroed"])
@pytest.mark.parametrize("which", ["work", "marts_building", "private_building"])
def test_a_damaged_file_is_named_with_the_way_out(
    tmp_path: Path, shelf_at: Any, order: Any, which: str, how: str
) -> None:
    former = shelf_at(tmp_path / "home")
    former.land(*(order(f"O{n}") for n in range(200)))
    former.publish()
    former.close()
    damaged(getattr(former.places, which), how)

    def use() -> None:
        shelf = shelf_at(tmp_path / "home")
        try:
            shelf.run_id = 7
            shelf.land(*(order(f"O{n}", updatedAt="2026-11-22T10:00:00Z") for n in range(200)))
            shelf.publish()
        finally:
            shelf.close()

    with pytest.raises(WarehouseDamaged, match=r"cannot be read .*Move them away and start again") as damage:
        use()
    assert "Durand" not in str(damage.value)
    snapshot = open_snapshot(tmp_path / "home").connect()
    assert snapshot.sql("select count(*) from orders").fetchall() == [(200,)]
    snapshot.close()


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
