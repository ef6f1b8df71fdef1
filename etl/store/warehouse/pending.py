"""Readings still to be made one by one, in `core.pending_readings`: what moved is queued, the urgent is first."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import polars as pl

from etl.store.warehouse.warehouse import Warehouse


def queue_readings(warehouse: Warehouse, resource: str, source: str, *, now: datetime) -> None:
    """Queue what the relation `source(key, urgency, moved_at)` holds; what waits already is queued anew.

    Belongs in the transaction of the rows that moved: what is committed without its reading would never be read.
    """
    warehouse.run(
        f"delete from core.pending_readings where resource = ? and key in (select key from {source})", [resource]
    )
    warehouse.run(
        f"insert into core.pending_readings select ?, key, urgency, moved_at, ?::timestamptz, null from {source}",
        [resource, now],
    )


def queue_keys(warehouse: Warehouse, resource: str, keys: Iterable[str], *, urgency: int, now: datetime) -> None:
    """Queue these keys, as a person or an action asks for them."""
    frame = pl.DataFrame({"key": list(dict.fromkeys(keys))}, schema={"key": pl.String})
    frame = frame.with_columns(pl.lit(urgency).alias("urgency"), pl.lit(now).alias("moved_at"))
    with warehouse.transaction(), warehouse.lending("asked_readings", frame):
        queue_readings(warehouse, resource, "asked_readings", now=now)


def next_readings(warehouse: Warehouse, resource: str, *, at_most: int, now: datetime, longest: timedelta) -> list[str]:
    """The keys to read next: the most urgent first, among them what moved last.

    One that was put off until later than `longest` from now was so before the clock was set back: it is due.
    """
    return (
        warehouse.frame(
            """
            select key
            from core.pending_readings
            where resource = ?
                and not coalesce(not_before_at > ?::timestamptz and not_before_at <= ?::timestamptz, false)
            order by urgency desc, moved_at desc nulls last, key
            limit ?
            """,
            [resource, now, now + longest, at_most],
        )
        .get_column("key")
        .to_list()
    )


def count_pending(warehouse: Warehouse, resource: str) -> int:
    """How many readings wait, those that were put off included."""
    return int(str(warehouse.value("select count(*) from core.pending_readings where resource = ?", [resource])))


def end_readings(warehouse: Warehouse, resource: str, keys: Iterable[str]) -> None:
    """Take what was read out of the queue. Belongs in the transaction of the rows that were read."""
    warehouse.run(
        "delete from core.pending_readings where resource = ? and list_contains(?, key)", [resource, list(keys)]
    )


def put_off(warehouse: Warehouse, resource: str, key: str, *, until: datetime) -> None:
    """Let a reading that failed wait, so that the others are not held up behind it."""
    warehouse.run(
        "update core.pending_readings set not_before_at = ? where resource = ? and key = ?", [until, resource, key]
    )
