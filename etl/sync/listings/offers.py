"""Syncs the seller's offers with their stock, channel by channel (cursor paging, octopia-api section 1.4)."""

import re
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import parse_qs, urlsplit

from etl.store.warehouse.landing import land_offers
from etl.sync.engine.reader import Reader

RESOURCE = "offers"
PAGE_SIZE = 1000
SKUS_AT_ONCE = 50
"""Keeps the address of one question short."""

_NEXT = re.compile(r'<([^>]*)>\s*;\s*rel="?next"?', re.IGNORECASE)


def sync_listings(reader: Reader, run_id: int) -> None:
    """Land every offer of every sales channel; unchanged ones change nothing."""
    for channel in reader.sales_channels:
        _land(reader, run_id, _offer_pages(reader, channel))


def reread_listings(reader: Reader, run_id: int, skus: Sequence[str]) -> None:
    """Land the listings with these SKUs on every sales channel."""
    for channel in reader.sales_channels:
        for first in range(0, len(skus), SKUS_AT_ONCE):
            wanted = ",".join(skus[first : first + SKUS_AT_ONCE])
            _land(reader, run_id, _offer_pages(reader, channel, sellerExternalReferences=wanted))


def _land(reader: Reader, run_id: int, pages: Iterable[bytes]) -> None:
    for body in pages:
        with reader.warehouse.transaction():
            landed = land_offers(reader.warehouse, [body], run_id=run_id, fetched_at=reader.clock())
        reader.has_landed(landed)


def _offer_pages(reader: Reader, channel: str, **filters: str) -> Iterator[bytes]:
    params: dict[str, str | int] = {"salesChannelId": channel, "limit": PAGE_SIZE, **filters}
    while True:
        reply, _ = reader.page("/offers", params)
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
