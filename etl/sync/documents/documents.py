"""What is one document, not a list: the seller, the carriers, the indicators. Landed as a whole when it changed."""

from dataclasses import dataclass
from typing import Final

from etl.store.warehouse.landing import land_document
from etl.sync.engine.reader import Reader


@dataclass(frozen=True)
class Document:
    """A document of the marketplace: its name here, where it is, and what its JSON must be."""

    name: str
    path: str
    kind: type


SELLER: Final = Document("seller", "/sellers", dict)
"""State, sub-state, auto-acceptance."""
CARRIERS: Final = Document("carriers", "/carriers", list)
"""The labels a shipment may name."""
INDICATORS: Final = Document("indicators", "/sellers/indicators", dict)
"""The five as the marketplace computes them, once a day and two days behind (seller-rules 1.1)."""


def sync_document(document: Document, reader: Reader, run_id: int) -> None:
    """Read and land one document. Raises `BrokenAnswer` when it is not of its kind: the one that was landed stays."""
    body = reader.document(document.path, document.kind)
    with reader.warehouse.transaction():
        landed = land_document(reader.warehouse, document.name, body, run_id=run_id, fetched_at=reader.clock())
    reader.has_landed(landed)
