"""Lands page bytes in the warehouse: into raw as they came, into core typed and deduplicated.

The caller holds the transaction, so that rows and watermark move together. No Python object per record.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import pyarrow as pa

from etl.store.sql_files import sql_query
from etl.store.warehouse.page_items import in_parts
from etl.store.warehouse.pending import queue_readings
from etl.store.warehouse.records import Records, find_changes, keep_payloads
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
LARGEST_BATCH: Final = 3_000_000
"""Bytes that are parsed at once on a core, or one record: typed, they take some fifty times as much memory."""


def page_facts(warehouse: Warehouse, body: bytes, *, id_field: str, changed_field: str | None) -> PageFacts:
    """Look into one answer without landing it. Text that is not UTF-8 counts as not valid."""
    try:
        with _whole(warehouse, body):
            row = warehouse.frame(_facts_of(id_field, changed_field)).row(0)
    except pa.ArrowInvalid:
        return PageFacts(False, None, None, None)
    return PageFacts(*row)


def _facts_of(id_field: str, changed_field: str | None) -> str:
    query = sql_query("sync/staging/page_facts")
    return query.replace("{id_field}", id_field).replace("{changed_field}", changed_field or "-")


def land(
    warehouse: Warehouse, records: Records, bodies: Sequence[bytes], *, run_id: int, fetched_at: datetime
) -> Landed:
    """Land answers that are lists of records (`{"items": [...]}`), in any order and with repetitions.

    `staged_records` and `changed_records` stay, so that the caller may go on with what this landing brought.
    """
    with _pages(warehouse, bodies):
        warehouse.run_file(records.staging)
    if records.finds_doubled and warehouse.value("select count(*) from doubled_records"):
        # DuckDB takes the first of two equal keys, all others who read JSON the last
        with _pages(warehouse, [_with_last_keys(body) for body in bodies]):
            warehouse.run_file(records.staging)
    variables = {"resource": records.resource, "run_id": run_id, "fetched_at": fetched_at}
    # Before core is written: afterwards nobody knows what stood there, nor that anything changed.
    find_changes(warehouse, records)
    warehouse.run_file(records.core, **variables)
    keep_payloads(warehouse, records, run_id=run_id, fetched_at=fetched_at)
    if records.details:
        warehouse.run(
            "create or replace temp view moved_records as "
            "select key, urgency, updated_at as moved_at from changed_records where is_new_payload"
        )
        queue_readings(warehouse, records.details, "moved_records", now=fetched_at)
    if records.drift:
        warehouse.run_file(records.drift, **variables)
        warehouse.run_file("sync/core/drift", **variables)
    warehouse.run_file("sync/core/rejects", **variables)
    landed = Landed(
        *warehouse.frame(
            "select (select count(*) from landed_records), (select count(*) from changed_records), "
            "(select count(*) from misfit_records)"
        ).row(0)
    )
    # whole payloads: not to be kept in memory until the next landing
    warehouse.run("drop table temp.landed_records")
    return landed


def _with_last_keys(body: bytes) -> bytes:
    try:
        return json.dumps(json.loads(body), ensure_ascii=False).encode()
    except RecursionError:  # nested deeper than Python reads; DuckDB's choice of a key is better than none
        return body


def land_document(warehouse: Warehouse, name: str, body: bytes, *, run_id: int, fetched_at: datetime) -> Landed:
    """Land an answer that is one document (`seller`, `carriers`): replaced as a whole when it changed."""
    with _whole(warehouse, body):
        warehouse.run_file("documents/staging/document", document=name, run_id=run_id, fetched_at=fetched_at)
        warehouse.run_file(f"documents/core/{name}")
    changed = warehouse.value("select count(*) from raw.documents where key = ? and run_id = ?", [name, run_id])
    return Landed(1, int(str(changed)), 0)


def _batched(bodies: Sequence[bytes]) -> Iterator[list[bytes]]:
    """The pages, large ones in parts, by batches of a few and of bounded size."""
    batch: list[bytes] = []
    for part in (part for body in bodies for part in in_parts(body, LARGEST_BATCH)):
        if batch and (len(batch) == _PAGES_PER_THREAD or sum(map(len, batch)) + len(part) > LARGEST_BATCH):
            yield batch
            batch = []
        batch.append(part)
    if batch:
        yield batch


def _whole(warehouse: Warehouse, body: bytes) -> AbstractContextManager[None]:
    text = pa.array([body], type=pa.large_binary()).cast(pa.large_utf8())
    return warehouse.lending("pages", pa.Table.from_batches([pa.record_batch({"body": text})], _PAGES))


def _pages(warehouse: Warehouse, bodies: Sequence[bytes]) -> AbstractContextManager[None]:
    # DuckDB gives each record batch to one thread: a table of one batch is parsed on one core
    batches = [
        pa.record_batch({"body": pa.array(batch, type=pa.large_binary()).cast(pa.large_utf8())})
        for batch in _batched(bodies)
    ]
    return warehouse.lending("pages", pa.Table.from_batches(batches, _PAGES))
