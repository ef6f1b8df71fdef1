"""Syncs what is one document: the seller and the carriers."""

from etl.store.warehouse.landing import land_document
from etl.sync.engine.doors import SyncDoor


def sync_seller(door: SyncDoor, run_id: int) -> None:
    """Land `GET /sellers`: state, sub-state, auto-acceptance."""
    _sync_document(door, run_id, "seller", "/sellers", dict)


def sync_carriers(door: SyncDoor, run_id: int) -> None:
    """Land `GET /carriers`: the labels a shipment may name."""
    _sync_document(door, run_id, "carriers", "/carriers", list)


def _sync_document(door: SyncDoor, run_id: int, name: str, path: str, kind: type) -> None:
    body = door.document(path, kind)
    with door.warehouse.transaction():
        landed = land_document(door.warehouse, name, body, run_id=run_id, fetched_at=door.clock())
    door.has_landed(landed)
