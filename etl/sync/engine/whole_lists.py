"""Reads lists to their end: the whole of a collection, or its open records; what they no longer hold is looked for.

What a list has told so far, temp tables of the connection remember from slice to slice: a process that is killed
begins the list anew.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from urllib.parse import quote

import polars as pl

from etl.octopia.errors import NotFound, Refused
from etl.store.warehouse.landing import land
from etl.store.warehouse.page_items import wrapped
from etl.store.warehouse.records import absent_keys, count_absent
from etl.sync.engine.changes import land_in_batches
from etl.sync.engine.collections import Collection
from etl.sync.engine.pages import STEP_BACK, Page, listed_pages
from etl.sync.engine.reader import Reader, wire_instant

Scope = Mapping[str, str]
"""What the marketplace is asked for: one list of several, when it gives no whole one."""


def read_whole(collection: Collection, reader: Reader, run_id: int) -> None:
    """Land every record of the list, sales channel by sales channel where it must be asked so.

    Where the collection says so, what is absent from the list is counted, and missing when it is so twice running.
    """
    if not _read_to_the_end(collection, reader, run_id, collection.name, channel_scopes(collection, reader)):
        return
    if collection.marks_absent:
        mark_absent(collection, reader, run_id, _unlisted(collection, reader, collection.name))
    _forget(reader, collection.name)


def reread_open(collection: Collection, reader: Reader, run_id: int) -> None:
    """Read the records that still owe something, whatever their date says.

    Open here but not in the marketplace's list: read by key. A record that is not found twice is marked missing.
    """
    if (ours := collection.open) is None:
        return
    if not _read_to_the_end(collection, reader, run_id, ours.name, [ours.filters]):
        return
    unlisted = _unlisted(collection, reader, ours.name, (ours.column, ours.values))
    reread(collection, reader, run_id, unlisted)
    _forget(reader, ours.name)


def reread(collection: Collection, reader: Reader, run_id: int, keys: Iterable[str]) -> None:
    """Read these records one by one; one that is not found is counted absent and does not stop the others."""
    found: list[bytes] = []
    absent: list[str] = []
    for key in keys:
        if sum(map(len, found)) >= reader.pace.bytes_per_commit:
            _land(collection, reader, run_id, [wrapped(found)])
            found = []
        try:
            # of whatever kind: what does not fit is set aside, it does not stop the others
            found.append(reader.record(collection, path_of(collection.one_path, key)))
        except NotFound:
            absent.append(key)
    if found:
        _land(collection, reader, run_id, [wrapped(found)])
    mark_absent(collection, reader, run_id, absent)


def path_of(template: str | None, key: str) -> str:
    """The address of one record. Raises `ValueError` for a collection that has none."""
    if template is None:
        raise ValueError("this collection has no address for a single record")
    return template.format(key=quote(key, safe=""))


def channel_scopes(collection: Collection, reader: Reader) -> list[Scope]:
    """The lists that together are the whole one."""
    parameter = collection.channel_parameter
    return [{parameter: channel} for channel in reader.sales_channels] if parameter else [{}]


def land_listed(collection: Collection, reader: Reader, run_id: int, scope: Scope) -> None:
    """Land one list, as far as its pages go."""
    pages = listed_pages(reader, collection, scope)
    land_in_batches(
        collection, reader, pages, lambda batch: _land(collection, reader, run_id, [page.body for page in batch])
    )


def mark_absent(collection: Collection, reader: Reader, run_id: int, keys: Sequence[str]) -> None:
    """Count these records as absent once more."""
    if keys:
        with reader.warehouse.lending("absent", pl.DataFrame({"key": keys})):
            count_absent(reader.warehouse, collection.records, run_id=run_id)


def _read_to_the_end(collection: Collection, reader: Reader, run_id: int, name: str, scopes: Sequence[Scope]) -> bool:
    """Go on with the lists of `scopes` where the last slice left them; answer whether they came to their end."""
    reader.warehouse.run(
        "create temp table if not exists listed_keys (list varchar, key varchar, created_at timestamptz)"
    )
    reader.warehouse.run("create temp table if not exists list_places (list varchar, scope integer, place varchar)")
    for number, scope in enumerate(scopes):
        places = reader.warehouse.frame(
            "select place from list_places where list = ? and scope = ?", [name, number]
        ).rows()
        place = places[0][0] if places else None
        if places and place is None:
            continue
        filters: dict[str, str | int] = dict(scope)
        if collection.created_field:
            # a record that leaves the list moves up those behind it: where it is dated, its date is the place
            filters["sort"], place = f"asc:{collection.created_field}", None
            if (listed_until := _listed_until(reader, name)) is not None:
                filters[f"{collection.created_field}Min"] = wire_instant(listed_until - STEP_BACK)

        def land_them(batch: list[Page], number: int = number) -> None:
            _land(collection, reader, run_id, [page.body for page in batch])
            _note_listed(collection, reader, name, number, batch[-1])

        try:
            land_in_batches(collection, reader, listed_pages(reader, collection, filters, place), land_them)
        except Refused:
            # a cursor does not live for ever: the next slice begins the lists anew
            _forget(reader, name)
            raise
        if reader.tally.is_unfinished:
            return False
    return True


def _listed_until(reader: Reader, name: str) -> datetime | None:
    found = reader.warehouse.value("select max(created_at) from listed_keys where list = ?", [name])
    return found if isinstance(found, datetime) else None


def _note_listed(collection: Collection, reader: Reader, name: str, scope: int, last: Page) -> None:
    if collection.created_field:
        reader.warehouse.run("insert into listed_keys select ?, key, created_at from staged_records", [name])
    else:
        reader.warehouse.run("insert into listed_keys select ?, key, null from staged_records", [name])
    reader.warehouse.run("delete from list_places where list = ? and scope = ?", [name, scope])
    reader.warehouse.run("insert into list_places values (?, ?, ?)", [name, scope, last.following])


def _unlisted(
    collection: Collection, reader: Reader, name: str, only: tuple[str, Iterable[str]] | None = None
) -> list[str]:
    reader.warehouse.run(
        "create or replace temp table listed_now as select key from listed_keys where list = ?", [name]
    )
    return absent_keys(reader.warehouse, collection.records, "listed_now", only)


def _forget(reader: Reader, name: str) -> None:
    reader.warehouse.run("delete from listed_keys where list = ?", [name])
    reader.warehouse.run("delete from list_places where list = ?", [name])


def _land(collection: Collection, reader: Reader, run_id: int, bodies: list[bytes]) -> None:
    with reader.warehouse.transaction():
        landed = land(reader.warehouse, collection.records, bodies, run_id=run_id, fetched_at=reader.clock())
    reader.has_landed(landed)
