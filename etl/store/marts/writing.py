"""Writes frames as marts."""

import polars as pl

from etl.store.warehouse.warehouse import Warehouse


def replace_mart(warehouse: Warehouse, mart: str, frame: pl.DataFrame) -> None:
    """Let a mart hold the rows of a frame, column by name, and no others."""
    with warehouse.lending("rows_built", frame):
        warehouse.run(f"delete from marts.{mart}")
        warehouse.run(f"insert into marts.{mart} by name from rows_built")
