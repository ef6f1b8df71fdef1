"""All that is synced, in the order in which it is done: the one place where the sync knows its subjects."""

from functools import partial
from typing import Final

from etl.store.listings.records import purge_stock_events
from etl.store.warehouse.records import Records
from etl.sync.documents import documents, indicators
from etl.sync.engine import backfill, changes, purges, replays, whole_lists
from etl.sync.engine.runs import Background, Resource, always, every, nightly
from etl.sync.listings.collection import OFFERS
from etl.sync.orders import counts, day_counts, ship_days
from etl.sync.orders.collection import ORDERS

KEPT: Final[tuple[Records, ...]] = (ORDERS.records, OFFERS.records)
"""Everything whose rejects are judged again and whose old versions are forgotten."""

replay = partial(replays.replay, KEPT)

RESOURCES: Final = (
    Resource("seller", documents.sync_seller, every(lambda pace: pace.documents_every)),
    Resource("carriers", documents.sync_carriers, every(lambda pace: pace.documents_every)),
    Resource(ORDERS.name, partial(changes.sync_changed, ORDERS), always),
    Resource(replays.RESOURCE, replay, lambda reader, _last: replays.is_replay_due(KEPT, reader)),
    Resource("open_orders", partial(whole_lists.reread_open, ORDERS), every(lambda pace: pace.open_orders_every)),
    Resource(OFFERS.name, partial(whole_lists.read_whole, OFFERS), every(lambda pace: pace.listings_every)),
    Resource(indicators.RESOURCE, indicators.sync_indicators, every(lambda _pace: indicators.EVERY)),
    Resource("order_counts", counts.sync_order_counts, every(lambda pace: pace.counts_every)),
    Resource(ship_days.RESOURCE, ship_days.sync_ship_days, lambda reader, _last: ship_days.has_days_to_ask(reader)),
    Resource(
        day_counts.RESOURCE, day_counts.sync_day_counts, lambda reader, _last: day_counts.has_days_to_count(reader)
    ),
    Resource(day_counts.DAYS, day_counts.reread_days, lambda reader, _last: day_counts.has_days_to_read(reader)),
    Resource(ORDERS.sweep_name, partial(changes.sweep, ORDERS), nightly(ORDERS.name)),
    Resource(purges.RESOURCE, partial(purges.purge, KEPT, (purge_stock_events,)), nightly(ORDERS.name)),
    Resource(
        ORDERS.backfill_name,
        partial(backfill.read_backfill, ORDERS),
        lambda reader, _last: backfill.has_windows_to_read(reader, ORDERS.backfill_name),
    ),
)
"""In this order: what staff wait for first comes first."""
LIVE: Final = RESOURCES[:3]
"""Read at every poll; the documents are one call each, twice a day."""
BACKGROUND: Final = RESOURCES[3:]
"""Done in slices in what time and quota the polls leave."""


def background() -> Background:
    """What is done between two polls, with nothing remembered yet."""
    return Background(BACKGROUND)
