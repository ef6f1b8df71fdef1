"""Reads the orders of the past, window by window of `createdAt`, the newest first; the live watermark does not move.

`createdAt` never changes, so an order that moves while we read stays in its place and page numbers serve. Each batch
of pages is one transaction with its window's row: killed at any instant, the next run goes on with the page after. A
window is compared with the marketplace's count once it is read, and read again when orders are missing.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from etl.domain.time.windows import Window, cut_by_days, halves, start_of_day, uncovered
from etl.octopia.client import Params
from etl.octopia.errors import BrokenAnswer
from etl.store.warehouse.landing import land_orders
from etl.store.warehouse.windows import (
    PlannedWindow,
    forget_windows,
    known_windows,
    next_window,
    note_progress,
    plan_windows,
    split_window,
)
from etl.sync.engine.read_ahead import pages_ahead
from etl.sync.engine.reader import PAGE_SIZE, Reader, wire_instant
from etl.sync.orders.pages import ORDERS

BACKFILL = "orders_backfill"
"""The windows somebody asked for."""
WINDOW_ORDERS = 5_000
"""Orders a window should hold; one of more than twice as many is cut in two."""
ATTEMPTS = 3
"""How often a window is read whose count does not agree, before it is given up as failed."""


def plan_backfill(reader: Reader, since: date | None, until: date | None) -> int:
    """Write down the windows still to read between two days of Paris, `until` excluded; answer how many there are new.

    Without `since` from the oldest order on, without `until` up to now. What was planned before is not planned twice.
    """
    forget_windows(reader.warehouse, BACKFILL, ["failed"])
    now = reader.marketplace_now.replace(microsecond=0)
    first = start_of_day(since) if since else _oldest(reader)
    last = min(start_of_day(until), now) if until else now
    if first is None or first >= last:
        return 0
    whole = Window(first, last)
    total = reader.count(f"{ORDERS}/count", _filters(whole))
    per_second = total / (last - first).total_seconds()
    days = max(1, int(WINDOW_ORDERS / max(per_second * 86_400, 1e-9))) if total else (last - first).days + 1
    gaps = uncovered(whole, known_windows(reader.warehouse, BACKFILL))
    windows = [window for gap in gaps for window in cut_by_days(gap, min(days, 400))]
    plan_windows(
        reader.warehouse,
        BACKFILL,
        [(window, round(per_second * (window.until - window.since).total_seconds())) for window in windows],
    )
    return len(windows)


def has_windows_to_read(reader: Reader, name: str = BACKFILL) -> bool:
    """Are windows planned under this name that are not read?"""
    return next_window(reader.warehouse, name) is not None


def read_backfill(reader: Reader, run_id: int) -> None:
    """Go on with the backfill."""
    read_next_window(reader, run_id, BACKFILL)


def read_next_window(reader: Reader, run_id: int, name: str) -> None:
    """Go on with the window under way, or begin the next; as many pages as there is time for."""
    planned = next_window(reader.warehouse, name)
    if planned is None:
        return
    if planned.pages_done == 0:
        planned = replace(planned, expected_count=_count(reader, planned.window))
        if _split(reader, name, planned):
            reader.leave_unfinished()
            return
    planned = _read_pages(reader, run_id, name, planned)
    if not reader.tally.is_unfinished:
        _conclude(reader, name, planned)


def _split(reader: Reader, name: str, planned: PlannedWindow) -> bool:
    parts = halves(planned.window) if planned.expected_count > 2 * WINDOW_ORDERS else None
    if parts is None:
        return False
    half = planned.expected_count // 2
    with reader.warehouse.transaction():
        split_window(reader.warehouse, name, planned.window, [(parts[0], half), (parts[1], half)])
    return True


def _read_pages(reader: Reader, run_id: int, name: str, planned: PlannedWindow) -> PlannedWindow:
    """Land the pages that are left, in batches; answer how far the window is."""
    pages = -(-planned.expected_count // PAGE_SIZE)
    batch: list[bytes] = []
    committed_at = reader.clock()
    for body in pages_ahead(reader, ORDERS, _queries(planned, pages)):
        batch.append(body)
        if len(batch) == reader.pace.pages_per_commit or reader.clock() - committed_at >= reader.pace.commit_every:
            planned = _land(reader, run_id, name, planned, batch)
            batch, committed_at = [], reader.clock()
    if batch:
        planned = _land(reader, run_id, name, planned, batch)
    if planned.pages_done < pages:
        reader.leave_unfinished()
    return planned


def _queries(planned: PlannedWindow, pages: int) -> Sequence[Params]:
    filters = {**_filters(planned.window), "sort": "asc:createdAt", "pageSize": PAGE_SIZE}
    return [{**filters, "pageIndex": number} for number in range(planned.pages_done + 1, pages + 1)]


def _land(reader: Reader, run_id: int, name: str, planned: PlannedWindow, batch: list[bytes]) -> PlannedWindow:
    now = reader.clock()
    with reader.warehouse.transaction():
        landed = land_orders(reader.warehouse, batch, run_id=run_id, fetched_at=now)
        planned = replace(
            planned,
            pages_done=planned.pages_done + len(batch),
            rejected_count=planned.rejected_count + landed.rejected_count,
        )
        held = _held(reader, planned)
        note_progress(reader.warehouse, name, planned, state="running", record_count=held, now=now)
    reader.has_landed(landed)
    return planned


def _conclude(reader: Reader, name: str, planned: PlannedWindow) -> None:
    """Compare with the marketplace's count: done, or to be read again, or given up."""
    counted, held = _count(reader, planned.window), _held(reader, planned)
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
            f"The orders created from {since:%Y-%m-%d %H:%M} to {until:%Y-%m-%d %H:%M} UTC: the marketplace counts "
            f"{counted}, its pages hold {held}, read {attempts} times. `vigie backfill` reads them again."
        )
    if again:
        reader.leave_unfinished()


def _held(reader: Reader, planned: PlannedWindow) -> int:
    """Orders of ours that were created within the window, its end included, as the marketplace is asked."""
    return int(
        str(
            reader.warehouse.value(
                "select count(*) from core.orders where created_at between ? and ?", list(planned.window)
            )
        )
    )


def _count(reader: Reader, window: Window) -> int:
    return reader.count(f"{ORDERS}/count", _filters(window))


def _filters(window: Window) -> dict[str, str | int]:
    # Whether the maximum includes its instant is not attested: with the end itself nothing is left out either way, and
    # what comes twice changes nothing.
    return {"createdAtMin": wire_instant(window.since), "createdAtMax": wire_instant(window.until)}


def _oldest(reader: Reader) -> datetime | None:
    """The day of the oldest order, or None when there are none."""
    reply, facts = reader.page(ORDERS, {"sort": "asc:createdAt", "pageIndex": 1, "pageSize": 1})
    if not facts.item_count:
        return None
    created = reader.warehouse.value(
        "select try_cast(json_extract_string(?::json, '$.items[0].createdAt') as timestamptz)",
        [reply.body.decode()],
    )
    return created if isinstance(created, datetime) else None
