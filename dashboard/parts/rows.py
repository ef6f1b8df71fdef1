"""Runs the queries of the subjects on a snapshot, each answer kept until the snapshot changes.

The query `orders/queue` is the file `orders/sql/queue.sql`: every subject keeps its own.

A snapshot never changes, so an answer is exact for as long as its file is the current one: the cache is keyed by the
snapshot, the query and its parameters, never by time.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import polars as pl
import streamlit as st

if TYPE_CHECKING:
    from etl.store.snapshots.snapshots import Snapshot

ROOTS: Final = (Path(__file__).parents[1], Path(__file__).parents[2] / "etl" / "preflight")
KEPT_ANSWERS: Final = 512

Parameter = str | int | float | date | None | tuple[str, ...]
"""An instant is a date too, and aware."""


def query_names() -> list[str]:
    """Every query there is, as `subject/query`."""
    return sorted(f"{file.parts[-3]}/{file.stem}" for root in ROOTS for file in root.glob("*/sql/*.sql"))


@lru_cache(maxsize=128)
def query_text(name: str) -> str:
    """The SQL of a query, as written; it runs as is on the analysts' file when its `$parameters` are given."""
    subject, query = name.split("/")
    files = (root / subject / "sql" / f"{query}.sql" for root in ROOTS)
    return next(file for file in files if file.exists()).read_text(encoding="utf-8")


def rows(snapshot: Snapshot, name: str, **parameters: Parameter) -> pl.DataFrame:
    """The answer of the query `name`; instants are UTC. Columns: see the query."""
    bound = tuple(sorted((key, value) for key, value in parameters.items()))
    answer: pl.DataFrame = _kept_rows(str(snapshot.marts), name, bound, snapshot)
    return answer


@st.cache_data(max_entries=KEPT_ANSWERS, show_spinner=False)
def _kept_rows(
    path: str,  # noqa: ARG001  the key: the file's name carries home and version
    name: str,
    bound: tuple[tuple[str, Parameter], ...],
    _snapshot: Snapshot,
) -> pl.DataFrame:
    return read_rows(_snapshot, name, dict(bound))


def read_rows(snapshot: Snapshot, name: str, parameters: dict[str, Parameter]) -> pl.DataFrame:
    """The answer read from the file, not kept: what benchmarks time."""
    connection = snapshot.connect()
    try:
        values = {key: list(value) if isinstance(value, tuple) else value for key, value in parameters.items()}
        answer = connection.sql(query_text(name), params=values) if values else connection.sql(query_text(name))
        frame: pl.DataFrame = answer.pl()
        return frame
    finally:
        connection.close()
