"""Publishing: whole or not at all, never in a reader's way, and nothing personal in the analysts' file."""

import errno
import json
import os
import shutil
import stat
import threading
from collections.abc import Iterator
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
from etl.store.snapshots.snapshots import KEPT, Snapshot, open_snapshot, publish_snapshot
from etl.store.warehouse.warehouse import open_warehouse
from sandbox.marketplace.world import World, WorldPlan
from sandbox.orders.documents import OrderDocuments


@pytest.fixture(scope="module")
def accepted_home(shelf_at: Any, empty_home: Path, order: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose first snapshot holds O1 as accepted."""
    made = shelf_at(Path(shutil.copytree(empty_home, tmp_path_factory.mktemp("accepted") / "home")))
    made.land(order(status="Accepted"))
    made.publish()
    made.close()
    return made.places.home


@pytest.fixture
def accepted(shelf_at: Any, accepted_home: Path, tmp_path: Path) -> Iterator[Any]:
    """The store of such a home, as it goes on after its first publish."""
    opened = shelf_at(Path(shutil.copytree(accepted_home, tmp_path / "accepted")))
    opened.run_id, opened.now = 1, opened.now + timedelta(minutes=1)
    yield opened
    opened.close()


def publish_as_built(shelf: Any) -> Snapshot:
    """Publish what is built already: most of a publish is building, and here it is the files that matter."""
    return publish_snapshot(shelf.warehouse, shelf.now)


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


def test_a_reader_of_a_snapshot_keeps_it_while_newer_ones_come(accepted: Any, order: Any) -> None:
    reader = open_snapshot(accepted.places.home).connect()
    accepted.land(order(status="Shipped", updatedAt="2026-11-21T10:00:30Z"))
    accepted.publish()
    assert reader.sql("select status from orders").fetchall() == [("Accepted",)]
    reader.close()
    assert statuses(accepted.places.home) == [("O1", "Shipped")]


def test_the_last_five_snapshots_are_kept(accepted: Any) -> None:
    for _ in range(KEPT + 1):
        publish_as_built(accepted)
    names = sorted(path.name for path in accepted.places.snapshots.iterdir())
    assert names == sorted(f"{n:06d}{kind}.duckdb" for n in range(3, 8) for kind in ("", ".private"))


def test_before_the_first_publish_the_reader_is_told_what_to_start(tmp_path: Path) -> None:
    with pytest.raises(SnapshotMissing, match="start the worker with `vigie worker`"):
        open_snapshot(tmp_path)


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '"x"', '{"version": "one"}', "\x00\x01", "5"])
def test_a_damaged_pointer_is_damage_with_its_remedy(accepted: Any, content: str) -> None:
    accepted.places.current.write_text(content)
    with pytest.raises(SnapshotDamaged, match=r"current.json cannot be read .*Run `vigie publish`"):
        open_snapshot(accepted.places.home)
    assert publish_as_built(accepted).version == 2
    assert statuses(accepted.places.home) == [("O1", "Accepted")]


@pytest.mark.parametrize("which", ["marts", "private"])
@pytest.mark.parametrize("damage", [b"", b"not a database", None])
def test_a_damaged_snapshot_is_damage_with_its_remedy(accepted: Any, which: str, damage: bytes | None) -> None:
    path: Path = getattr(open_snapshot(accepted.places.home), which)
    path.unlink()
    if damage is not None:
        path.write_bytes(damage)
    with pytest.raises(SnapshotDamaged, match=rf"{path.name} cannot be read .*Run `vigie publish`"):
        open_snapshot(accepted.places.home).connect()
    publish_as_built(accepted)
    assert statuses(accepted.places.home) == [("O1", "Accepted")]


def test_a_failing_gate_keeps_the_previous_snapshot(accepted: Any, order: Any) -> None:
    accepted.land(order(status="Shipped", updatedAt="2026-11-21T10:00:30Z"))
    accepted.warehouse.run("delete from core.orders")
    with pytest.raises(GateFailed, match=r"the previous snapshot stays: every_order_is_built \(1\)"):
        accepted.publish()
    assert statuses(accepted.places.home) == [("O1", "Accepted")]
    assert open_snapshot(accepted.places.home).version == 1


@pytest.mark.parametrize("step", ["_copy_all", "_point_to"])
@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()])
def test_a_publish_that_breaks_off_leaves_the_old_snapshot_whole_and_the_next_succeeds(
    accepted: Any, order: Any, monkeypatch: pytest.MonkeyPatch, step: str, error: BaseException
) -> None:
    accepted.land(order(status="Shipped", updatedAt="2026-11-21T10:00:30Z"))

    def break_off(*_: object) -> None:
        raise error

    with monkeypatch.context() as broken:
        broken.setattr(snapshots, step, break_off)
        with pytest.raises(DiskFull if isinstance(error, OSError) else KeyboardInterrupt):
            accepted.publish()
    assert statuses(accepted.places.home) == [("O1", "Accepted")]
    accepted.publish()
    assert statuses(accepted.places.home) == [("O1", "Shipped")]
    assert accepted.places.analytics.read_bytes() == open_snapshot(accepted.places.home).marts.read_bytes()


def test_halves_that_a_killed_publish_left_are_cleared_away(accepted: Any) -> None:
    folders = (accepted.places.snapshots, accepted.places.analytics.parent, accepted.places.home)
    names = (".000001.duckdb.4711", ".marketplace.duckdb.4711", ".current.json.4711")
    halves = [folder / name for folder, name in zip(folders, names, strict=True)]
    for half in halves:
        half.write_bytes(b"half")
    publish_as_built(accepted)
    assert [half for half in halves if half.exists()] == []


def link_to_newest(file: Path, link: Path) -> None:
    """Link to what the name stands for now; a link to a file that is replaced in that very instant is refused."""
    while not link.exists():
        with suppress(FileNotFoundError):
            os.link(file, link)


def test_a_reader_of_the_analysts_file_never_errs_while_it_is_published(accepted: Any) -> None:
    stop, readings, troubles = threading.Event(), [], []

    def read() -> None:
        while not stop.wait(0.02):
            try:
                copy = accepted.places.home / f"opened-{len(readings)}.duckdb"
                link_to_newest(accepted.places.analytics, copy)  # one process would share the instance of an open path
                with duckdb.connect(str(copy), read_only=True) as connection:
                    readings.append(connection.sql("select count(*) from orders").fetchall()[0][0])
                copy.unlink()
            except Exception as error:
                troubles.append(error)
                return

    version = 1
    reader = threading.Thread(target=read)
    reader.start()
    try:
        # as soon after each other as can be, which no worker does
        while version < 11 or (len(readings) <= 20 and not troubles):
            accepted.warehouse.run("insert into marts.orders from marts.orders limit 1")
            version = publish_as_built(accepted).version
    finally:
        stop.set()
        reader.join(30)
    assert troubles == []
    assert readings == sorted(readings)
    assert len(readings) > 5
    assert len(set(readings)) > 1
    assert open_snapshot(accepted.places.home).version == version


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


def test_versions_go_on_past_six_figures_and_old_ones_still_go(accepted: Any) -> None:
    for number in ("999996", "999999"):
        (accepted.places.snapshots / f"{number}.duckdb").write_bytes(b"")
        (accepted.places.snapshots / f"{number}.private.duckdb").write_bytes(b"")
    assert [publish_as_built(accepted).version for _ in range(2)] == [1_000_000, 1_000_001]
    assert open_snapshot(accepted.places.home).version == 1_000_001
    left = sorted(path.name for path in accepted.places.snapshots.glob("*.duckdb") if "private" not in path.name)
    assert left == ["1000000.duckdb", "1000001.duckdb", "999999.duckdb"]
    assert KEPT == 5  # 999996 is the fifth before 1,000,001


def say_contract(home: Path, contract: int | None) -> None:
    content = json.loads((home / "current.json").read_text())
    content.pop("contract")
    (home / "current.json").write_text(json.dumps(content if contract is None else content | {"contract": contract}))


@pytest.mark.parametrize("contract", [None, MARTS_CONTRACT - 1])
def test_a_snapshot_of_an_older_version_is_not_opened(accepted: Any, contract: int | None) -> None:
    say_contract(accepted.places.home, contract)
    with pytest.raises(SnapshotOlder, match="the worker publishes them anew"):
        open_snapshot(accepted.places.home)
    publish_as_built(accepted)
    assert open_snapshot(accepted.places.home).version == 2


def test_the_home_of_a_newer_version_is_neither_read_nor_written(accepted: Any) -> None:
    accepted.warehouse.close()
    say_contract(accepted.places.home, MARTS_CONTRACT + 1)
    before = {path: path.read_bytes() for path in accepted.places.home.rglob("*.duckdb")}
    with pytest.raises(SnapshotNewer, match="update Vigie here"):
        open_snapshot(accepted.places.home)
    with pytest.raises(SnapshotNewer, match="update Vigie here"):
        open_warehouse(accepted.places)
    assert {path: path.read_bytes() for path in accepted.places.home.rglob("*.duckdb")} == before


def test_a_copy_of_the_analysts_file_can_be_taken_anywhere_and_opened(shelf: Any, order: Any, tmp_path: Path) -> None:
    shelf.land(order())
    shelf.now += timedelta(days=1)
    shelf.publish()
    shutil.copy(shelf.places.analytics, tmp_path / "mine.duckdb")
    with duckdb.connect(str(tmp_path / "mine.duckdb"), read_only=True) as connection:
        assert connection.sql("select count(*) from orders").fetchall() == [(1,)]
