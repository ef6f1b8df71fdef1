"""The pages of a list: oldest change first, each page beginning where the last one ended; or by number; or by cursor.

Page numbers over a list that is sorted by its changes lose records: one that changes while we read leaves its page, and
everything behind it moves up. So the next page is asked for by instant, not by number; numbers serve only where a whole
page shares one instant, or where the answer is not sorted.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

from etl.store.warehouse.bookmarks import Place
from etl.sync.engine.collections import Collection, Paging
from etl.sync.engine.reader import Reader, wire_instant

STEP_BACK = timedelta(seconds=1)
"""Whether a minimum includes its instant, and at which precision, is not attested: ask from a second earlier."""

Filters = Mapping[str, str | int]

_NEXT = re.compile(r'<([^>]*)>\s*;\s*rel="?next"?', re.IGNORECASE)


@dataclass(frozen=True)
class Page:
    """One answer; `complete_until` is the instant up to which nothing is left to read, if known.

    `following` is where the next page is, a number or a cursor; None on the last page, and where instants lead on.
    """

    body: bytes
    complete_until: datetime | None
    is_last: bool
    following: str | None = None


def changed_pages(
    reader: Reader, collection: Collection, since: datetime, until: datetime | None = None
) -> Iterator[Page]:
    """Every record changed at or after `since` (and up to `until`), as pages; one may come more than once.

    For lists that are paged by number; see `changed_by_cursor` for the others.
    """
    end = until or reader.marketplace_now
    while collection.widest and end - since > collection.widest:
        # the marketplace refuses a longer span: what changes out of it meanwhile is found by the spans that follow
        through = since + collection.widest
        for page in _changed_in_span(reader, collection, since, through):
            yield Page(page.body, through if page.is_last else page.complete_until, is_last=False)
        since = through - STEP_BACK
    yield from _changed_in_span(reader, collection, since, until)


def _changed_in_span(reader: Reader, collection: Collection, since: datetime, until: datetime | None) -> Iterator[Page]:
    cursor, number, is_sorted = since, 1, True
    while True:
        params: dict[str, str | int] = {
            **_changed_between(collection, cursor, until),
            "sort": f"asc:{collection.changed_field}",
            "pageIndex": number,
            "pageSize": collection.page_size,
        }
        reply, facts = reader.page(collection, params)
        # No answer says "last": a page that is exactly full is followed by an empty one.
        is_last = (facts.item_count or 0) < collection.page_size
        # Once out of order, the newest of a page says nothing of what follows: nothing is complete before the end.
        is_sorted = is_sorted and facts.is_ascending is not False
        yield Page(reply.body, facts.newest_at if is_sorted or is_last else None, is_last)
        if is_last:
            return
        # A page that shares one second does not move the instant and would be asked for ever: on by number.
        following = facts.newest_at - STEP_BACK if facts.newest_at and is_sorted else cursor
        cursor, number = (following, 1) if following > cursor else (cursor, number + 1)


def changed_by_cursor(reader: Reader, collection: Collection, place: Place) -> Iterator[Page]:
    """Every record changed at or after `place.since`, from its cursor on.

    In which order a cursor leads is not attested: all that changed before it was opened is read at its end, not before.
    """
    for page in listed_pages(reader, collection, _changed_between(collection, place.since, None), place.cursor):
        yield Page(page.body, place.opened_at if page.is_last else None, page.is_last, page.following)


def _changed_between(collection: Collection, since: datetime, until: datetime | None) -> dict[str, str | int]:
    ends: dict[str, str | int] = {f"{collection.changed_field}Max": wire_instant(until)} if until else {}
    return {f"{collection.changed_field}Min": wire_instant(since), **ends}


def listed_pages(reader: Reader, collection: Collection, filters: Filters, at: str | None = None) -> Iterator[Page]:
    """Every record that passes `filters`, from the place `at` on: a page number or a cursor, as `following` had it.

    By number: for lists whose order does not change while they are read. `complete_until` is the page's newest change.
    """
    is_by_cursor = collection.paging is Paging.CURSOR
    while True:
        place: dict[str, str | int] = {"pageIndex": int(at or 1)}
        if is_by_cursor:
            place = {"cursor": at} if at else {}
        reply, facts = reader.page(collection, {**filters, collection.paging.value: collection.page_size, **place})
        following: str | None = str(int(at or 1) + 1) if (facts.item_count or 0) >= collection.page_size else None
        if is_by_cursor:
            # a cursor that leads to itself would be read for ever
            following = None if (cursor := next_cursor(reply.headers.get("link", ""))) == at else cursor
        yield Page(reply.body, facts.newest_at, following is None, following)
        if following is None:
            return
        at = following


def next_cursor(link: str) -> str | None:
    """The cursor of the next page in a `Link` header (relative URLs, any case), or None on the last page."""
    found = _NEXT.search(link)
    query = parse_qs(urlsplit(found.group(1)).query) if found else {}
    return next((values[0] for name, values in query.items() if name.lower() == "cursor"), None)
