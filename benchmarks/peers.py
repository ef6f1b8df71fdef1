"""What others do with the same pages: dlt loads them, DuckDB merely reads them.

Each function prepares in a folder and answers the work that is to be timed.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import dlt
import duckdb
import orjson

LINES_A_FILE = 250


def dlt_load(pages: list[bytes], folder: Path) -> Callable[[], None]:
    """A dlt pipeline that yields each page's orders and loads them into a DuckDB file, nested lists as child tables."""
    os.environ |= {"RUNTIME__DLTHUB_TELEMETRY": "false", "RUNTIME__LOG_LEVEL": "ERROR"}

    def orders() -> Iterator[Any]:
        for page in pages:
            yield orjson.loads(page)["items"]

    pipeline = dlt.pipeline(
        pipeline_name="bench",
        pipelines_dir=str(folder / "pipelines"),
        destination=dlt.destinations.duckdb(str(folder / "dlt.duckdb")),
        dataset_name="core",
    )
    return lambda: _loaded(pipeline, dlt.resource(orders, name="orders", write_disposition="append"))


def read_inferred(pages: list[bytes], folder: Path) -> Callable[[], None]:
    """`read_json` of the pages, a line each, into a temporary table, its columns found out by DuckDB."""
    files = _written(pages, folder)
    return lambda: _read(f"read_json({files}, format = 'newline_delimited')")


def read_given(pages: list[bytes], folder: Path) -> Callable[[], None]:
    """The same with the columns given, so that nothing is sampled."""
    files = _written(pages, folder)
    described = duckdb.sql(f"describe from read_json({files}, format = 'newline_delimited')")
    assert described is not None
    columns = ", ".join(f"{name}: $${kind}$$" for name, kind, *_ in described.fetchall())
    return lambda: _read(f"read_json({files}, format = 'newline_delimited', columns = {{{columns}}})")


def read_orders(pages: list[bytes], folder: Path) -> Callable[[], None]:
    """`read_json` of the orders, a line each: the shape that suits it best, unwrapped for it beforehand."""
    orders = (orjson.dumps(order) for page in pages for order in orjson.loads(page)["items"])
    files = _written(orders, folder, lines_a_file=100 * LINES_A_FILE)
    return lambda: _read(f"read_json({files}, format = 'newline_delimited')")


def _written(lines: Iterable[bytes], folder: Path, lines_a_file: int = LINES_A_FILE) -> str:
    for number, chunk in enumerate(_chunks(lines, lines_a_file)):
        (folder / f"{number:03d}.ndjson").write_bytes(b"\n".join(line.replace(b"\n", b" ") for line in chunk))
    return f"'{folder}/*.ndjson'"


def _chunks(lines: Iterable[bytes], size: int) -> Iterator[list[bytes]]:
    chunk: list[bytes] = []
    for line in lines:
        chunk.append(line)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _read(source: str) -> None:
    with duckdb.connect() as connection:
        connection.execute("set preserve_insertion_order = false")
        connection.execute(f"create temp table pages as select * from {source}")


def _loaded(pipeline: dlt.Pipeline, orders: Any) -> None:
    pipeline.run(orders).raise_on_failed_jobs()
