"""Asks a query file of a snapshot. Nothing is kept: whoever asks often, as the pages do, keeps answers by snapshot."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path

import polars as pl

from etl.store.snapshots.snapshots import Snapshot

Parameter = str | int | float | date | None | tuple[str, ...]
"""An instant is a date too, and aware."""


@lru_cache(maxsize=256)
def text_of(file: Path) -> str:
    """The SQL of a file, as written; it runs as is on the analysts' file when its `$parameters` are given."""
    return file.read_text(encoding="utf-8")


def bound(parameters: dict[str, Parameter]) -> dict[str, object]:
    """Parameters as DuckDB takes them: a tuple is a list."""
    return {key: list(value) if isinstance(value, tuple) else value for key, value in parameters.items()}


def snapshot_rows(snapshot: Snapshot, file: Path, **parameters: Parameter) -> pl.DataFrame:
    """The answer to the query in `file`; instants are UTC. Columns: see the query. Raises `SnapshotDamaged`."""
    connection = snapshot.connect()
    try:
        values = bound(parameters)
        answer = connection.sql(text_of(file), params=values) if values else connection.sql(text_of(file))
        frame: pl.DataFrame = answer.pl()
        return frame
    finally:
        connection.close()
