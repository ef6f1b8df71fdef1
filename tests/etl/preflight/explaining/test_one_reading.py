"""The file door, the store and the marts are one reading: what one says of an order the others say too."""

from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from etl.preflight.explaining.explanation import CannotExplain
from etl.preflight.explaining.hand_over import handed_over
from etl.preflight.explaining.orders import explained_file, explained_order
from etl.store.levels.thresholds import edited_thresholds
from etl.store.marts.build import build_marts
from etl.store.ops.database import open_ops
from etl.store.registry import MARTS
from etl.store.snapshots.snapshots import Snapshot, publish_snapshot
from etl.store.warehouse.ops_mirror import mirrored_frames
from etl.sync.engine.changes import sync_changed
from etl.sync.engine.runs import run_resource
from etl.sync.orders.collection import ORDERS

OWED = "select * exclude (late_by, elapsed_calendar, elapsed_working) from marts.obligations order by obligation_id"


def published(warehouse: Any, ops: Any, now: datetime) -> Snapshot:
    frames = {**mirrored_frames(warehouse, ops), "edited_thresholds": edited_thresholds(ops)}
    build_marts(warehouse, MARTS, frames, now)
    return publish_snapshot(warehouse, now)


def test_every_order_of_the_sandbox_is_judged_alike_from_a_file_from_the_store_and_in_the_marts(
    reader: Any, warehouse: Any, clock: Any, tmp_path: Path
) -> None:
    run_resource(reader, "orders", partial(sync_changed, ORDERS))
    ops, now = open_ops(tmp_path / "ops.sqlite"), clock.now
    snapshot = published(warehouse, ops, now)
    served = dict(warehouse.frame("select key, payload::varchar from raw.orders order by key").rows())
    assert len(served) > 50
    in_the_marts = warehouse.frame(OWED)
    with handed_over([payload.encode() for payload in served.values()], now) as given:
        assert given.misfits() == []
        assert given.warehouse.frame(OWED).equals(in_the_marts)
    for order_id in list(served)[::40]:
        by_id = explained_order(snapshot, ops, order_id, now)
        from_file = explained_file(served[order_id].encode(), now)
        assert from_file["obligations"] == by_id["obligations"]
        assert from_file["status"] == by_id["status"]
        assert {one["kind"] for one in by_id["obligations"]} == set(
            in_the_marts.filter(pl.col("order_id") == order_id)["kind"]
        )
    ops.dispose()


MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def test_an_instant_of_the_past_is_answered_by_what_was_known_then(
    shop: Any, shop_reader: Any, warehouse: Any, clock: Any, tmp_path: Path
) -> None:
    ops = open_ops(tmp_path / "ops.sqlite")
    first = clock.now
    shop.add("O1", first - timedelta(hours=1), "WaitingAcceptance", created=first - timedelta(hours=1))
    run_resource(shop_reader, "orders", partial(sync_changed, ORDERS))
    clock.forward(hours=3)
    shop.touch("O1", clock.now, status="InPreparation", shippedAtMax="2026-11-25T16:00:00Z")
    run_resource(shop_reader, "orders", partial(sync_changed, ORDERS))
    snapshot = published(warehouse, ops, clock.now)
    warehouse.close()  # as when no worker runs
    now_shown = explained_order(snapshot, ops, "O1", clock.now)
    assert [one["kind"] for one in now_shown["obligations"]] == ["accept_order", "ship_order"]
    then = explained_order(snapshot, ops, "O1", first + timedelta(hours=1))
    assert then["status"] == "WaitingAcceptance"
    assert [(one["kind"], one["state"]) for one in then["obligations"]] == [("accept_order", "open")]
    before = explained_order(snapshot, ops, "O1", first - timedelta(hours=1))
    assert (before["status"], before["obligations"], before["known_since"]) == (None, [], "2026-11-23T09:00:00Z")
    assert [one["code"] for one in before["findings"]] == ["not_known_yet"]
    with pytest.raises(CannotExplain, match="no order 'O2'"):
        explained_order(snapshot, ops, "O2", clock.now)
    ops.dispose()
