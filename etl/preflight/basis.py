"""What everything is judged by: the data, the outbox, and one instant for the whole judgement."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Protocol

import polars as pl
from sqlalchemy import Engine

from etl.store.snapshots.reading import Parameter, bound, snapshot_rows, text_of
from etl.store.snapshots.snapshots import Snapshot
from etl.store.warehouse.warehouse import Warehouse


class Rows(Protocol):
    """Answers the query in a file."""

    def __call__(self, file: Path, /, **parameters: Parameter) -> pl.DataFrame:
        """The rows; columns: see the query."""


@dataclass(frozen=True)
class Basis:
    """What is judged by. `read_at`: when the orders of the data were read; all instants are UTC.

    `rows` may answer from a cache, `private_rows` never does: addresses are read, judged and forgotten.
    """

    ops: Engine
    now: datetime
    read_at: datetime
    rows: Rows
    private_rows: Rows


def snapshot_basis(
    snapshot: Snapshot, ops: Engine, now: datetime, *, read_at: datetime | None = None, rows: Rows | None = None
) -> Basis:
    """Judge by a published snapshot. `rows`: the asker's own way to ask it, which may keep answers."""
    uncached: Callable[..., pl.DataFrame] = partial(snapshot_rows, snapshot)
    return Basis(ops, now, read_at or orders_read_at(snapshot), rows or uncached, uncached)


def warehouse_basis(warehouse: Warehouse, ops: Engine, now: datetime, read_at: datetime) -> Basis:
    """Judge by the marts as they were last built, published or not."""

    def rows(file: Path, /, **parameters: Parameter) -> pl.DataFrame:
        return warehouse.marts_frame(text_of(file), bound(parameters))

    return Basis(ops, now, read_at, rows, rows)


def orders_read_at(snapshot: Snapshot) -> datetime:
    """When the orders of a snapshot were read: at the latest when it was published."""
    read_at: datetime | None = snapshot_rows(snapshot, _READ_AT).item()
    return snapshot.published_at if read_at is None else min(read_at, snapshot.published_at)


_READ_AT = Path(__file__).parent / "orders" / "sql" / "orders_read_at.sql"
