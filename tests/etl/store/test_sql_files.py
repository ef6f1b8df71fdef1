"""Which change of code builds all marts anew: what they are filled by, and nothing else."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from etl.store import sql_files
from etl.store.marts import dictionary
from etl.store.registry import MARTS

ETL = Path(__file__).parents[3] / "etl"


def rules() -> set[str]:
    return {str(file.relative_to(ETL)) for file in sql_files.rules_files()}


def test_every_query_that_fills_a_mart_is_a_rule() -> None:
    for families, database in ((MARTS.families, "marts"), (MARTS.private, "private")):
        for family in families:
            assert {f"store/sql/{family.subject}/{database}/{table}.sql" for table in family.tables} <= rules()
    assert {"store/sql/orders/marts/cases.sql", "store/sql/orders/marts/also_changed.sql"} <= rules()
    assert {"domain/orders/facts.py", "domain/obligations/judging.py", "domain/time/calendar.py"} <= rules()


@pytest.mark.parametrize("elsewhere", ["/staging/", "/core/", "/checks/", "acceptance/", "preflight", "words", ".csv"])
def test_what_fills_no_mart_is_no_rule(elsewhere: str) -> None:
    assert [name for name in rules() if elsewhere in name] == []


def test_the_rules_of_the_domain_are_all_that_the_build_imports_of_it_and_no_more() -> None:
    listing = "import sys, etl.store.registry, etl.store.marts.build; print(*sys.modules)"
    modules = subprocess.run(
        [sys.executable, "-c", listing], capture_output=True, text=True, check=True, cwd=ETL.parent
    )
    imported = {name.split(".")[2] for name in modules.stdout.split() if name.startswith("etl.domain.")}
    # characters: what the settings are read with
    assert imported - {"errors", "registry", "wording", "characters"} == set(sql_files.MART_RULES)
    assert [name for name in modules.stdout.split() if name.startswith("etl.preflight")] == []


def test_another_wording_of_the_dictionary_writes_the_comments_and_builds_nothing(
    shelf: Any, order: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    comment = "select comment from duckdb_tables() where database_name = 'marts' and table_name = 'orders'"
    shelf.land(order())
    shelf.build()
    renewed_at = shelf.rows("select renewed_at from marts.build")
    rows = dictionary.dictionary_rows()
    other = rows.with_columns(meaning_en=rows["meaning_en"].str.replace("One row per order", "One row for each order"))
    monkeypatch.setattr(dictionary, "dictionary_rows", lambda: other)
    monkeypatch.setattr("etl.store.marts.schema.dictionary_rows", lambda: other)
    shelf.land(order("O2"))
    assert shelf.build() == 1
    assert shelf.rows(comment)[0][0].startswith("One row for each order")
    assert shelf.rows("select renewed_at from marts.build") == renewed_at
