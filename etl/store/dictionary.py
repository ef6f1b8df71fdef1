"""The data dictionary: `sql/marts/dictionary.csv` is the one source of every comment and of the mart `dictionary`.

A row with an empty `column_name` speaks of the table; its meaning begins with the grain.
"""

from functools import cache

import polars as pl

from etl.store.sql_files import SQL
from etl.store.warehouse import Warehouse


@cache
def dictionary_rows() -> pl.DataFrame:
    """One row per table and per column: the columns of the mart `dictionary`, all text, empty rather than null."""
    return pl.read_csv(SQL / "marts" / "dictionary.csv", infer_schema=False).with_columns(pl.all().fill_null(""))


def write_comments(warehouse: Warehouse) -> None:
    """Write the English meanings as comments on the tables and columns of the marts being built."""
    for row in dictionary_rows().iter_rows(named=True):
        what = f'column marts."{row["table_name"]}"."{row["column_name"]}"' if row["column_name"] else None
        meaning = row["meaning_en"].replace("'", "''")
        warehouse.run(f"""comment on {what or f'table marts."{row["table_name"]}"'} is '{meaning}'""")
