"""The operations database: durable, versioned, append-only where it must be, and clear when it cannot be used."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import StatementError
from sqlalchemy.schema import CreateTable

from etl.store.ops.database import open_ops, reading, writing
from etl.store.ops.errors import OpsBusy, OpsError, OpsFull, OpsTooNew, OpsUnusable
from etl.store.ops.heartbeats import Heartbeat, Pulse, beat, last_heartbeat
from etl.store.ops.migrations import MIGRATIONS, migrate
from etl.store.ops.schema import action, event_log, heartbeat, ops_metadata, schema_version, setting
from etl.store.ops.settings import change_setting, setting_value

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def an_action(action_id: str = "a-1") -> dict[str, object]:
    instants = dict.fromkeys(("requested_at", "not_before_at", "patience_from_at"), NOON)
    words = {"kind": "approve_order", "target": "O1", "fingerprint": "f", "requested_by": "ana", "state": "queued"}
    return {"action_id": action_id, "payload": {}, **instants, **words}


def test_every_connection_is_in_wal_mode_and_waits_for_the_disk(tmp_path: Path) -> None:
    ops = open_ops(tmp_path / "new" / "ops.sqlite")
    for _ in range(2):
        with reading(ops) as connection:
            pragmas = [connection.execute(text(f"pragma {name}")).scalar() for name in ("journal_mode", "synchronous")]
            assert pragmas == ["wal", 2]
            assert connection.execute(text("pragma foreign_keys")).scalar() == 1
    ops.dispose()


def test_instants_are_sortable_utc_text_and_come_back_aware(tmp_path: Path) -> None:
    ops = open_ops(tmp_path / "ops.sqlite")
    paris = datetime(2026, 11, 23, 5, 14, 30, tzinfo=timezone(timedelta(hours=1)))
    beat(ops, Heartbeat("worker", 7, paris, "syncing"))
    with reading(ops) as connection:
        assert connection.execute(text("select at from heartbeat")).scalar() == "2026-11-23T04:14:30.000000Z"
        assert connection.execute(select(heartbeat.c.at)).scalar() == datetime(2026, 11, 23, 4, 14, 30, tzinfo=UTC)
    ops.dispose()


def test_a_naive_instant_is_refused(tmp_path: Path) -> None:
    ops = open_ops(tmp_path / "ops.sqlite")
    with pytest.raises(StatementError, match="has no time zone"):
        beat(ops, Heartbeat("worker", 7, datetime(2026, 11, 23), "syncing"))  # noqa: DTZ001  the very thing refused
    ops.dispose()


def test_the_audit_log_can_be_appended_to_but_neither_changed_nor_cut(tmp_path: Path) -> None:
    ops = open_ops(tmp_path / "ops.sqlite")
    with writing(ops) as connection:
        connection.execute(insert(action).values(an_action()))
        connection.execute(insert(event_log).values(action_id="a-1", at=NOON, actor="ana", to_state="queued"))
    for statement in (update(event_log).values(actor="eve"), delete(event_log)):
        with pytest.raises(Exception, match="append-only"), writing(ops) as connection:
            connection.execute(statement)
    with reading(ops) as connection:
        assert connection.execute(select(event_log.c.actor)).scalars().all() == ["ana"]
    ops.dispose()


def test_a_block_that_raises_leaves_nothing_behind(tmp_path: Path) -> None:
    ops = open_ops(tmp_path / "ops.sqlite")

    def write_and_fail() -> None:
        with writing(ops) as connection:
            connection.execute(insert(action).values(an_action()))
            raise KeyError

    with pytest.raises(KeyError):
        write_and_fail()
    with reading(ops) as connection:
        assert connection.execute(select(action)).all() == []
    ops.dispose()


def test_readers_go_on_while_a_writer_holds_the_lock(tmp_path: Path) -> None:
    ops = open_ops(tmp_path / "ops.sqlite")
    with writing(ops) as writer:
        writer.execute(insert(action).values(an_action()))
        with reading(ops) as reader:
            assert reader.execute(select(action)).all() == []
    ops.dispose()


def test_opening_again_applies_no_step_twice_and_a_missing_step_is_applied(tmp_path: Path) -> None:
    path = tmp_path / "ops.sqlite"
    open_ops(path).dispose()
    ops = open_ops(path)
    with reading(ops) as connection:
        assert connection.execute(select(schema_version.c.version)).scalars().all() == list(
            range(1, len(MIGRATIONS) + 1)
        )
    add_column = text("alter table setting add column reason text")
    with writing(ops) as connection:
        assert migrate(connection, [*MIGRATIONS, lambda c: c.execute(add_column)]) == len(MIGRATIONS) + 1
    with reading(ops) as connection:
        assert connection.execute(text("select count(reason) from setting")).scalar() == 0
    ops.dispose()


def test_a_database_from_the_future_is_refused_with_the_remedy(tmp_path: Path) -> None:
    path = tmp_path / "ops.sqlite"
    ops = open_ops(path)
    with writing(ops) as connection:
        connection.execute(insert(schema_version).values(version=99))
    ops.dispose()
    with pytest.raises(OpsTooNew, match=r"schema 99.*start that one"):
        open_ops(path)


def test_eight_processes_may_create_the_database_at_once(tmp_path: Path) -> None:
    program = "import sys; from etl.store.ops.database import open_ops; open_ops(sys.argv[1]).dispose()"
    path = str(tmp_path / "ops.sqlite")
    started = [subprocess.Popen([sys.executable, "-c", program, path], stderr=subprocess.PIPE) for _ in range(8)]
    ends = [(process.communicate()[1], process.returncode) for process in started]
    assert ends == [(b"", 0)] * 8


@pytest.mark.parametrize("content", [b"not a database at all" * 500])
def test_a_damaged_file_is_named_with_the_remedy(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "ops.sqlite"
    path.write_bytes(content)
    with pytest.raises(OpsUnusable, match=r"ops\.sqlite is damaged: file is not a database.*move it away"):
        open_ops(path)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OpsUnusable, match="cannot be opened"):
        open_ops(tmp_path / "file" / "ops.sqlite")


def test_a_password_in_the_url_is_never_shown() -> None:
    with pytest.raises(OpsError) as caught:
        open_ops("postgresql+nosuchdriver://vigie:s3cret@db.example/ops")
    assert "s3cret" not in str(caught.value)


def test_a_lock_that_is_held_too_long_is_busy_and_nothing_is_written(tmp_path: Path) -> None:
    ops, hasty = (open_ops(tmp_path / "ops.sqlite", busy_timeout=wait) for wait in (15, 0.05))
    with writing(ops), pytest.raises(OpsBusy, match=r"is busy.*Nothing was written; try again"):
        change_setting(hasty, "language", "fr", by="ana", now=NOON)
    change_setting(hasty, "language", "zh", by="ana", now=NOON)
    assert setting_value(ops, "language") == "zh"
    ops.dispose()
    hasty.dispose()


@pytest.mark.parametrize("url", ["://nothing", "mysql+nosuch://vigie:s3cret@db/ops"])
def test_a_url_that_cannot_be_used_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(OpsUnusable) as caught:
        open_ops(url)
    assert "s3cret" not in str(caught.value)


def test_a_full_disk_is_said_and_what_was_committed_stays(tmp_path: Path) -> None:
    ops = open_ops(tmp_path / "ops.sqlite")
    change_setting(ops, "undo_seconds", "10", by="ana", now=NOON)
    with reading(ops) as connection:  # the pool hands the same, now limited, connection out again
        pages = connection.execute(text("pragma page_count")).scalar()
        connection.execute(text(f"pragma max_page_count = {pages}"))
    with pytest.raises(OpsFull, match=r"is full\. Nothing was written; free some space"):
        change_setting(ops, "big", "x" * 100_000, by="ana", now=NOON)
    assert setting_value(ops, "undo_seconds") == "10"
    ops.dispose()


def test_a_setting_keeps_who_changed_it_last(tmp_path: Path) -> None:
    ops = open_ops(tmp_path / "ops.sqlite")
    assert setting_value(ops, "language") is None
    change_setting(ops, "language", "fr", by="ana", now=NOON)
    change_setting(ops, "language", "zh", by="wei", now=NOON)
    with reading(ops) as connection:
        rows = connection.execute(select(setting.c.value, setting.c.changed_by)).all()
    assert rows == [("zh", "wei")]
    ops.dispose()


def test_a_heartbeat_is_alive_while_it_is_young_and_not_stopped(tmp_path: Path) -> None:
    ops = open_ops(tmp_path / "ops.sqlite")
    now = NOON
    pulse = Pulse(ops, "worker", lambda: now)
    pulse.show("syncing", "orders")
    sign = last_heartbeat(ops, "worker")
    assert sign is not None
    assert (sign.state, sign.detail, sign.at) == ("syncing", "orders", NOON)
    assert sign.is_alive(NOON + timedelta(seconds=30), within=timedelta(seconds=30))
    assert not sign.is_alive(NOON + timedelta(seconds=31), within=timedelta(seconds=30))
    now = NOON + timedelta(seconds=1)
    pulse.show("syncing")
    assert last_heartbeat(ops, "worker") == sign, "the same state again within two seconds is not worth a write"
    pulse.show("stopped")
    stopped = last_heartbeat(ops, "worker")
    assert stopped is not None
    assert not stopped.is_alive(now, within=timedelta(seconds=30))
    assert last_heartbeat(ops, "actions") is None
    ops.dispose()


def test_the_tables_can_be_created_on_postgresql_as_they_are() -> None:
    ddl = "".join(str(CreateTable(table).compile(dialect=postgresql.dialect())) for table in ops_metadata.sorted_tables)
    assert "event_id BIGSERIAL NOT NULL" in ddl
    assert "payload JSON NOT NULL" in ddl
    assert "UNIQUE (active_fingerprint)" in ddl
