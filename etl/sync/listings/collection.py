"""The seller's offers with their stock (octopia-api section 11)."""

from collections.abc import Sequence
from typing import Final

from etl.store.listings.records import OFFERS as RECORDS
from etl.sync.engine.collections import Collection, Paging
from etl.sync.engine.reader import Reader
from etl.sync.engine.whole_lists import channel_scopes, land_listed

OFFERS: Final = Collection(
    records=RECORDS,
    path="/offers",
    id_field="offerId",
    paging=Paging.CURSOR,
    page_size=1000,
    changed_field="updatedAt",
    channel_parameter="salesChannelId",
    pages_per_commit=1,
    marks_absent=False,
)
"""Read whole every few minutes: whether `updatedAt` moves with a sale is not attested, and the stock must be right."""
SKUS_AT_ONCE = 50
"""Keeps the address of one question short."""


def reread_listings(reader: Reader, run_id: int, skus: Sequence[str]) -> None:
    """Land the listings with these SKUs on every sales channel."""
    for scope in channel_scopes(OFFERS, reader):
        for first in range(0, len(skus), SKUS_AT_ONCE):
            wanted = ",".join(skus[first : first + SKUS_AT_ONCE])
            land_listed(OFFERS, reader, run_id, {**scope, "sellerExternalReferences": wanted})
