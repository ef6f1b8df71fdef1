"""Runs the queries of the subjects on a snapshot, each answer kept until the snapshot changes.

The query `orders/queue` is the file `orders/sql/queue.sql`: every subject keeps its own.

A snapshot never changes, so an answer is exact for as long as its file is the current one: the cache is keyed by the
snapshot, the query and its parameters, never by time.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import polars as pl
import streamlit as st

from etl.store.snapshots.reading import Parameter, snapshot_rows, text_of

if TYPE_CHECKING:
    from etl.store.snapshots.snapshots import Snapshot

ROOTS: Final = (Path(__file__).parents[1], Path(__file__).parents[2] / "etl" / "preflight")
KEPT_ANSWERS: Final = 512


def query_names() -> list[str]:
    """Every query there is, as `subject/query`."""
    return sorted(f"{file.parts[-3]}/{file.stem}" for root in ROOTS for file in root.glob("*/sql/*.sql"))


@lru_cache(maxsize=256)
def query_file(name: str) -> Path:
    """Where a query is written."""
    subject, query = name.split("/")
    return next(file for root in ROOTS if (file := root / subject / "sql" / f"{query}.sql").exists())


def query_text(name: str) -> str:
    """The SQL of a query, as written; it runs as is on the analysts' file when its `$parameters` are given."""
    return text_of(query_file(name))


def rows(snapshot: Snapshot, name: str, **parameters: Parameter) -> pl.DataFrame:
    """The answer of the query `name`; instants are UTC. Columns: see the query."""
    return kept_rows(snapshot, query_file(name), **parameters)


def kept_rows(snapshot: Snapshot, file: Path, **parameters: Parameter) -> pl.DataFrame:
    """The answer of the query in a file; instants are UTC."""
    answer: pl.DataFrame = _kept_rows(str(snapshot.marts), str(file), tuple(sorted(parameters.items())), snapshot)
    return answer


@st.cache_data(max_entries=KEPT_ANSWERS, show_spinner=False)
def _kept_rows(
    path: str,  # noqa: ARG001  the key: the file's name carries home and version
    file: str,
    bound: tuple[tuple[str, Parameter], ...],
    _snapshot: Snapshot,
) -> pl.DataFrame:
    return snapshot_rows(_snapshot, Path(file), **dict(bound))


def read_rows(snapshot: Snapshot, name: str, parameters: dict[str, Parameter]) -> pl.DataFrame:
    """The answer read from the file, not kept: for what is personal."""
    return snapshot_rows(snapshot, query_file(name), **parameters)
