"""Reads what changed since the watermark, and at night what slipped through; lands any of it in batches."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from functools import partial

from etl.domain.time.clock import has_passed
from etl.octopia.errors import Refused
from etl.store.warehouse.bookmarks import Place, bookmark, drop_bookmark, keep_bookmark, keep_place, kept_place
from etl.store.warehouse.landing import Landed, land
from etl.store.warehouse.runs import move_watermark, watermark
from etl.sync.engine.collections import Collection, Paging
from etl.sync.engine.pages import Page, changed_by_cursor, changed_pages
from etl.sync.engine.reader import Reader


def sync_changed(collection: Collection, reader: Reader, run_id: int) -> None:
    """Land every record changed since the watermark; the first run reads the whole history the pace asks for.

    Each batch of pages is one transaction with the watermark it allows: a run that is cut short loses nothing, and the
    next one goes on from there. The watermark is an instant of the marketplace's clock, never of ours, and not past its
    present: a record dated in the future does not carry it along.
    """
    # Read before the first page: what changes while we read is dated later, and stays to be read.
    asked_at = reader.clock()
    since, overlap = watermark(reader.warehouse, collection.name), f"{collection.name}_overlap"
    read_at = bookmark(reader.warehouse, overlap)
    is_whole_overlap = (
        since is None or read_at is None or has_passed(reader.pace.overlap_every, read_at, reader.clock())
    )
    back = reader.pace.overlap if is_whole_overlap else reader.pace.short_overlap

    asked: list[datetime] = []

    def note(complete_until: datetime) -> None:
        # Asked only now: the first answer of a process is what tells the marketplace's time. And asked once: of two
        # clocks, before and after one that is set back on the way, the difference would be added to the watermark.
        asked.append(asked[0] if asked else _marketplace_time(reader, asked_at))
        move_watermark(reader.warehouse, collection.name, min(complete_until, asked[0] - reader.pace.safety), asked_at)

    name = f"{collection.name}_changed"
    begin = since - back if since else asked_at - reader.pace.history
    _read_changed(collection, reader, run_id, begin, name=name, note=note)
    if is_whole_overlap and not reader.tally.is_unfinished:
        keep_bookmark(reader.warehouse, overlap, reader.clock(), reader.clock())


def sweep(collection: Collection, reader: Reader, run_id: int) -> None:
    """Read again everything that changed in the last weeks: what a shifting page or a late change has hidden.

    A sweep that is cut short goes on where it was; a finished one begins anew the next night.
    """
    begun = bookmark(reader.warehouse, collection.sweep_name)
    since = begun or reader.marketplace_now - reader.pace.sweep_back

    def note(complete_until: datetime) -> None:
        keep_bookmark(reader.warehouse, collection.sweep_name, complete_until, reader.clock())

    _read_changed(collection, reader, run_id, since, name=collection.sweep_name, note=note)
    if not reader.tally.is_unfinished:
        drop_bookmark(reader.warehouse, collection.sweep_name)


def _read_changed(
    collection: Collection,
    reader: Reader,
    run_id: int,
    since: datetime,
    *,
    name: str,
    note: Callable[[datetime], None],
) -> None:
    """Land what changed since an instant; a list that is read by cursor keeps its place under `name` on the way."""
    if collection.paging is Paging.INDEX:
        pages = changed_pages(reader, collection, since)
        land_in_batches(collection, reader, pages, partial(land_batch, collection, reader, run_id, note=note))
        return
    kept = kept_place(reader.warehouse, name)
    is_told = kept is not None and kept.cursor is not None
    place = kept if kept is not None and is_told else Place(since, reader.clock(), None)

    def land_them(batch: list[Page]) -> None:
        nonlocal place, is_told
        if not is_told:  # the first answer has come: from here on the place is dated by the marketplace's clock
            place, is_told = replace(place, opened_at=_marketplace_time(reader, place.opened_at)), True
        with reader.warehouse.transaction():
            landed = _land_pages(collection, reader, run_id, batch)
            # In the transaction of the rows: a place that runs ahead of them would lose what lies between for good.
            if batch[-1].is_last:
                drop_bookmark(reader.warehouse, name)
                note(place.opened_at - reader.pace.safety)
            else:
                keep_place(reader.warehouse, name, replace(place, cursor=batch[-1].following))
        reader.has_landed(landed)

    try:
        land_in_batches(collection, reader, changed_by_cursor(reader, collection, place), land_them)
    except Refused:
        # a cursor does not live for ever: the next run opens a new one
        drop_bookmark(reader.warehouse, name)
        raise


def _marketplace_time(reader: Reader, asked_at: datetime) -> datetime:
    """An instant read on our clock before an answer, on the marketplace's; not past its present."""
    return reader.client.marketplace_time(min(asked_at, reader.clock()))


def land_in_batches(
    collection: Collection, reader: Reader, pages: Iterable[Page], land_them: Callable[[list[Page]], None]
) -> None:
    """Hand on pages as batches, each a commit; out of time, the run is left unfinished after a batch."""
    most = collection.pages_per_commit or reader.pace.pages_per_commit
    batch: list[Page] = []
    committed_at = reader.clock()
    for page in pages:
        batch.append(page)
        size = sum(len(one.body) for one in batch)
        is_full = (
            len(batch) == most
            or size >= reader.pace.bytes_per_commit
            or has_passed(reader.pace.commit_every, committed_at, reader.clock())
        )
        if page.is_last or is_full or not reader.has_time:
            land_them(batch)
            batch, committed_at = [], reader.clock()
            if not page.is_last and not reader.has_time:
                reader.leave_unfinished()
                return


def land_batch(
    collection: Collection, reader: Reader, run_id: int, pages: list[Page], *, note: Callable[[datetime], None]
) -> None:
    """Land pages and `note` up to which instant everything has been read, in one transaction."""
    with reader.warehouse.transaction():
        landed = _land_pages(collection, reader, run_id, pages)
        if (complete_until := pages[-1].complete_until) is not None:
            note(complete_until)
    reader.has_landed(landed)


def _land_pages(collection: Collection, reader: Reader, run_id: int, pages: list[Page]) -> Landed:
    bodies = [page.body for page in pages]
    return land(reader.warehouse, collection.records, bodies, run_id=run_id, fetched_at=reader.clock())
