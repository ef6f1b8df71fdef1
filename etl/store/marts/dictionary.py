"""The data dictionary: each `sql/<subject>/dictionary.csv` is the one source of its tables' comments and of the mart.

A row with an empty `column_name` speaks of the table; its meaning begins with the grain. `sql/tables.csv` gives the
order in which tables are told, whoever's they are.
"""

import hashlib
from functools import cache

import polars as pl

from etl.store.sql_files import SQL, table_order


@cache
def dictionary_rows() -> pl.DataFrame:
    """One row per table and per column: the columns of the mart `dictionary`, all text, empty rather than null."""
    files = sorted(SQL.glob("*/dictionary.csv"))
    rows = pl.concat(pl.read_csv(file, infer_schema=False) for file in files).with_columns(pl.all().fill_null(""))
    place = pl.col("table_name").replace_strict(table_order(), return_dtype=pl.Int64)
    return rows.sort(place, maintain_order=True)


def dictionary_hash() -> str:
    """What the dictionary hashes to: its change writes comments anew, and builds nothing."""
    return hashlib.sha256(dictionary_rows().write_csv().encode()).hexdigest()
