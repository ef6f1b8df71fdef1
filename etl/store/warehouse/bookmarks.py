"""How far a reading that is done in slices has come. A bookmark lasts as long as its reading goes on."""

from dataclasses import dataclass
from datetime import datetime

from etl.store.warehouse.warehouse import Warehouse


def bookmark(warehouse: Warehouse, name: str) -> datetime | None:
    """The instant a bookmark stands at (UTC), or None when there is none."""
    found = warehouse.value("select position_at from core.bookmarks where name = ?", [name])
    return found if isinstance(found, datetime) else None


def keep_bookmark(warehouse: Warehouse, name: str, position: datetime, now: datetime) -> None:
    """Put a bookmark at `position`. Belongs in the transaction of the rows it speaks of."""
    drop_bookmark(warehouse, name)
    warehouse.run("insert into core.bookmarks (name, position_at, moved_at) values (?, ?, ?)", [name, position, now])


def drop_bookmark(warehouse: Warehouse, name: str) -> None:
    """Take a bookmark out: its reading has come to the end."""
    warehouse.run("delete from core.bookmarks where name = ?", [name])


@dataclass(frozen=True)
class Place:
    """Where a list is that is read by cursor: what was asked (changes since), when it was opened (UTC), the cursor."""

    since: datetime
    opened_at: datetime
    cursor: str | None


def kept_place(warehouse: Warehouse, name: str) -> Place | None:
    """The place kept under this name, or None."""
    rows = warehouse.frame("select position_at, moved_at, place from core.bookmarks where name = ?", [name]).rows()
    return Place(*rows[0]) if rows else None


def keep_place(warehouse: Warehouse, name: str, place: Place) -> None:
    """Keep a place. Belongs in the transaction of the rows that were read before it."""
    drop_bookmark(warehouse, name)
    warehouse.run(
        "insert into core.bookmarks (name, position_at, moved_at, place) values (?, ?, ?, ?)",
        [name, place.since, place.opened_at, place.cursor],
    )


def run_bookmark(warehouse: Warehouse, name: str) -> int | None:
    """The run up to which what moved has been taken up, or None."""
    found = warehouse.value("select run_id from core.bookmarks where name = ?", [name])
    return found if isinstance(found, int) else None


def keep_run_bookmark(warehouse: Warehouse, name: str, run_id: int, now: datetime) -> None:
    """Put a bookmark at a run."""
    drop_bookmark(warehouse, name)
    warehouse.run("insert into core.bookmarks (name, run_id, moved_at) values (?, ?, ?)", [name, run_id, now])
