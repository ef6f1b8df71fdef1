"""Reads the past of a collection, window by window, the newest first; the live watermark does not move.

Windows are of the instant of creation, where the list tells one: it never changes, so a record that moves while we read
stays in its place and page numbers serve. Each batch of pages is one transaction with its window's row: killed at any
instant, the next run goes on with the page after. A window is compared with the marketplace's count once it is read,
and read again when records are missing.

A list that is dated by its changes only is read through by instant, and a bookmark keeps the place: what changes while
we read leaves its window for the present, where the polls find it.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from etl.domain.time.clock import has_passed
from etl.domain.time.windows import Window, cut_by_days, halves, start_of_day, uncovered
from etl.octopia.client import Params
from etl.octopia.errors import BrokenAnswer
from etl.store.warehouse.bookmarks import bookmark, drop_bookmark, keep_bookmark
from etl.store.warehouse.landing import land
from etl.store.warehouse.records import count_created
from etl.store.warehouse.windows import (
    PlannedWindow,
    forget_windows,
    known_windows,
    next_window,
    note_progress,
    plan_windows,
    split_window,
)
from etl.sync.engine.changes import land_in_batches
from etl.sync.engine.collections import Collection
from etl.sync.engine.pages import Page, changed_pages
from etl.sync.engine.read_ahead import pages_ahead
from etl.sync.engine.reader import Reader, wire_instant

WINDOW_RECORDS = 5_000
"""Records a window should hold; one of more than twice as many is cut in two."""
DAYS_UNCOUNTED = 7
"""Days of a window when the marketplace does not count what it would hold."""
EARLIEST_DAY = date(1971, 1, 1)
"""What lies before is no date of a record (`read_moment` in staging)."""
ATTEMPTS = 3
"""How often a window is read whose count does not agree, before it is given up as failed."""


def plan_backfill(collection: Collection, reader: Reader, since: date | None, until: date | None) -> int:
    """Write down the windows still to read between two days of Paris, `until` excluded; answer how many there are new.

    Without `since` from the oldest record on, without `until` up to now. What was planned before is not planned twice.
    """
    forget_windows(reader.warehouse, collection.backfill_name, ["failed"])
    now = reader.marketplace_now.replace(microsecond=0)
    # no record is older, and the year 1 has no beginning in UTC
    first = start_of_day(max(since, EARLIEST_DAY)) if since else _oldest(collection, reader)
    last = min(start_of_day(max(until, EARLIEST_DAY)), now) if until else now
    if first is None or first >= last:
        return 0
    whole = Window(first, last)
    total = _count(collection, reader, whole) if collection.count_path else 0
    per_second = total / (last - first).total_seconds()
    days = max(1, int(WINDOW_RECORDS / max(per_second * 86_400, 1e-9))) if total else (last - first).days + 1
    if not collection.count_path:
        days = DAYS_UNCOUNTED
    if collection.widest:
        days = min(days, collection.widest.days)
    gaps = uncovered(whole, known_windows(reader.warehouse, collection.backfill_name))
    windows = [window for gap in gaps for window in cut_by_days(gap, min(days, 400))]
    plan_windows(
        reader.warehouse,
        collection.backfill_name,
        [(window, round(per_second * (window.until - window.since).total_seconds())) for window in windows],
    )
    return len(windows)


def has_windows_to_read(reader: Reader, name: str) -> bool:
    """Are windows planned under this name that are not read?"""
    return next_window(reader.warehouse, name) is not None


def read_backfill(collection: Collection, reader: Reader, run_id: int) -> None:
    """Go on with the backfill."""
    read_next_window(collection, reader, run_id, collection.backfill_name)


def read_next_window(collection: Collection, reader: Reader, run_id: int, name: str) -> None:
    """Go on with the window under way, or begin the next; as many pages as there is time for."""
    planned = next_window(reader.warehouse, name)
    if planned is None:
        return
    if collection.created_field is None or collection.count_path is None:
        _read_by_instant(collection, reader, run_id, name, planned)
        return
    if planned.pages_done == 0:
        planned = replace(planned, expected_count=_count(collection, reader, planned.window))
        if _split(reader, name, planned):
            reader.leave_unfinished()
            return
    planned = _read_pages(collection, reader, run_id, name, planned)
    if not reader.tally.is_unfinished:
        _conclude(collection, reader, name, planned)


def _read_by_instant(collection: Collection, reader: Reader, run_id: int, name: str, planned: PlannedWindow) -> None:
    """Read what last changed within the window, from the bookmark on if its reading has begun."""
    begun = bookmark(reader.warehouse, name) if planned.pages_done else None
    pages = changed_pages(reader, collection, begun or planned.window.since, planned.window.until)
    done, landed_count = planned.pages_done, 0

    def land_them(batch: list[Page]) -> None:
        nonlocal done, landed_count
        bodies, now = [page.body for page in batch], reader.clock()
        with reader.warehouse.transaction():
            landed = land(reader.warehouse, collection.records, bodies, run_id=run_id, fetched_at=now)
            done, landed_count = done + len(batch), landed_count + landed.record_count
            if batch[-1].complete_until is not None:
                keep_bookmark(reader.warehouse, name, batch[-1].complete_until, now)
            progress = replace(planned, pages_done=done, rejected_count=planned.rejected_count + landed.rejected_count)
            state = "done" if batch[-1].is_last else "running"
            # how many there are nobody tells: what was read is what was expected
            held = planned.expected_count + landed_count
            note_progress(
                reader.warehouse, name, replace(progress, expected_count=held), state=state, record_count=held, now=now
            )
            if batch[-1].is_last:
                drop_bookmark(reader.warehouse, name)
        reader.has_landed(landed)

    land_in_batches(collection, reader, pages, land_them)


def _split(reader: Reader, name: str, planned: PlannedWindow) -> bool:
    parts = halves(planned.window) if planned.expected_count > 2 * WINDOW_RECORDS else None
    if parts is None:
        return False
    half = planned.expected_count // 2
    with reader.warehouse.transaction():
        split_window(reader.warehouse, name, planned.window, [(parts[0], half), (parts[1], half)])
    return True


def _read_pages(
    collection: Collection, reader: Reader, run_id: int, name: str, planned: PlannedWindow
) -> PlannedWindow:
    """Land the pages that are left, in batches; answer how far the window is."""
    pages = -(-planned.expected_count // collection.page_size)
    batch: list[bytes] = []
    committed_at = reader.clock()
    for body in pages_ahead(reader, collection, _queries(collection, planned, pages)):
        batch.append(body)
        is_large = len(batch) == reader.pace.pages_per_commit or sum(map(len, batch)) >= reader.pace.bytes_per_commit
        if is_large or has_passed(reader.pace.commit_every, committed_at, reader.clock()):
            planned = _land(collection, reader, run_id, planned, batch, name=name)
            batch, committed_at = [], reader.clock()
    if batch:
        planned = _land(collection, reader, run_id, planned, batch, name=name)
    if planned.pages_done < pages:
        reader.leave_unfinished()
    return planned


def _queries(collection: Collection, planned: PlannedWindow, pages: int) -> Sequence[Params]:
    filters = {
        **_filters(collection, planned.window),
        "sort": f"asc:{collection.created_field}",
        "pageSize": collection.page_size,
    }
    return [{**filters, "pageIndex": number} for number in range(planned.pages_done + 1, pages + 1)]


def _land(
    collection: Collection, reader: Reader, run_id: int, planned: PlannedWindow, batch: list[bytes], *, name: str
) -> PlannedWindow:
    now = reader.clock()
    with reader.warehouse.transaction():
        landed = land(reader.warehouse, collection.records, batch, run_id=run_id, fetched_at=now)
        planned = replace(
            planned,
            pages_done=planned.pages_done + len(batch),
            rejected_count=planned.rejected_count + landed.rejected_count,
        )
        held = _held(collection, reader, planned)
        note_progress(reader.warehouse, name, planned, state="running", record_count=held, now=now)
    reader.has_landed(landed)
    return planned


def _conclude(collection: Collection, reader: Reader, name: str, planned: PlannedWindow) -> None:
    """Compare with the marketplace's count: done, or to be read again, or given up."""
    counted, held = _count(collection, reader, planned.window), _held(collection, reader, planned)
    # At least, not exactly: rejects of an earlier attempt that fit now are held and still noted as rejected.
    is_whole = held + planned.rejected_count >= counted
    attempts = planned.attempt_count + 1
    state = "done" if is_whole else "failed" if attempts >= ATTEMPTS else "running"
    again = state == "running"
    with reader.warehouse.transaction():
        note_progress(
            reader.warehouse,
            name,
            replace(
                planned,
                expected_count=counted,
                attempt_count=attempts,
                pages_done=0 if again else planned.pages_done,
                rejected_count=0 if again else planned.rejected_count,
            ),
            state=state,
            record_count=held,
            now=reader.clock(),
        )
    if state == "failed":
        since, until = planned.window
        raise BrokenAnswer(
            f"The {collection.name} created from {since:%Y-%m-%d %H:%M} to {until:%Y-%m-%d %H:%M} UTC: the "
            f"marketplace counts {counted}, its pages hold {held}, read {attempts} times. "
            "`vigie backfill` reads them again."
        )
    if again:
        reader.leave_unfinished()


def _held(collection: Collection, reader: Reader, planned: PlannedWindow) -> int:
    """Records of ours that were created within the window, its end included, as the marketplace is asked."""
    return count_created(reader.warehouse, collection.records, planned.window)


def _count(collection: Collection, reader: Reader, window: Window) -> int:
    return reader.count(collection.count_path or collection.path, _filters(collection, window))


def _filters(collection: Collection, window: Window) -> dict[str, str | int]:
    # Whether the maximum includes its instant is not attested: with the end itself nothing is left out either way, and
    # what comes twice changes nothing.
    field = collection.created_field
    return {f"{field}Min": wire_instant(window.since), f"{field}Max": wire_instant(window.until)}


def _oldest(collection: Collection, reader: Reader) -> datetime | None:
    """The date of the oldest record, by creation where that is told; None when there is no record."""
    field = collection.created_field or collection.changed_field
    reply, facts = reader.page(collection, {"sort": f"asc:{field}", "pageIndex": 1, "pageSize": 1})
    if not facts.item_count:
        return None
    found = reader.warehouse.value(
        "select try_cast(json_extract_string(?::json, ?) as timestamptz)",
        [reply.body.decode(), f'$.items[0]."{field}"'],
    )
    return found if isinstance(found, datetime) else None
