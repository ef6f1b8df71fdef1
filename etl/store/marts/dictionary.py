"""The data dictionary: `sql/dictionary.csv` is the one source of every comment and of the mart `dictionary`.

A row with an empty `column_name` speaks of the table; its meaning begins with the grain.
"""

from functools import cache

import polars as pl

from etl.store.sql_files import SQL


@cache
def dictionary_rows() -> pl.DataFrame:
    """One row per table and per column: the columns of the mart `dictionary`, all text, empty rather than null."""
    return pl.read_csv(SQL / "dictionary.csv", infer_schema=False).with_columns(pl.all().fill_null(""))
