"""How far a reading that is done in slices has come. A bookmark lasts as long as its reading goes on."""

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
