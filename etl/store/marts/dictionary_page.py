"""The data dictionary as a page: `python -m etl.store.marts.dictionary_page` writes it to standard output."""

import sys
from typing import Any

from etl.store.marts.dictionary import dictionary_rows

_HEAD = """# Dictionary

Every table and column of the analysts' file, written by `make docs` from the `dictionary.csv` of each subject in
`etl/store/sql`, which also give the comments in the file and the table `dictionary`. How to open the file:
[analysts.md](analysts.md).
"""
_COLUMNS = "| column | type | unit | meaning | sens | source |\n|---|---|---|---|---|---|"


def dictionary_page() -> str:
    """Markdown: a section per table, its grain first, then a row per column."""
    rows = list(dictionary_rows().iter_rows(named=True))
    tables = [row for row in rows if not row["column_name"]]
    return "\n".join([_HEAD, *(_section(table, rows) for table in tables)])


def _section(table: dict[str, Any], rows: list[dict[str, Any]]) -> str:
    own = [row for row in rows if row["table_name"] == table["table_name"] and row["column_name"]]
    head = f"## {table['table_name']}\n\n{table['meaning_en']}\n\n*{table['meaning_fr']}*\n"
    return "\n".join([head, *([_COLUMNS, *(_row(row) for row in own)] if own else []), ""])


def _row(row: dict[str, Any]) -> str:
    cells = [row["type"], row["unit"], row["meaning_en"], row["meaning_fr"], row["source_field"]]
    return " | ".join([f"| `{row['column_name']}`", *(cell.replace("|", "\\|") for cell in cells)]) + " |"


if __name__ == "__main__":
    sys.stdout.write(dictionary_page())
