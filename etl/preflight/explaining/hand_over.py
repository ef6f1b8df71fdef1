"""Orders as somebody hands them over, judged by the SQL and the rules that judge what is stored, and by no others."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import polars as pl
from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import StaticPool

from etl.store.levels.thresholds import edited_thresholds
from etl.store.marts.build import build_marts
from etl.store.ops.schema import ops_metadata
from etl.store.orders.records import ORDERS
from etl.store.registry import MARTS
from etl.store.warehouse.landing import land
from etl.store.warehouse.memory import open_memory_warehouse
from etl.store.warehouse.ops_mirror import mirrored_frames
from etl.store.warehouse.page_items import wrapped
from etl.store.warehouse.warehouse import Warehouse

_RUN: Final = 1


@dataclass(frozen=True)
class HandedOver:
    """Marts of the orders handed over, as known at one instant, beside an outbox in which nobody ever asked anything.

    `later`: facts that come after that instant and were left out: what, id, at.
    """

    warehouse: Warehouse
    ops: Engine
    later: tuple[Mapping[str, object], ...] = ()

    def misfits(self) -> list[str]:
        """Why orders were refused as a whole."""
        return [reason for (reason,) in self.warehouse.frame("select reason from core.rejects").rows()]


@dataclass(frozen=True)
class KnownThen:
    """What was known of orders beside what they say: when they were read, the changes of status seen until then, what
    was sent for them until then (columns of the mart `actions`) and whether the seller accepts automatically.
    """

    fetched_at: datetime
    events: pl.DataFrame
    actions: pl.DataFrame
    is_auto_accept: bool | None


@contextmanager
def handed_over(orders: Sequence[bytes], now: datetime, known: KnownThen | None = None) -> Iterator[HandedOver]:
    """Judge orders, each one JSON object as the API serves it, as known at `now` (UTC), in memory.

    Without `known` they tell of their past themselves, as orders do that are seen for the first time.
    """
    warehouse = open_memory_warehouse()
    # one connection for all: another one would be another database
    ops = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    try:
        ops_metadata.create_all(ops)
        warehouse.run(
            "insert into core.sync_runs (run_id, resource, started_at, ended_at, state) "
            "values (?, 'orders', ?, ?, 'landed')",
            [_RUN, now, now],
        )
        land(warehouse, ORDERS, [wrapped(orders)], run_id=_RUN, fetched_at=known.fetched_at if known else now)
        later = _left_out(warehouse, now)
        if known:
            _take_what_was_known(warehouse, known)
        frames = {**mirrored_frames(warehouse, ops), "edited_thresholds": edited_thresholds(ops)}
        if known:
            frames["ops_actions"] = known.actions
        build_marts(warehouse, MARTS, frames, now)
        yield HandedOver(warehouse, ops, later)
    finally:
        warehouse.close()
        ops.dispose()


def _take_what_was_known(warehouse: Warehouse, known: KnownThen) -> None:
    with warehouse.lending("events_then", known.events):
        warehouse.run("delete from core.order_status_events")
        warehouse.run("insert into core.order_status_events by name from events_then")
    warehouse.run("insert into core.sellers (is_auto_accept) values (?)", [known.is_auto_accept])


def _left_out(warehouse: Warehouse, now: datetime) -> tuple[Mapping[str, object], ...]:
    """Take out what is dated after `now`, and say what that was. Landing leaves later status events out by itself."""
    later = warehouse.frame(
        "select what, id, told_at from ("
        "select 'statusEvents: ' || status as what, order_id as id, happened_at as told_at from told_events "
        "union all select 'updatedAt', order_id, updated_at from core.orders "
        "union all select 'purchasedAt', order_id, purchased_at from core.orders"
        ") where told_at > ? order by told_at, what",
        [now],
    )
    warehouse.run("update core.orders set updated_at = null where updated_at > ?", [now])
    warehouse.run("update core.orders set purchased_at = null where purchased_at > ?", [now])
    # "at" is a keyword of SQL
    return tuple(later.rename({"told_at": "at"}).rows(named=True))
