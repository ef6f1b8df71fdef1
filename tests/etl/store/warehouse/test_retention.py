"""Old versions forgotten while the newest stay."""

from datetime import timedelta
from typing import Any

import pytest

from etl.store.orders.records import ORDERS
from etl.store.warehouse import retention
from etl.store.warehouse.retention import purge_raw, purge_runs


def versions(shelf: Any) -> list[tuple[Any, ...]]:
    return shelf.rows("select key, source_updated_at::date::varchar from raw.orders order by all")


def test_old_versions_are_forgotten_and_the_newest_of_each_order_stays(shelf: Any, order: Any) -> None:
    for day in (20, 21, 22):
        shelf.land(order("A", updatedAt=f"2026-11-{day}T10:00:00Z", status=f"S{day}"))
    shelf.land(order("B"))
    assert purge_raw(shelf.warehouse, ORDERS, before=shelf.now - timedelta(days=30)).rows == 0
    assert purge_raw(shelf.warehouse, ORDERS, before=shelf.now + timedelta(days=1)) == retention.Purged(
        2, is_more=False
    )
    assert versions(shelf) == [("A", "2026-11-22"), ("B", "2026-11-21")]


def test_a_purge_is_bounded_and_says_that_there_is_more(
    shelf: Any, order: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "AT_ONCE", 2)
    for day in (10, 11, 12, 13):
        shelf.land(order("A", updatedAt=f"2026-11-{day}T10:00:00Z", status=f"S{day}"))
    later = shelf.now + timedelta(days=1)
    assert purge_raw(shelf.warehouse, ORDERS, before=later) == retention.Purged(2, is_more=True)
    assert purge_raw(shelf.warehouse, ORDERS, before=later) == retention.Purged(1, is_more=False)
    assert versions(shelf) == [("A", "2026-11-13")]


def test_idle_runs_are_forgotten_but_not_what_tells_what_is_due(shelf: Any) -> None:
    for run_id in range(1, 6):
        at = shelf.now - timedelta(days=10 - run_id)
        shelf.warehouse.run(
            "insert into core.sync_runs (run_id, resource, started_at, ended_at, state, changed_count, rejected_count) "
            "values (?, 'orders', ?, ?, 'landed', ?, 0)",
            [run_id, at, at, int(run_id == 3)],
        )
    purge_runs(shelf.warehouse, shelf.now)
    assert shelf.rows("select run_id from core.sync_runs order by 1") == [(1,), (3,), (5,)]
    purge_runs(shelf.warehouse, shelf.now + timedelta(days=200))
    assert shelf.rows("select run_id from core.sync_runs order by 1") == [(1,), (5,)]
