"""Lands page bytes in the warehouse: into raw as they came, into core typed and deduplicated.

The caller holds the transaction, so that rows and watermark move together. No Python object per record.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import pyarrow as pa

from etl.store.warehouse.warehouse import Warehouse


@dataclass(frozen=True)
class PageFacts:
    """What one answer holds: is it whole JSON, how many items, the newest `updatedAt` (UTC), are they oldest first."""

    is_valid: bool
    item_count: int | None
    newest_at: datetime | None
    is_ascending: bool | None


@dataclass(frozen=True)
class Landed:
    """What a landing did: records read, records that changed something, records set aside in `core.rejects`."""

    record_count: int
    changed_count: int
    rejected_count: int

    def __add__(self, other: "Landed") -> "Landed":
        return Landed(
            self.record_count + other.record_count,
            self.changed_count + other.changed_count,
            self.rejected_count + other.rejected_count,
        )


NOTHING_LANDED = Landed(0, 0, 0)

_PAGES: Final = pa.schema({"body": pa.large_utf8()})
_PAGES_PER_THREAD: Final = 5


def page_facts(warehouse: Warehouse, body: bytes) -> PageFacts:
    """Look into one answer without landing it. Text that is not UTF-8 counts as not valid."""
    try:
        with _pages(warehouse, [body]):
            row = warehouse.frame_of("sync/staging/page_facts").row(0)
    except pa.ArrowInvalid:
        return PageFacts(False, None, None, None)
    return PageFacts(*row)


def land_orders(warehouse: Warehouse, bodies: Sequence[bytes], *, run_id: int, fetched_at: datetime) -> Landed:
    """Land answers of `GET /orders` (`{"items": [...]}`), in any order and with repetitions."""
    with _pages(warehouse, bodies):
        warehouse.run_file("orders/staging/orders")
    warehouse.run_file("orders/core/orders", run_id=run_id, fetched_at=fetched_at)
    warehouse.run_file("orders/core/order_drift", fetched_at=fetched_at)
    warehouse.run_file("orders/core/order_rejects", run_id=run_id, fetched_at=fetched_at)
    landed = _counted(warehouse, "orders")
    _drop(warehouse, "landed_orders", "judged_orders", "changed_lines", "typed_orders")
    return landed


def land_offers(warehouse: Warehouse, bodies: Sequence[bytes], *, run_id: int, fetched_at: datetime) -> Landed:
    """Land answers of `GET /offers`."""
    with _pages(warehouse, bodies):
        warehouse.run_file("listings/staging/offers")
    warehouse.run_file("listings/core/offers", run_id=run_id, fetched_at=fetched_at)
    return _counted(warehouse, "offers")


def land_document(warehouse: Warehouse, name: str, body: bytes, *, run_id: int, fetched_at: datetime) -> Landed:
    """Land an answer that is one document (`seller`, `carriers`): replaced as a whole when it changed."""
    with _pages(warehouse, [body]):
        warehouse.run_file("documents/staging/document", document=name, run_id=run_id, fetched_at=fetched_at)
        warehouse.run_file(f"documents/core/{name}")
    changed = warehouse.value("select count(*) from raw.documents where key = ? and run_id = ?", [name, run_id])
    return Landed(1, int(str(changed)), 0)


def wrapped(bodies: Sequence[bytes]) -> bytes:
    """Single objects, read by their id, as one page."""
    return b'{"items":[' + b",".join(bodies) + b"]}"


def _pages(warehouse: Warehouse, bodies: Sequence[bytes]) -> AbstractContextManager[None]:
    text = pa.array(bodies, type=pa.large_binary()).cast(pa.large_utf8())
    # DuckDB gives each record batch to one thread: a table of one batch is parsed on one core
    batches = [
        pa.record_batch({"body": text[at : at + _PAGES_PER_THREAD]}) for at in range(0, len(bodies), _PAGES_PER_THREAD)
    ]
    return warehouse.lending("pages", pa.Table.from_batches(batches, _PAGES))


def _counted(warehouse: Warehouse, resource: str) -> Landed:
    counts = warehouse.frame(
        f"select (select count(*) from landed_{resource}), (select count(*) from changed_{resource}), "
        f"(select count(*) from misfit_{resource})"
    )
    return Landed(*counts.row(0))


def _drop(warehouse: Warehouse, *tables: str) -> None:
    for table in tables:
        warehouse.run(f"drop table if exists temp.{table}")
