"""The mirror of the operations database in `work.duckdb`: brought up to date from the last event on."""

from __future__ import annotations

from typing import Final

import polars as pl
from sqlalchemy import Engine

from etl.store.ops.mirror import ACTIONS, EVENTS, LOCAL_EVENTS, knows_event, news_since
from etl.store.warehouse.warehouse import Warehouse

_SCHEMAS: Final = {"actions": ACTIONS, "action_events": EVENTS, "local_events": LOCAL_EVENTS}


def mirror_ops(warehouse: Warehouse, ops: Engine) -> None:
    """Take up what happened since the last mirrored event; done twice, or cut short and done again, it adds nothing.

    A database that does not know the last mirrored event is another one (restored, begun anew): it is mirrored whole.
    """
    if not _is_of(warehouse, ops):
        with warehouse.transaction():
            for table in _SCHEMAS:
                warehouse.run(f"delete from core.{table}")
    news = news_since(ops, _last(warehouse, "action_events"), _last(warehouse, "local_events"))
    if not news.events.height and not news.local_events.height:
        return
    with (
        warehouse.lending("actions_read", news.actions),
        warehouse.lending("events_read", news.events),
        warehouse.lending("local_events_read", news.local_events),
        warehouse.transaction(),
    ):
        warehouse.run("delete from core.actions where action_id in (select action_id from actions_read)")
        warehouse.run("insert into core.actions by name select * from actions_read")
        for table, read in (("action_events", "events_read"), ("local_events", "local_events_read")):
            warehouse.run(
                f"insert into core.{table} by name select r.* from {read} as r "
                f"where r.event_id not in (select m.event_id from core.{table} as m "
                f"where m.event_id >= (select min(event_id) from {read}))"
            )


def mirrored_frames(warehouse: Warehouse, ops: Engine) -> dict[str, pl.DataFrame]:
    """Bring the mirror up to date and answer what the builder of marts is lent: `ops_actions` and `ops_events`."""
    mirror_ops(warehouse, ops)
    return {
        name: warehouse.frame(f"select {', '.join(_SCHEMAS[table].names())} from core.{table}")
        for name, table in (("ops_actions", "actions"), ("ops_events", "action_events"))
    }


def _last(warehouse: Warehouse, table: str) -> int:
    return int(str(warehouse.value(f"select coalesce(max(event_id), 0) from core.{table}")))


def _is_of(warehouse: Warehouse, ops: Engine) -> bool:
    last = warehouse.frame("select event_id, action_id from core.action_events order by event_id desc limit 1")
    return not last.height or knows_event(ops, *last.row(0))
