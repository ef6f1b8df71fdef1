"""Compares our counts of orders with the marketplace's, by status and by Paris day of creation, and mends the days.

By status the answers are only kept beside ours (design section 5.8). By day: the whole history once a night, today and
yesterday more often, one call a day. A day that differs is read again as a window of its own (see `backfill`) and
counted once more; if it still differs, the marketplace is asked by status.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from etl.domain.orders.statuses import ORDER_STATUSES
from etl.domain.time.clock import PARIS
from etl.domain.time.windows import Window, last_night, start_of_day
from etl.store.warehouse.landing import Landed
from etl.store.warehouse.windows import plan_windows
from etl.sync.engine.backfill import has_windows_to_read, read_next_window
from etl.sync.engine.reader import Reader, wire_instant
from etl.sync.orders.collection import ORDERS

DAY_COUNTS = "order_day_counts"
DAYS = "order_days"
"""Windows of the days that are read again."""

# Whether a maximum includes its instant is not attested: asked up to midnight itself, an order could count in two days.
_LAST_INSTANT = timedelta(milliseconds=1)


@dataclass(frozen=True)
class _Day:
    day: date
    is_read_again: bool


def sync_order_counts(reader: Reader, _run_id: int) -> None:
    """Ask `GET /orders/count` for each status and keep the answers beside our own counts."""
    counted = {status: reader.count("/orders/count", {"status": status}) for status in ORDER_STATUSES}
    frame = pl.DataFrame({"status": list(counted), "marketplace_count": list(counted.values())})
    with reader.warehouse.transaction(), reader.warehouse.lending("counted", frame):
        reader.warehouse.run_file("orders/core/order_counts", fetched_at=reader.clock())
    reader.has_landed(Landed(len(counted), 0, 0))


def has_days_to_count(reader: Reader) -> bool:
    """Is a day due to be counted?"""
    return bool(_due_days(reader))


def sync_day_counts(reader: Reader, _run_id: int) -> None:
    """Count the days that are due, the newest first, as many as there is time for."""
    counted = 0
    for due in _due_days(reader):
        if counted and not reader.has_time:
            reader.leave_unfinished()
            break
        _count_day(reader, due)
        counted += 1
    reader.has_landed(Landed(counted, 0, 0))


def has_days_to_read(reader: Reader) -> bool:
    """Does a day wait to be read again?"""
    return has_windows_to_read(reader, DAYS)


def reread_days(reader: Reader, run_id: int) -> None:
    """Go on reading the days that differed, as many as there is time for."""
    while has_days_to_read(reader) and not reader.tally.is_unfinished:
        read_next_window(ORDERS, reader, run_id, DAYS)
        if not reader.has_time:
            return


def _due_days(reader: Reader) -> list[_Day]:
    now = reader.clock()
    frame = reader.warehouse.frame_of(
        "orders/core/days_to_count",
        first_at=start_of_day((now - reader.pace.history).astimezone(PARIS).date() + timedelta(days=1)),
        now=now,
        today_at=reader.marketplace_now,
        night_at=last_night(now, reader.pace.night_begins),
        recent_at=now - reader.pace.recent_days_every,
    )
    return [_Day(*row) for row in frame.rows()]


def _count_day(reader: Reader, due: _Day) -> None:
    window = Window(start_of_day(due.day), start_of_day(due.day + timedelta(days=1)))
    counted = {"": reader.count("/orders/count", _filters(window))}
    own = int(str(reader.warehouse.value(_OWN, list(window))))
    if counted[""] != own and due.is_read_again:
        counted |= {
            status: reader.count("/orders/count", {**_filters(window), "status": status}) for status in ORDER_STATUSES
        }
    _keep(reader, due.day, window, counted)
    if counted[""] != own and not due.is_read_again:
        plan_windows(reader.warehouse, DAYS, [(window, counted[""])])


_OWN = "select count(*) from core.orders where not is_missing and created_at >= ? and created_at < ?"


def _keep(reader: Reader, day: date, window: Window, counted: dict[str, int]) -> None:
    frame = pl.DataFrame({"status": list(counted), "marketplace_count": list(counted.values())})
    since, until = window
    with reader.warehouse.transaction(), reader.warehouse.lending("counted", frame):
        reader.warehouse.run_file(
            "orders/core/order_day_counts",
            day=day.isoformat(),
            since_at=since,
            until_at=until,
            counted_at=reader.clock(),
        )


def _filters(window: Window) -> dict[str, str | int]:
    since, until = window
    return {"createdAtMin": wire_instant(since), "createdAtMax": wire_instant(until - _LAST_INSTANT)}
