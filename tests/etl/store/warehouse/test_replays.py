"""Rejects judged again under other rules."""

from dataclasses import replace
from typing import Any

import pytest

from etl.store.orders.records import ORDERS
from etl.store.warehouse import replays
from etl.store.warehouse.replays import has_new_rules, replay_rejects, rules_hash


def broken_by_an_older_rule(shelf: Any) -> None:
    """Put sound records among the rejects, as rules that were too strict would have."""
    shelf.warehouse.run(
        "insert into core.rejects "
        "select 'orders', key, 'too strict', payload, payload_hash, 1, fetched_at from raw.orders"
    )
    for table in ("orders", "order_lines", "addresses", "shipments", "order_status_events"):
        shelf.warehouse.run(f"delete from core.{table}")
    shelf.warehouse.run("delete from raw.orders")


def replay(shelf: Any) -> Any:
    return replay_rejects(shelf.warehouse, ORDERS, run_id=99, now=shelf.now)


def test_what_fits_under_the_new_rules_leaves_the_rejects_and_lands(shelf: Any, order: Any) -> None:
    shelf.land(order("A"), order("B"))
    held = shelf.table("core.order_lines")
    broken_by_an_older_rule(shelf)
    shelf.land(order("C", status=None))
    landed = replay(shelf)
    assert (landed.record_count, landed.changed_count, landed.rejected_count) == (3, 2, 1)
    assert shelf.rows("select key, reason from core.rejects") == [("C", "status is missing")]
    assert shelf.table("core.order_lines").equals(held)


def test_a_record_without_a_key_leaves_the_rejects_too(shelf: Any, order: Any) -> None:
    shelf.land(order("A"))
    broken_by_an_older_rule(shelf)
    shelf.warehouse.run("update core.rejects set key = null")
    replay(shelf)
    assert shelf.rows("select count(*) from core.rejects") == [(0,)]


def test_a_replayed_record_does_not_overwrite_what_came_since(shelf: Any, order: Any) -> None:
    shelf.land(order("A", status="InPreparation"))
    broken_by_an_older_rule(shelf)
    shelf.land(order("A", status="Shipped", updatedAt="2026-11-22T10:00:00Z"))
    shelf.warehouse.run(
        "insert into core.rejects select 'orders', 'A', 'too strict', payload, 1, 1, fetched_at from raw.orders"
    )
    replay(shelf)
    assert shelf.rows("select status from core.orders") == [("Shipped",)]


def test_more_rejects_than_a_page_are_all_judged(shelf: Any, order: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replays, "RECORDS_AT_ONCE", 2)
    shelf.land(*(order(f"A{number}") for number in range(5)))
    broken_by_an_older_rule(shelf)
    assert replay(shelf).changed_count == 5
    assert shelf.rows("select count(*) from core.rejects") == [(0,)]


def test_a_replay_is_due_until_it_was_done_under_these_rules(shelf: Any) -> None:
    assert has_new_rules(shelf.warehouse, ORDERS)
    replay(shelf)
    assert not has_new_rules(shelf.warehouse, ORDERS)
    stricter = replace(ORDERS, staging="listings/staging/offers")
    assert rules_hash(stricter) != shelf.rows("select rules_hash from core.applied_rules")[0][0]
    assert has_new_rules(shelf.warehouse, stricter)
