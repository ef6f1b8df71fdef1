"""The windows of a backfill, kept in `core.sync_windows`: planned first, then read one by one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from etl.domain.time.windows import Window
from etl.store.warehouse.warehouse import Warehouse


@dataclass(frozen=True)
class PlannedWindow:
    """A window that is not done: how many orders are expected (an estimate before `pages_done`), how far it is read."""

    window: Window
    expected_count: int
    pages_done: int
    rejected_count: int
    attempt_count: int


@dataclass(frozen=True)
class WindowTotals:
    """How far a backfill is: windows, those done and failed, orders expected and landed."""

    windows: int
    done: int
    failed: int
    expected: int
    landed: int

    @property
    def is_over(self) -> bool:
        """Is there nothing left to read?"""
        return self.done + self.failed == self.windows


def plan_windows(warehouse: Warehouse, resource: str, planned: Iterable[tuple[Window, int]]) -> None:
    """Write windows down as pending, each with the count expected; all or none."""
    with warehouse.transaction():
        for window, expected in planned:
            _insert(warehouse, resource, window, expected)


def known_windows(warehouse: Warehouse, resource: str) -> list[Window]:
    """Every window that is planned, under way or done; a failed one may be planned again."""
    rows = warehouse.frame(
        "select window_from_at, window_until_at from core.sync_windows where resource = ? and state <> 'failed'",
        [resource],
    ).rows()
    return [Window(*row) for row in rows]


def next_window(warehouse: Warehouse, resource: str) -> PlannedWindow | None:
    """The window to go on with: the one under way, else the newest that is pending; None when all are read."""
    rows = warehouse.frame(
        """
        select window_from_at, window_until_at, expected_count, pages_done, rejected_count, attempt_count
        from core.sync_windows
        where resource = ? and state in ('pending', 'running')
        order by state desc, window_from_at desc -- 'running' is before 'pending', backwards in the alphabet
        limit 1
        """,
        [resource],
    ).rows()
    return PlannedWindow(Window(*rows[0][:2]), *rows[0][2:]) if rows else None


def split_window(warehouse: Warehouse, resource: str, window: Window, parts: Iterable[tuple[Window, int]]) -> None:
    """Put `parts` in the place of a window that turned out too large; belongs in a transaction."""
    warehouse.run(f"delete from core.sync_windows where {_THIS}", [resource, *window])
    for part, expected in parts:
        _insert(warehouse, resource, part, expected)


def note_progress(
    warehouse: Warehouse, resource: str, planned: PlannedWindow, *, state: str, record_count: int, now: datetime
) -> None:
    """Write down how far a window is, as `planned` says; belongs in the transaction of its rows."""
    warehouse.run(
        "update core.sync_windows set state = ?, expected_count = ?, pages_done = ?, rejected_count = ?, "
        f"attempt_count = ?, record_count = ?, ended_at = ? where {_THIS}",
        [
            state,
            planned.expected_count,
            planned.pages_done,
            planned.rejected_count,
            planned.attempt_count,
            record_count,
            now,
            resource,
            *planned.window,
        ],
    )


def forget_windows(warehouse: Warehouse, resource: str, states: Iterable[str]) -> None:
    """Drop the windows in one of `states`, so that they can be planned again."""
    warehouse.run(
        "delete from core.sync_windows where resource = ? and list_contains(?, state)", [resource, list(states)]
    )


def window_totals(warehouse: Warehouse, resource: str) -> WindowTotals:
    """How far the backfill is."""
    row = warehouse.frame(
        """
        select
            count(*),
            count(*) filter (state = 'done'),
            count(*) filter (state = 'failed'),
            coalesce(sum(greatest(expected_count, record_count)), 0)::bigint,
            coalesce(sum(record_count), 0)::bigint
        from core.sync_windows
        where resource = ?
        """,
        [resource],
    ).row(0)
    return WindowTotals(*row)


_THIS = "resource = ? and window_from_at = ? and window_until_at = ?"


def _insert(warehouse: Warehouse, resource: str, window: Window, expected: int) -> None:
    warehouse.run(
        "insert into core.sync_windows (resource, window_from_at, window_until_at, state, expected_count, "
        "record_count, pages_done, rejected_count, attempt_count) values (?, ?, ?, 'pending', ?, 0, 0, 0, 0)",
        [resource, *window, expected],
    )
