"""Reads what must be asked for one by one, in slices and the most urgent first: details, and lists that follow others.

What is to be read stands in `core.pending_readings` and leaves it in the transaction that lands it: killed at any
instant, it is read again.
"""

from collections.abc import Callable

from etl.octopia.errors import NotFound, OctopiaError
from etl.store.warehouse.bookmarks import keep_run_bookmark, run_bookmark
from etl.store.warehouse.landing import NOTHING_LANDED, Landed, land
from etl.store.warehouse.page_items import wrapped
from etl.store.warehouse.pending import end_readings, next_readings, put_off, queue_readings
from etl.store.warehouse.records import absent_keys
from etl.sync.engine.collections import Collection, Follows
from etl.sync.engine.pages import listed_pages
from etl.sync.engine.reader import Reader
from etl.sync.engine.runs import HEARD_BY_ALL
from etl.sync.engine.whole_lists import mark_absent, path_of

AT_ONCE = 50
"""Readings of one commit."""

Bodies = list[bytes] | None
"""What one reading brought; None when the marketplace has nothing there."""


def has_details_to_read(collection: Collection, reader: Reader) -> bool:
    """Does a detail wait whose time has come?"""
    name = collection.records.details
    return name is not None and bool(_next(name, reader, 1))


def read_details(collection: Collection, reader: Reader, run_id: int) -> None:
    """Read the details that wait, as many as there is time for, at least one.

    One that is not found is counted absent, one that fails is put off; neither stops the others.
    """
    details, name = collection.details, collection.records.details
    if details is None or name is None:
        raise ValueError(f"{collection.name} has no details")

    def read(key: str) -> Bodies:
        try:
            # of whatever kind: what does not fit is set aside
            return [reader.record(collection, path_of(details.path, key))]
        except NotFound:
            return None

    def land_them(brought: dict[str, Bodies]) -> Landed:
        mark_absent(collection, reader, run_id, [key for key, bodies in brought.items() if bodies is None])
        found = [body for bodies in brought.values() for body in bodies or ()]
        if not found:
            return NOTHING_LANDED
        return land(reader.warehouse, details.records, [wrapped(found)], run_id=run_id, fetched_at=reader.clock())

    _read_pending(name, reader, read, land_them)


def read_followed(collection: Collection, reader: Reader, run_id: int) -> None:
    """Read the list for each record of the other collection that moved since, as many as there is time for.

    Before the whole list was read for the first time nothing is queued: it holds all there is.
    """
    if (follows := collection.follows) is None:
        raise ValueError(f"{collection.name} follows nothing")
    _queue_moved(collection, follows, reader, run_id)

    def read(key: str) -> Bodies:
        return [page.body for page in listed_pages(reader, collection, {follows.parameter: key})]

    def land_them(brought: dict[str, Bodies]) -> Landed:
        bodies = [body for pages in brought.values() for body in pages or ()]
        landed = land(reader.warehouse, collection.records, bodies, run_id=run_id, fetched_at=reader.clock())
        mark_absent(
            collection,
            reader,
            run_id,
            absent_keys(reader.warehouse, collection.records, "staged_records", (follows.column, brought)),
        )
        return landed

    _read_pending(followed_name(collection), reader, read, land_them)


def followed_name(collection: Collection) -> str:
    """The resource that reads a list for what moved is recorded under, and the name of its queue."""
    return f"{collection.name}_followed"


def has_followed_to_read(collection: Collection, reader: Reader) -> bool:
    """Does a reading wait, or has something moved since the last look?"""
    if (follows := collection.follows) is None:
        return False
    name = followed_name(collection)
    after = run_bookmark(reader.warehouse, name)
    return after is None or bool(_next(name, reader, 1)) or _moved(follows, reader, after, None) > 0


def _queue_moved(collection: Collection, follows: Follows, reader: Reader, run_id: int) -> None:
    """Take up what moved in the runs before this one. They have ended: what they moved is committed, and theirs."""
    name = followed_name(collection)
    with reader.warehouse.transaction():
        after = run_bookmark(reader.warehouse, name)
        if after is not None and _moved(follows, reader, after, run_id):
            queue_readings(reader.warehouse, name, "moved_elsewhere", now=reader.clock())
        keep_run_bookmark(reader.warehouse, name, run_id - 1, reader.clock())


def _moved(follows: Follows, reader: Reader, after: int, before: int | None) -> int:
    """Fill `moved_elsewhere(key, urgency, moved_at)` from the query of the subject; answer how many."""
    frame = reader.warehouse.frame_of(follows.moved, after_run=after, before_run=before or 2**62)
    reader.warehouse.run(
        "create or replace temp table moved_elsewhere (key varchar, urgency integer, moved_at timestamptz)"
    )
    with reader.warehouse.lending("moved_frame", frame):
        reader.warehouse.run("insert into moved_elsewhere by name select key, urgency, moved_at from moved_frame")
    return frame.height


def _next(name: str, reader: Reader, at_most: int) -> list[str]:
    return next_readings(reader.warehouse, name, at_most=at_most, now=reader.clock(), longest=reader.pace.put_off)


def _read_pending(
    name: str, reader: Reader, read: Callable[[str], Bodies], land_them: Callable[[dict[str, Bodies]], Landed]
) -> None:
    while keys := _next(name, reader, AT_ONCE):
        brought, problem = _read_some(keys, reader, read)
        if brought:
            with reader.warehouse.transaction():
                landed = land_them(brought)
                end_readings(reader.warehouse, name, brought)
            reader.has_landed(landed)
        if problem is not None:
            if not isinstance(problem, HEARD_BY_ALL):
                # its own fault, not the marketplace's: the next slice begins with the one after it
                put_off(reader.warehouse, name, keys[len(brought)], until=reader.clock() + reader.pace.put_off)
            raise problem
        if not reader.has_time:
            if _next(name, reader, 1):
                reader.leave_unfinished()
            return


def _read_some(
    keys: list[str], reader: Reader, read: Callable[[str], Bodies]
) -> tuple[dict[str, Bodies], OctopiaError | None]:
    """What the readings brought, as many as there is time for, up to the one that failed, and its error."""
    brought: dict[str, Bodies] = {}
    for key in keys:
        try:
            brought[key] = read(key)
        except OctopiaError as error:
            return brought, error
        if not reader.has_time or _size(brought) >= reader.pace.bytes_per_commit:
            break
    return brought, None


def _size(brought: dict[str, Bodies]) -> int:
    return sum(len(body) for bodies in brought.values() for body in bodies or ())
