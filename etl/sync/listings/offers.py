"""Syncs the seller's offers with their stock, channel by channel (cursor paging, octopia-api section 1.4)."""

import re
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import parse_qs, urlsplit

from etl.store.warehouse.landing import land_offers
from etl.sync.engine.doors import SyncDoor

RESOURCE = "offers"
PAGE_SIZE = 1000
SKUS_AT_ONCE = 50
"""Keeps the address of one question short."""

_NEXT = re.compile(r'<([^>]*)>\s*;\s*rel="?next"?', re.IGNORECASE)


def sync_listings(door: SyncDoor, run_id: int) -> None:
    """Land every offer of every sales channel; unchanged ones change nothing."""
    for channel in door.sales_channels:
        _land(door, run_id, _offer_pages(door, channel))


def reread_listings(door: SyncDoor, run_id: int, skus: Sequence[str]) -> None:
    """Land the listings with these SKUs on every sales channel."""
    for channel in door.sales_channels:
        for first in range(0, len(skus), SKUS_AT_ONCE):
            wanted = ",".join(skus[first : first + SKUS_AT_ONCE])
            _land(door, run_id, _offer_pages(door, channel, sellerExternalReferences=wanted))


def _land(door: SyncDoor, run_id: int, pages: Iterable[bytes]) -> None:
    for body in pages:
        with door.warehouse.transaction():
            landed = land_offers(door.warehouse, [body], run_id=run_id, fetched_at=door.clock())
        door.has_landed(landed)


def _offer_pages(door: SyncDoor, channel: str, **filters: str) -> Iterator[bytes]:
    params: dict[str, str | int] = {"salesChannelId": channel, "limit": PAGE_SIZE, **filters}
    while True:
        reply, _ = door.page("/offers", params)
        yield reply.body
        cursor = next_cursor(reply.headers.get("link", ""))
        if cursor is None or cursor == params.get("cursor"):
            return
        params["cursor"] = cursor


def next_cursor(link: str) -> str | None:
    """The cursor of the next page in a `Link` header (relative URLs, any case), or None on the last page."""
    found = _NEXT.search(link)
    query = parse_qs(urlsplit(found.group(1)).query) if found else {}
    return next((values[0] for name, values in query.items() if name.lower() == "cursor"), None)
