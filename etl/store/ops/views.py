"""Views people save: the choices above a list under a name, for themselves or for everybody."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Engine, delete, func, insert, or_, select, update

from etl.store.errors import StoreError
from etl.store.ops.database import reading, writing
from etl.store.ops.schema import saved_view

NAME_LIMIT: Final = 60
MOST_VIEWS: Final = 50


class ViewRefused(StoreError):
    """The view was not saved; `reason` says why: name_missing, name_taken, too_many or view_gone."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True)
class SavedView:
    """A view of a page; `parameters` are as they were saved, for the page to validate. `changed_at` is UTC."""

    view_id: str
    page: str
    name: str
    parameters: dict[str, str]
    owner: str
    is_shared: bool
    changed_by: str
    changed_at: datetime


def views_for(ops: Engine, page: str, person: str) -> list[SavedView]:
    """A person's own views of a page and those shared with everybody, by name."""
    chosen = select(saved_view).where(saved_view.c.page == page, _visible(person)).order_by(saved_view.c.name)
    with reading(ops) as connection:
        return [SavedView(**row._mapping) for row in connection.execute(chosen)]


def save_view(
    ops: Engine, page: str, name: str, parameters: Mapping[str, str], *, is_shared: bool, by: str, now: datetime
) -> str:
    """Save a view and answer its id. Raises `ViewRefused`: no name, a name in use, too many views."""
    view_id, called = str(uuid.uuid4()), _checked_name(name)
    row = SavedView(view_id, page, called, dict(parameters), by, is_shared, by, now)
    with writing(ops) as connection:
        seen = saved_view.c.page == page, _visible(by)
        if connection.scalar(select(func.count()).select_from(saved_view).where(*seen)) >= MOST_VIEWS:  # type: ignore[operator]  # a count is never null
            raise ViewRefused("too_many", f"There are {MOST_VIEWS} views of {page} already: delete one first.")
        if connection.scalar(select(saved_view.c.view_id).where(*seen, saved_view.c.name == called)):
            raise ViewRefused("name_taken", f"A view of {page} is called “{called}” already: choose another name.")
        connection.execute(insert(saved_view).values(**vars(row)))
    return view_id


def change_view(ops: Engine, view_id: str, *, name: str, is_shared: bool, by: str, now: datetime) -> None:
    """Rename a view, share it or take it back. Raises `ViewRefused` as `save_view`, or when it is gone or another's."""
    called = _checked_name(name)
    mine = saved_view.c.view_id == view_id, _visible(by)
    values = {"name": called, "is_shared": is_shared, "changed_by": by, "changed_at": now}
    with writing(ops) as connection:
        page = connection.scalar(select(saved_view.c.page).where(*mine))
        if page is None:
            raise ViewRefused("view_gone", f"The view “{called}” was deleted meanwhile, or is somebody else's.")
        namesakes = saved_view.c.page == page, saved_view.c.name == called, saved_view.c.view_id != view_id
        if connection.scalar(select(saved_view.c.view_id).where(*namesakes, _visible(by))):
            raise ViewRefused("name_taken", f"A view of {page} is called “{called}” already: choose another name.")
        connection.execute(update(saved_view).where(*mine).values(values))


def delete_view(ops: Engine, view_id: str, *, by: str) -> None:
    """Delete a view that the person sees; nothing happens when it is gone already."""
    with writing(ops) as connection:
        connection.execute(delete(saved_view).where(saved_view.c.view_id == view_id, _visible(by)))


def _visible(person: str) -> ColumnElement[bool]:
    return or_(saved_view.c.owner == person, saved_view.c.is_shared)


def _checked_name(name: str) -> str:
    called = " ".join("".join(one for one in name if one.isprintable()).split())[:NAME_LIMIT].strip()
    if not called:
        raise ViewRefused("name_missing", "A view needs a name: write one.")
    return called
