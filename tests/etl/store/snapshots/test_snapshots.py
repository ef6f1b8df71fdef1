"""Publishing: whole or not at all, never in a reader's way, and nothing personal in the analysts' file."""

import errno
import json
import os
import shutil
import stat
import threading
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import orjson
import pytest

from etl.store.contract import MARTS_CONTRACT
from etl.store.errors import DiskFull, GateFailed, SnapshotDamaged, SnapshotMissing, SnapshotNewer, SnapshotOlder
from etl.store.snapshots import snapshots
from etl.store.snapshots.snapshots import KEPT, open_snapshot
from etl.store.warehouse.warehouse import open_warehouse
from sandbox.marketplace.world import World, WorldPlan
from sandbox.orders.documents import OrderDocuments


def statuses(home: Path) -> list[tuple[Any, ...]]:
    connection = open_snapshot(home).connect()
    try:
        return connection.sql("select order_id, status from orders order by 1").fetchall()
    finally:
        connection.close()


def test_a_snapshot_holds_the_marts_and_beside_them_what_only_the_app_may_see(shelf: Any, order: Any) -> None:
    shelf.land(order())
    published = shelf.publish()
    opened = open_snapshot(shelf.places.home)
    assert (opened.version, opened.published_at) == (published.version, shelf.now) == (1, shelf.now)
    connection = opened.connect()
    assert connection.sql("select order_id, status from orders").fetchall() == [("O1", "InPreparation")]
    assert connection.sql("select first_name from private.addresses").fetchall() == [("Camille",)]
    with pytest.raises(duckdb.InvalidInputException, match="read-only"):
        connection.execute("delete from orders")
    connection.close()
    assert json.loads(shelf.places.current.read_text()) == {
        "contract": MARTS_CONTRACT,
        "version": 1,
        "file": "000001.duckdb",
        "private_file": "000001.private.duckdb",
        "published_at": shelf.now.isoformat(),
    }


def test_the_analysts_file_is_byte_for_byte_the_snapshot_and_nobody_may_write_it(shelf: Any, order: Any) -> None:
    shelf.land(order())
    published = shelf.publish()
    assert shelf.places.analytics.read_bytes() == published.marts.read_bytes()
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (shelf.places.analytics, published.marts, published.private)]
    assert modes == [0o400, 0o400, 0o600]


def test_a_reader_of_a_snapshot_keeps_it_while_newer_ones_come(shelf: Any, order: Any) -> None:
    shelf.land(order(status="Accepted"))
    shelf.publish()
    reader = open_snapshot(shelf.places.home).connect()
    shelf.land(order(status="Shipped", updatedAt="2026-11-21T10:00:30Z"))
    shelf.publish()
    assert reader.sql("select status from orders").fetchall() == [("Accepted",)]
    reader.close()
    assert statuses(shelf.places.home) == [("O1", "Shipped")]


def test_the_last_five_snapshots_are_kept(shelf: Any, order: Any) -> None:
    shelf.land(order())
    for _ in range(KEPT + 2):
        shelf.publish()
    names = sorted(path.name for path in shelf.places.snapshots.iterdir())
    assert names == sorted(f"{n:06d}{kind}.duckdb" for n in range(3, 8) for kind in ("", ".private"))


def test_before_the_first_publish_the_reader_is_told_what_to_start(tmp_path: Path) -> None:
    with pytest.raises(SnapshotMissing, match="start the worker with `vigie worker`"):
        open_snapshot(tmp_path)


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '"x"', '{"version": "one"}', "\x00\x01", "5"])
def test_a_damaged_pointer_is_damage_with_its_remedy(shelf: Any, order: Any, content: str) -> None:
    shelf.places.current.write_text(content)
    with pytest.raises(SnapshotDamaged, match=r"current.json cannot be read .*Run `vigie publish`"):
        open_snapshot(shelf.places.home)
    shelf.land(order())
    assert shelf.publish().version == 1
    assert statuses(shelf.places.home) == [("O1", "InPreparation")]


@pytest.mark.parametrize("which", ["marts", "private"])
@pytest.mark.parametrize("damage", [b"", b"not a database", None])
def test_a_damaged_snapshot_is_damage_with_its_remedy(shelf: Any, order: Any, which: str, damage: bytes | None) -> None:
    shelf.land(order())
    path: Path = getattr(shelf.publish(), which)
    path.unlink()
    if damage is not None:
        path.write_bytes(damage)
    with pytest.raises(SnapshotDamaged, match=rf"{path.name} cannot be read .*Run `vigie publish`"):
        open_snapshot(shelf.places.home).connect()
    shelf.publish()
    assert statuses(shelf.places.home) == [("O1", "InPreparation")]


def test_a_failing_gate_keeps_the_previous_snapshot(shelf: Any, order: Any) -> None:
    shelf.land(order(status="Accepted"))
    shelf.publish()
    shelf.land(order(status="Shipped", updatedAt="2026-11-21T10:00:30Z"))
    shelf.warehouse.run("delete from core.order_lines")
    with pytest.raises(GateFailed, match=r"the previous snapshot stays: every_order_is_built \(1\)"):
        shelf.publish()
    assert statuses(shelf.places.home) == [("O1", "Accepted")]
    assert open_snapshot(shelf.places.home).version == 1


@pytest.mark.parametrize("step", ["_copy_all", "_point_to"])
@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()])
def test_a_publish_that_breaks_off_leaves_the_old_snapshot_whole_and_the_next_succeeds(
    shelf: Any, order: Any, monkeypatch: pytest.MonkeyPatch, step: str, error: BaseException
) -> None:
    shelf.land(order(status="Accepted"))
    shelf.publish()
    shelf.land(order(status="Shipped", updatedAt="2026-11-21T10:00:30Z"))

    def break_off(*_: object) -> None:
        raise error

    with monkeypatch.context() as broken:
        broken.setattr(snapshots, step, break_off)
        with pytest.raises(DiskFull if isinstance(error, OSError) else KeyboardInterrupt):
            shelf.publish()
    assert statuses(shelf.places.home) == [("O1", "Accepted")]
    shelf.publish()
    assert statuses(shelf.places.home) == [("O1", "Shipped")]
    assert shelf.places.analytics.read_bytes() == open_snapshot(shelf.places.home).marts.read_bytes()


def test_halves_that_a_killed_publish_left_are_cleared_away(shelf: Any, order: Any) -> None:
    shelf.land(order())
    folders = (shelf.places.snapshots, shelf.places.analytics.parent, shelf.places.home)
    names = (".000001.duckdb.4711", ".marketplace.duckdb.4711", ".current.json.4711")
    halves = [folder / name for folder, name in zip(folders, names, strict=True)]
    for half in halves:
        half.write_bytes(b"half")
    shelf.publish()
    assert [half for half in halves if half.exists()] == []


def link_to_newest(file: Path, link: Path) -> None:
    """Link to what the name stands for now; a link to a file that is replaced in that very instant is refused."""
    while not link.exists():
        with suppress(FileNotFoundError):
            os.link(file, link)


def test_a_reader_of_the_analysts_file_never_errs_while_it_is_published(shelf: Any, order: Any) -> None:
    shelf.land(order("O0"))
    shelf.publish()
    stop, readings, troubles = threading.Event(), [], []

    def read() -> None:
        while not stop.wait(0.02):
            try:
                copy = shelf.places.home / f"opened-{len(readings)}.duckdb"
                link_to_newest(shelf.places.analytics, copy)  # one process would share the instance of an open path
                with duckdb.connect(str(copy), read_only=True) as connection:
                    readings.append(connection.sql("select count(*) from orders").fetchall()[0][0])
                copy.unlink()
            except Exception as error:
                troubles.append(error)
                return

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for n in range(1, 11):
            shelf.land(order(f"O{n}"))
            shelf.publish()
    finally:
        stop.set()
        reader.join(30)
    assert troubles == []
    assert readings == sorted(readings)
    assert len(readings) > 5
    assert open_snapshot(shelf.places.home).version == 11


PRIVATE_FIELDS = (
    *("firstName", "lastName", "companyName", "addressLine1", "addressLine2", "addressLine3", "pickupName"),
    *("phone", "email", "postalCode", "companyVatNumber"),
)


def private_values(document: Any) -> set[str]:
    """Every value under a private name anywhere in a document."""
    if isinstance(document, list):
        return {value for part in document for value in private_values(part)}
    if not isinstance(document, dict):
        return set()
    own = {str(value) for name, value in document.items() if name in PRIVATE_FIELDS and value}
    return own | {value for part in document.values() for value in private_values(part)}


def test_nothing_of_any_buyer_is_in_the_analysts_file(shelf: Any, page: Any) -> None:
    world = World(WorldPlan(orders=300, start=shelf.now, speed=0))
    documents: OrderDocuments = world.documents
    orders = orjson.loads(orjson.dumps(documents.render(range(300)), option=orjson.OPT_NAIVE_UTC | orjson.OPT_UTC_Z))
    orders[0]["lines"][0]["quantity"] = "odd"  # a reject keeps its record; the mart of rejects must not
    shelf.land_pages([page(*orders[n : n + 100]) for n in range(0, 300, 100)])
    shelf.publish()
    held = {value for value in private_values(orders) if len(value) > 3}
    assert len(held) > 300
    with duckdb.connect(str(shelf.places.analytics), read_only=True) as connection:
        tables = [name for (name,) in connection.sql("select table_name from duckdb_tables()").fetchall()]
        columns = {name for (name,) in connection.sql("select distinct column_name from duckdb_columns()").fetchall()}
        cells = {
            str(cell)
            for table in tables
            for row in connection.sql(f'select columns(*)::varchar from "{table}"').fetchall()
            for cell in row
            if table not in {"calendar", "dictionary"}
        }
    assert "orders" in tables
    assert not columns & {"first_name", "last_name", "phone", "email", "address_line_1", "postal_code", "payload"}
    assert len(cells) > 1000
    assert cells & held == set()
    long = [value for value in held if len(value) > 6]
    text = "\n".join(cells)
    assert [value for value in long if value in text] == []
    raw = shelf.places.analytics.read_bytes()
    assert [value for value in long if value.encode() in raw] == []


def test_versions_go_on_past_six_figures_and_old_ones_still_go(shelf: Any, order: Any) -> None:
    shelf.land(order())
    shelf.publish()
    for number in ("999996", "999999"):
        (shelf.places.snapshots / f"{number}.duckdb").write_bytes(b"")
        (shelf.places.snapshots / f"{number}.private.duckdb").write_bytes(b"")
    assert [shelf.publish().version for _ in range(2)] == [1_000_000, 1_000_001]
    assert open_snapshot(shelf.places.home).version == 1_000_001
    left = sorted(path.name for path in shelf.places.snapshots.glob("*.duckdb") if "private" not in path.name)
    assert left == ["1000000.duckdb", "1000001.duckdb", "999999.duckdb"]
    assert KEPT == 5  # 999996 is the fifth before 1,000,001


def say_contract(home: Path, contract: int | None) -> None:
    content = json.loads((home / "current.json").read_text())
    content.pop("contract")
    (home / "current.json").write_text(json.dumps(content if contract is None else content | {"contract": contract}))


@pytest.mark.parametrize("contract", [None, MARTS_CONTRACT - 1])
def test_a_snapshot_of_an_older_version_is_not_opened(shelf: Any, order: Any, contract: int | None) -> None:
    shelf.land(order())
    shelf.publish()
    say_contract(shelf.places.home, contract)
    with pytest.raises(SnapshotOlder, match="the worker publishes them anew"):
        open_snapshot(shelf.places.home)
    shelf.publish()
    assert open_snapshot(shelf.places.home).version == 2


def test_the_home_of_a_newer_version_is_neither_read_nor_written(shelf: Any, order: Any) -> None:
    shelf.land(order())
    shelf.publish()
    shelf.warehouse.close()
    say_contract(shelf.places.home, MARTS_CONTRACT + 1)
    before = {path: path.read_bytes() for path in shelf.places.home.rglob("*.duckdb")}
    with pytest.raises(SnapshotNewer, match="update Vigie here"):
        open_snapshot(shelf.places.home)
    with pytest.raises(SnapshotNewer, match="update Vigie here"):
        open_warehouse(shelf.places)
    assert {path: path.read_bytes() for path in shelf.places.home.rglob("*.duckdb")} == before


def test_a_copy_of_the_analysts_file_can_be_taken_anywhere_and_opened(shelf: Any, order: Any, tmp_path: Path) -> None:
    shelf.land(order())
    shelf.now += timedelta(days=1)
    shelf.publish()
    shutil.copy(shelf.places.analytics, tmp_path / "mine.duckdb")
    with duckdb.connect(str(tmp_path / "mine.duckdb"), read_only=True) as connection:
        assert connection.sql("select count(*) from orders").fetchall() == [(1,)]
