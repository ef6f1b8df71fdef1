"""Syncs orders: what changed since the watermark, the open ones by themselves, and a sweep for what slipped through."""

from collections.abc import Callable, Iterable
from datetime import datetime
from urllib.parse import quote

import polars as pl

from etl.domain.orders.statuses import OPEN_STATUSES
from etl.octopia.errors import NotFound
from etl.store.warehouse.bookmarks import bookmark, drop_bookmark, keep_bookmark
from etl.store.warehouse.landing import land_orders, wrapped
from etl.store.warehouse.runs import move_watermark, watermark
from etl.sync.engine.reader import Reader, wire_instant
from etl.sync.orders.pages import ORDERS, STEP_BACK, OrderPage, changed_order_pages, numbered_order_pages

RESOURCE = "orders"
SWEEP = "order_sweep"


def sync_changed_orders(reader: Reader, run_id: int) -> None:
    """Land every order changed since the watermark; the first run reads the whole history the pace asks for.

    Each batch of pages is one transaction with the watermark it allows: a run that is cut short loses nothing, and the
    next one goes on from there. The watermark is an instant of the marketplace's clock, never of ours, and not past its
    present: an order dated in the future does not carry it along.
    """
    asked_at = reader.clock()
    since = watermark(reader.warehouse, RESOURCE)
    is_whole_overlap = since is None or _is_overlap_due(reader)
    back = reader.pace.overlap if is_whole_overlap else reader.pace.short_overlap
    pages = changed_order_pages(reader, since - back if since else asked_at - reader.pace.history)

    def land(batch: list[OrderPage]) -> None:
        # asked only now: the first answer of a process is what tells the marketplace's time
        until = reader.client.marketplace_time(asked_at) - reader.pace.safety
        _land_batch(
            reader, run_id, batch, lambda to: move_watermark(reader.warehouse, RESOURCE, min(to, until), asked_at)
        )

    land_in_batches(reader, pages, land)
    if is_whole_overlap:
        keep_bookmark(reader.warehouse, OVERLAP, reader.clock(), reader.clock())


OVERLAP = "orders_overlap"
"""Bookmark: when the whole overlap was last read."""


def _is_overlap_due(reader: Reader) -> bool:
    last = bookmark(reader.warehouse, OVERLAP)
    return last is None or reader.clock() - last >= reader.pace.overlap_every


def sweep_orders(reader: Reader, run_id: int) -> None:
    """Read again everything that changed in the last weeks: what a shifting page or a late change has hidden.

    A sweep that is cut short goes on where it was; a finished one begins anew the next night.
    """
    begun = bookmark(reader.warehouse, SWEEP)
    since = begun or reader.marketplace_now - reader.pace.sweep_back

    def land(batch: list[OrderPage]) -> None:
        _land_batch(reader, run_id, batch, lambda to: keep_bookmark(reader.warehouse, SWEEP, to, reader.clock()))

    land_in_batches(reader, changed_order_pages(reader, since), land)
    if not reader.tally.is_unfinished:
        drop_bookmark(reader.warehouse, SWEEP)


def land_in_batches(reader: Reader, pages: Iterable[OrderPage], land: Callable[[list[OrderPage]], None]) -> None:
    """Hand on pages as batches, each a commit; out of time, the run is left unfinished after a batch."""
    batch: list[OrderPage] = []
    committed_at = reader.clock()
    for page in pages:
        batch.append(page)
        is_full = (
            len(batch) == reader.pace.pages_per_commit or reader.clock() - committed_at >= reader.pace.commit_every
        )
        if page.is_last or is_full or not reader.has_time:
            land(batch)
            batch, committed_at = [], reader.clock()
            if not page.is_last and not reader.has_time:
                reader.leave_unfinished()
                return


def _land_batch(reader: Reader, run_id: int, pages: list[OrderPage], note: Callable[[datetime], None]) -> None:
    """Land pages and `note` up to which instant everything has been read, in one transaction."""
    with reader.warehouse.transaction():
        landed = land_orders(reader.warehouse, [page.body for page in pages], run_id=run_id, fetched_at=reader.clock())
        if (complete_until := pages[-1].complete_until) is not None:
            note(complete_until)
    reader.has_landed(landed)


def reread_open_orders(reader: Reader, run_id: int) -> None:
    """Read the orders that still owe something, whatever their `updatedAt` says.

    Open here but not in the marketplace's list: read by id. An order that is not found twice is marked missing. What
    one slice has listed, a temp table of the connection remembers for the next.
    """
    reader.warehouse.run(
        "create temp table if not exists listed_open_orders (order_id varchar, created_at timestamptz)"
    )
    filters: dict[str, str | int] = {"status": ",".join(sorted(OPEN_STATUSES)), "sort": "asc:createdAt"}
    if isinstance(listed_until := reader.warehouse.value("select max(created_at) from listed_open_orders"), datetime):
        filters["createdAtMin"] = wire_instant(listed_until - STEP_BACK)

    def land(batch: list[OrderPage]) -> None:
        _land(reader, run_id, [page.body for page in batch])
        reader.warehouse.run("insert into listed_open_orders select order_id, created_at from staged_orders")

    land_in_batches(reader, numbered_order_pages(reader, filters), land)
    if reader.tally.is_unfinished:
        return
    reread_orders(reader, run_id, _unlisted_open_orders(reader))
    reader.warehouse.run("drop table listed_open_orders")


def _unlisted_open_orders(reader: Reader) -> list[str]:
    unlisted = reader.warehouse.frame(
        "select order_id from core.orders where list_contains(?, status) and not is_missing "
        "and order_id not in (select order_id from listed_open_orders)",
        [sorted(OPEN_STATUSES)],
    )
    return unlisted["order_id"].to_list()


def reread_orders(reader: Reader, run_id: int, order_ids: Iterable[str]) -> None:
    """Read these orders by id; one that is not found is counted absent and does not stop the others."""
    found: list[bytes] = []
    absent: list[str] = []
    for order_id in order_ids:
        try:
            # of whatever kind: what does not fit is set aside, it does not stop the others
            found.append(reader.document(f"{ORDERS}/{quote(order_id, safe='')}", object))
        except NotFound:
            absent.append(order_id)
    if found:
        _land(reader, run_id, [wrapped(found)])
    if absent:
        with reader.warehouse.lending("absent", pl.DataFrame({"order_id": absent})):
            reader.warehouse.run_file("orders/core/absent_orders", run_id=run_id)


def _land(reader: Reader, run_id: int, bodies: list[bytes]) -> None:
    with reader.warehouse.transaction():
        landed = land_orders(reader.warehouse, bodies, run_id=run_id, fetched_at=reader.clock())
    reader.has_landed(landed)
