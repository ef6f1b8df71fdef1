"""Syncs orders: what changed since the watermark, the open ones by themselves, and a sweep for what slipped through."""

from collections.abc import Iterable
from datetime import datetime
from urllib.parse import quote

import polars as pl

from etl.domain.statuses import OPEN_STATUSES
from etl.octopia.errors import NotFound
from etl.store.landing import land_orders, wrapped
from etl.store.runs import move_watermark, watermark
from etl.sync.doors import SyncDoor
from etl.sync.order_pages import ORDERS, OrderPage, changed_order_pages, numbered_order_pages

RESOURCE = "orders"


def sync_changed_orders(door: SyncDoor, run_id: int) -> None:
    """Land every order changed since the watermark; the first run reads the whole history the pace asks for.

    Each batch of pages is one transaction with the watermark it allows: a run that is cut short loses nothing, and the
    next one goes on from there.
    """
    started_at = door.clock()
    since = watermark(door.warehouse, RESOURCE)
    since = since - door.pace.overlap if since else started_at - door.pace.history
    pages = changed_order_pages(door, since)
    _land_in_batches(door, run_id, pages, moves_watermark_until=started_at - door.pace.safety)


def sweep_orders(door: SyncDoor, run_id: int) -> None:
    """Read again everything that changed in the last weeks: what a shifting page or a late change has hidden."""
    since = door.clock() - door.pace.sweep_back
    _land_in_batches(door, run_id, changed_order_pages(door, since), moves_watermark_until=None)


def _land_in_batches(
    door: SyncDoor, run_id: int, pages: Iterable[OrderPage], *, moves_watermark_until: datetime | None
) -> None:
    batch: list[OrderPage] = []
    committed_at = door.clock()
    for page in pages:
        batch.append(page)
        if len(batch) == door.pace.pages_per_commit or door.clock() - committed_at >= door.pace.commit_every:
            _land_batch(door, run_id, batch, moves_watermark_until)
            batch, committed_at = [], door.clock()
    if batch:
        _land_batch(door, run_id, batch, moves_watermark_until)


def _land_batch(door: SyncDoor, run_id: int, pages: list[OrderPage], until: datetime | None) -> None:
    now = door.clock()
    with door.warehouse.transaction():
        landed = land_orders(door.warehouse, [page.body for page in pages], run_id=run_id, fetched_at=now)
        complete_until = pages[-1].complete_until
        if until is not None and complete_until is not None:
            move_watermark(door.warehouse, RESOURCE, min(complete_until, until), now)
    door.has_landed(landed)


def reread_open_orders(door: SyncDoor, run_id: int) -> None:
    """Read the orders that still owe something, whatever their `updatedAt` says.

    Open here but not in the marketplace's list: read by id. An order that is not found twice is marked missing.
    """
    filters: dict[str, str | int] = {"status": ",".join(sorted(OPEN_STATUSES)), "sort": "asc:createdAt"}
    _land(door, run_id, list(numbered_order_pages(door, filters)))
    unlisted = door.warehouse.frame(
        "select order_id from core.orders where list_contains(?, status) and not is_missing "
        "and order_id not in (select order_id from staged_orders)",
        [sorted(OPEN_STATUSES)],
    )
    reread_orders(door, run_id, unlisted["order_id"].to_list())


def reread_orders(door: SyncDoor, run_id: int, order_ids: Iterable[str]) -> None:
    """Read these orders by id; one that is not found is counted absent and does not stop the others."""
    found: list[bytes] = []
    absent: list[str] = []
    for order_id in order_ids:
        try:
            # of whatever kind: what does not fit is set aside, it does not stop the others
            found.append(door.document(f"{ORDERS}/{quote(order_id, safe='')}", object))
        except NotFound:
            absent.append(order_id)
    if found:
        _land(door, run_id, [wrapped(found)])
    if absent:
        with door.warehouse.lending("absent", pl.DataFrame({"order_id": absent})):
            door.warehouse.run_file("core/absent_orders", run_id=run_id)


def _land(door: SyncDoor, run_id: int, bodies: list[bytes]) -> None:
    with door.warehouse.transaction():
        landed = land_orders(door.warehouse, bodies, run_id=run_id, fetched_at=door.clock())
    door.has_landed(landed)
