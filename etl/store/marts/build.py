"""Builds the marts: incrementally by order, wholly where they are small.

Every build is idempotent: it applies what changed in `core` since the run it last applied, so a build that is cut short
is simply done again.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

import polars as pl

from etl.domain.orders.obligations import order_obligations
from etl.domain.time.calendar import french_calendar
from etl.domain.time.clock import PARIS
from etl.store.levels.counting import LOCATED, begin_counting, build_levels, count_all, finish_counting, is_recount_due
from etl.store.listings.sales import add_sales, count_all_sales, take_sales_away
from etl.store.marts.dictionary import dictionary_rows
from etl.store.marts.gate import note_unchecked
from etl.store.marts.schema import ensure_marts, ensure_private, note_build
from etl.store.sql_files import mart_text
from etl.store.warehouse.warehouse import Warehouse

BY_ORDER: Final = ("orders", "order_lines", "order_status_events", "shipments")
"""The marts whose rows belong to one order; `obligations` follows `orders`."""

_ORDERS_AT_ONCE: Final = 200_000
"""Orders that are built together, in the order of their ids: bounds the memory of a first build, and leaves the rows of
an order close to each other, so that looking one up reads a small part of a table."""
_CALENDAR_BACK: Final = timedelta(days=400)
_CALENDAR_AHEAD: Final = timedelta(days=400)


def build_marts(warehouse: Warehouse, ops_frames: Mapping[str, pl.DataFrame], now: datetime) -> int:
    """Bring marts and private tables up to `core` at `now`; answer how many orders were built.

    `ops_frames` holds `ops_actions`, `ops_events` (see `ops_mirror`) and `edited_thresholds` (see `ops_thresholds`).
    """
    _build_private(warehouse, now)
    is_new = ensure_marts(warehouse, now)
    last_run_id = _last_ended_run(warehouse)
    with warehouse.lending("ops_actions", ops_frames["ops_actions"]):
        changed = _changed_orders(warehouse, "marts", is_new=is_new)
        note_unchecked(warehouse, is_new=is_new)
        with warehouse.transaction():
            _build_orders(warehouse, now, is_new=is_new)
            warehouse.run_file("orders/marts/open_orders")
            _add_stock_events(warehouse, last_run_id, is_new=is_new)
            _build_small_marts(warehouse, ops_frames["ops_events"], now)
            build_levels(warehouse, ops_frames["edited_thresholds"], now)
            note_build(warehouse, "marts", last_run_id, now, is_new=is_new)
    return changed


def _build_private(warehouse: Warehouse, now: datetime) -> None:
    is_new = ensure_private(warehouse, now)
    last_run_id = _last_ended_run(warehouse)
    changed = _changed_orders(warehouse, "private", is_new=is_new)
    with warehouse.transaction():
        if changed and not is_new:
            warehouse.run("delete from private.addresses where order_id in (select order_id from changed)")
        if changed:
            warehouse.run(
                "insert into private.addresses "
                "select a.* from core.addresses as a join changed using (order_id) order by order_id"
            )
        note_build(warehouse, "private", last_run_id, now, is_new=is_new)


def _last_ended_run(warehouse: Warehouse) -> int:
    """Answer the run up to which no further row can come: the last one before the first that still goes on."""
    going_on = "min(run_id) filter (state = 'running')"
    return int(str(warehouse.value(f"select coalesce({going_on} - 1, max(run_id), 0) from core.sync_runs")))


def _changed_orders(warehouse: Warehouse, database: str, *, is_new: bool) -> int:
    """Fill temp.changed with the orders that changed since the last build of `database`; answer how many."""
    since = "" if is_new else f"where run_id > (select any_value(applied_run_id) from {database}.build)"
    warehouse.run(f"create or replace temp table changed as select order_id from core.orders {since} order by order_id")
    if database == "marts" and not is_new:
        warehouse.run_file("orders/marts/changed_orders")
    return int(str(warehouse.value("select count(*) from changed")))


def _build_orders(warehouse: Warehouse, now: datetime, *, is_new: bool) -> None:
    """Replace what belongs to the orders in temp.changed, bring obligations up to `now`, and count cases by day."""
    today = now.astimezone(PARIS).date()
    if not is_new:
        begin_counting(warehouse, now)
        take_sales_away(warehouse, today)
        _delete_changed(warehouse)
    _insert_changed(warehouse, now)
    warehouse.run_file("obligations/marts/obligation_states", now=now)
    if is_new or is_recount_due(warehouse, now):
        count_all(warehouse, now)
        count_all_sales(warehouse, today)
    else:
        finish_counting(warehouse, now)
        add_sales(warehouse, today)


def _delete_changed(warehouse: Warehouse) -> None:
    changed = "order_id in (select order_id from changed)"
    for mart in (*BY_ORDER, "obligations"):
        # where a row stands is known of some: finding it by its order would read the whole table once more
        where = f"rowid in (select row_id from recounted_{mart} where {changed})" if mart in LOCATED else changed
        warehouse.run(f"delete from marts.{mart} where {where}")


def _insert_changed(warehouse: Warehouse, now: datetime) -> None:
    rows = int(str(warehouse.value("select coalesce(max(rowid) + 1, 0) from changed")))
    for first in range(0, rows, _ORDERS_AT_ONCE):
        warehouse.run(
            "create or replace temp table batch as select order_id from changed where rowid between ? and ?",
            [first, first + _ORDERS_AT_ONCE - 1],
        )
        _insert_batch(warehouse, now)


def _insert_batch(warehouse: Warehouse, now: datetime) -> None:
    for mart in BY_ORDER:
        rows = mart_text(mart).rstrip().rstrip(";")
        warehouse.run(f"insert into marts.{mart} by name select * from ({rows}\n) order by order_id")
    obligations = order_obligations(warehouse.frame_of("orders/marts/obligation_inputs"), now=now)
    with warehouse.lending("obligations_built", obligations):
        # seconds: half of the analysts' tools cannot read an interval
        warehouse.run(
            "insert into marts.obligations by name "
            "select * replace (epoch(late_by)::bigint as late_by) from obligations_built order by order_id"
        )


def _add_stock_events(warehouse: Warehouse, last_run_id: int, *, is_new: bool) -> None:
    applied = -1 if is_new else int(str(warehouse.value("select any_value(applied_run_id) from marts.build")))
    rows = warehouse.frame_of("listings/marts/listing_stock_events", after_run=applied, last_run=last_run_id)
    with warehouse.lending("stock_events", rows):
        warehouse.run(
            "insert into marts.listing_stock_events by name from stock_events order by seller_product_id, since_at"
        )


def _build_small_marts(warehouse: Warehouse, events: pl.DataFrame, now: datetime) -> None:
    today = now.astimezone(PARIS).date()
    calendar = french_calendar(today - _CALENDAR_BACK, today + _CALENDAR_AHEAD)
    with (
        warehouse.lending("ops_events", events),
        warehouse.lending("calendar_days", calendar),
        warehouse.lending("dictionary_rows", dictionary_rows()),
    ):
        warehouse.run_file("sync/marts/small_marts", now=now)
