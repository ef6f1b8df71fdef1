"""The mirror of the operations database in the warehouse: from the last event on, the same as if it were read whole."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import polars as pl
import pytest
from sqlalchemy import Engine, select

from etl.actions.kinds import kind_named
from etl.actions.outbox.asking import enqueue, undo
from etl.actions.states import State, Step, take_step
from etl.store.ops import mirror
from etl.store.ops.database import open_ops, reading, writing
from etl.store.ops.mirror import ACTIONS, EVENTS
from etl.store.ops.schema import action, event_log
from etl.store.orders.follow_ups import CONFIRM_ACCEPTANCE, wish_follow_up, withdraw_follow_up
from etl.store.warehouse.ops_mirror import mirror_ops, mirrored_frames


def ask(shelf: Any, order: str) -> str:
    hold = timedelta(seconds=10)
    given = {"requested_by": "ana", "hold": hold, "now": shelf.now}
    return enqueue(shelf.ops, kind_named("approve_order"), order, {}, **given).action_id


def move(shelf: Any, action_id: str, before: State, after: State) -> None:
    with writing(shelf.ops) as connection:
        assert take_step(connection, Step(action_id, before, after, shelf.now, "worker"), sent_at=shelf.now)


def whole(ops: Engine, table: Any, schema: pl.Schema) -> pl.DataFrame:
    columns = (table.c["at" if name == "occurred_at" else name] for name in schema.names())
    with reading(ops) as connection:
        return pl.DataFrame([tuple(row) for row in connection.execute(select(*columns))], schema=schema, orient="row")


def assert_mirrored(shelf: Any) -> None:
    frames = mirrored_frames(shelf.warehouse, shelf.ops)
    for name, table, schema, key in (
        ("ops_actions", action, ACTIONS, "action_id"),
        ("ops_events", event_log, EVENTS, "event_id"),
    ):
        assert frames[name].schema == schema
        assert frames[name].sort(key).equals(whole(shelf.ops, table, schema).sort(key))


@pytest.mark.parametrize("looked_back", [0, 3, 200])
def test_the_mirror_is_what_the_outbox_says_after_every_step(
    shelf: Any, monkeypatch: pytest.MonkeyPatch, looked_back: int
) -> None:
    monkeypatch.setattr(mirror, "LOOKED_BACK", looked_back)
    assert_mirrored(shelf)
    first, second = ask(shelf, "A1"), ask(shelf, "A2")
    assert_mirrored(shelf)
    move(shelf, first, State.QUEUED, State.SENDING)
    assert_mirrored(shelf)
    move(shelf, first, State.SENDING, State.DONE)
    undo(shelf.ops, second, by="ana", now=shelf.now)
    ask(shelf, "A3")
    assert_mirrored(shelf)
    assert_mirrored(shelf)


def test_only_what_is_new_is_read(shelf: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mirror, "LOOKED_BACK", 0)
    ids = [ask(shelf, f"A{number}") for number in range(20)]
    mirror_ops(shelf.warehouse, shelf.ops)
    move(shelf, ids[7], State.QUEUED, State.SENDING)
    read: list[int] = []
    monkeypatch.setattr(mirror, "_frame", counting(mirror._frame, read))
    mirror_ops(shelf.warehouse, shelf.ops)
    assert read == [1, 1, 0], "one action, one step, no local event"
    assert_mirrored(shelf)


def counting(read: Any, seen: list[int]) -> Any:
    def counted(*arguments: Any) -> pl.DataFrame:
        frame: pl.DataFrame = read(*arguments)
        seen.append(frame.height)
        return frame

    return counted


def test_a_mirror_that_was_cut_short_is_done_again(shelf: Any) -> None:
    ask(shelf, "A1")

    run = shelf.warehouse.run

    def die_at_the_steps(sql: str) -> None:
        if "core.action_events" in sql:
            raise KeyboardInterrupt
        run(sql)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shelf.warehouse, "run", die_at_the_steps)
        with pytest.raises(KeyboardInterrupt):
            mirror_ops(shelf.warehouse, shelf.ops)
    assert shelf.rows("select count(*) from core.actions") == [(0,)]
    assert_mirrored(shelf)


def test_another_database_in_its_place_is_mirrored_whole(shelf: Any, tmp_path: Any) -> None:
    for number in range(3):
        ask(shelf, f"A{number}")
    mirror_ops(shelf.warehouse, shelf.ops)
    shelf.ops.dispose()
    shelf.ops = open_ops(tmp_path / "restored.sqlite")
    ask(shelf, "B1")
    assert_mirrored(shelf)
    for number in range(9):
        ask(shelf, f"C{number}")
    assert_mirrored(shelf)
    assert shelf.rows("select count(*) from core.actions") == [(10,)]


def test_local_events_are_mirrored_from_the_last_one_on(shelf: Any) -> None:
    wish_follow_up(shelf.ops, "A1", CONFIRM_ACCEPTANCE, by="ana", now=shelf.now)
    mirror_ops(shelf.warehouse, shelf.ops)
    withdraw_follow_up(shelf.ops, "A1", CONFIRM_ACCEPTANCE, by="bob", now=shelf.now)
    mirror_ops(shelf.warehouse, shelf.ops)
    mirror_ops(shelf.warehouse, shelf.ops)
    columns = "event_id, topic, subject_type, subject_id, code, data->>'kind', occurred_at, actor"
    assert shelf.rows(f"select {columns} from core.local_events order by event_id") == [
        (1, "follow_up", "order", "A1", "wished", CONFIRM_ACCEPTANCE, shelf.now, "ana"),
        (2, "follow_up", "order", "A1", "withdrawn", CONFIRM_ACCEPTANCE, shelf.now, "bob"),
    ]
