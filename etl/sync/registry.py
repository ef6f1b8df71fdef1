"""All that is synced, in the order in which it is done: the one place where the sync knows its subjects."""

from functools import partial
from typing import Final

from etl.store.listings.records import purge_stock_events
from etl.store.warehouse.records import Records
from etl.sync.documents.documents import CARRIERS, INDICATORS, SELLER, sync_document
from etl.sync.engine import backfill, changes, upkeep, whole_lists
from etl.sync.engine.runs import Background, Resource, always, every, nightly
from etl.sync.listings.collection import OFFERS
from etl.sync.orders import counts, ship_days
from etl.sync.orders.collection import ORDERS

KEPT: Final[tuple[Records, ...]] = (ORDERS.records, OFFERS.records)
"""Everything whose rejects are judged again and whose old versions are forgotten."""

replay = partial(upkeep.replay, KEPT)

RESOURCES: Final = (
    Resource(SELLER.name, partial(sync_document, SELLER), every(lambda pace: pace.documents_every)),
    Resource(CARRIERS.name, partial(sync_document, CARRIERS), every(lambda pace: pace.documents_every)),
    Resource(ORDERS.name, partial(changes.sync_changed, ORDERS), always),
    Resource(upkeep.REPLAY, replay, lambda reader, _last: upkeep.has_new_rules(KEPT, reader)),
    Resource("open_orders", partial(whole_lists.reread_open, ORDERS), every(lambda pace: pace.open_orders_every)),
    Resource(OFFERS.name, partial(whole_lists.read_whole, OFFERS), every(lambda pace: pace.listings_every)),
    Resource(INDICATORS.name, partial(sync_document, INDICATORS), every(lambda pace: pace.documents_every)),
    Resource("order_counts", counts.sync_order_counts, every(lambda pace: pace.counts_every)),
    Resource(ship_days.RESOURCE, ship_days.sync_ship_days, lambda reader, _last: ship_days.has_days_to_ask(reader)),
    Resource(counts.DAY_COUNTS, counts.sync_day_counts, lambda reader, _last: counts.has_days_to_count(reader)),
    Resource(counts.DAYS, counts.reread_days, lambda reader, _last: counts.has_days_to_read(reader)),
    Resource(ORDERS.sweep_name, partial(changes.sweep, ORDERS), nightly(ORDERS.name)),
    Resource(upkeep.PURGE, partial(upkeep.purge, KEPT, (purge_stock_events,)), nightly(ORDERS.name)),
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
