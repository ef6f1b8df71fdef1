"""Syncs what is one document: the seller and the carriers."""

from etl.store.warehouse.landing import land_document
from etl.sync.engine.reader import Reader


def sync_seller(reader: Reader, run_id: int) -> None:
    """Land `GET /sellers`: state, sub-state, auto-acceptance."""
    _sync_document(reader, run_id, "seller", "/sellers", dict)


def sync_carriers(reader: Reader, run_id: int) -> None:
    """Land `GET /carriers`: the labels a shipment may name."""
    _sync_document(reader, run_id, "carriers", "/carriers", list)


def _sync_document(reader: Reader, run_id: int, name: str, path: str, kind: type) -> None:
    body = reader.document(path, kind)
    with reader.warehouse.transaction():
        landed = land_document(reader.warehouse, name, body, run_id=run_id, fetched_at=reader.clock())
    reader.has_landed(landed)
