"""Finds out on which day past orders were shipped.

The API keeps no history of statuses: an order first seen as Delivered does not tell when it was shipped. The list takes
`shippedAtMin` and `shippedAtMax`, so the days can be asked for one by one, each once. A day is bound enough: what an
order owed was to be shipped by the end of one.
"""

from datetime import UTC, date, datetime, time, timedelta

from etl.domain.time.clock import PARIS
from etl.store.warehouse.landing import NOTHING_LANDED, Landed, land
from etl.sync.engine.pages import listed_pages
from etl.sync.engine.reader import Reader, wire_instant
from etl.sync.orders.collection import ORDERS

RESOURCE = "ship_days"
DAYS_PER_RUN = 15
"""A few days with each run, the newest first: a first sync is not held up."""


def sync_ship_days(reader: Reader, run_id: int) -> None:
    """Ask for the next days nobody has asked for yet and date the shipments of the orders they list."""
    for day in _days_to_ask(reader):
        reader.has_landed(_sync_day(reader, run_id, day))
        if not reader.has_time:
            return


def has_days_to_ask(reader: Reader) -> bool:
    """Is there a past day left whose shipments nobody has asked for?"""
    return bool(_days_to_ask(reader))


def _days_to_ask(reader: Reader) -> list[date]:
    asked = set(
        reader.warehouse.frame(
            "select (window_from_at at time zone 'Europe/Paris')::date as day from core.sync_windows "
            "where resource = ? and state = 'done'",
            [RESOURCE],
        )["day"].to_list()
    )
    # Theirs: by a clock of ours that ran ahead, days that have not come would count as asked for.
    today = reader.marketplace_now.astimezone(PARIS).date()
    days = (today - timedelta(days=back) for back in range(1, reader.pace.history.days + 1))
    return [day for day in days if day not in asked][:DAYS_PER_RUN]


def _sync_day(reader: Reader, run_id: int, day: date) -> Landed:
    first, last = _bounds(day)
    filters: dict[str, str | int] = {
        "shippedAtMin": wire_instant(first),
        "shippedAtMax": wire_instant(last),
        "sort": "asc:createdAt",
    }
    landed, bodies = NOTHING_LANDED, list[bytes]()
    for page in listed_pages(reader, ORDERS, filters):
        bodies.append(page.body)
        if page.is_last or sum(map(len, bodies)) >= reader.pace.bytes_per_commit:
            landed, bodies = landed + _land_shipped(reader, run_id, bodies, first, last), []
    # Noted last: a day that was left in the middle is asked for once more.
    reader.warehouse.run(
        "insert into core.sync_windows (resource, window_from_at, window_until_at, state, record_count, ended_at) "
        "values (?, ?, ?, 'done', ?, ?)",
        [RESOURCE, first, last, landed.record_count, reader.clock()],
    )
    return landed


def _land_shipped(reader: Reader, run_id: int, bodies: list[bytes], first: datetime, last: datetime) -> Landed:
    now = reader.clock()
    with reader.warehouse.transaction():
        landed = land(reader.warehouse, ORDERS.records, bodies, run_id=run_id, fetched_at=now)
        reader.warehouse.run_file("orders/core/ship_days", run_id=run_id, fetched_at=now, first_at=first, last_at=last)
        dated = int(str(reader.warehouse.value("select count(*) from dated_orders")))
    return Landed(landed.record_count, landed.changed_count + dated, landed.rejected_count)


def _bounds(day: date) -> tuple[datetime, datetime]:
    """The first and the last second of a Paris day, in UTC."""
    first = datetime.combine(day, time(), PARIS)
    # Not 24 hours later: the days on which clocks change have 23 and 25. And not midnight itself: whether a maximum
    # includes its instant is not attested, and no shipment may be dated by two days.
    following = datetime.combine(day + timedelta(days=1), time(), PARIS)
    return first.astimezone(UTC), following.astimezone(UTC) - timedelta(seconds=1)
