"""The dictionary against the marts as DuckDB makes them: nothing undescribed, nothing described that is not there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from etl.store.marts.dictionary import dictionary_rows
from etl.store.marts.schema import ensure_marts
from etl.store.places import Places
from etl.store.registry import MARTS
from etl.store.warehouse.warehouse import Warehouse, open_warehouse

PERSONAL_DATA_CLASSES = ["none", "pseudonymous", "staff"]
"""From what concerns nobody to what concerns people most."""


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    with open_warehouse(Places(tmp_path)) as opened:
        ensure_marts(opened, MARTS, datetime(2026, 11, 23, 9, tzinfo=UTC))
        yield opened


def columns_of(warehouse: Warehouse) -> pl.DataFrame:
    """Columns of tables and views, in their order, then those that macros answer, which take no comments."""
    of_tables = warehouse.frame(
        "select table_name, column_name, data_type as type, comment from duckdb_columns() "
        "where database_name = 'marts' "
        "order by table_name in (select view_name from duckdb_views()), table_oid, column_index"
    )
    warehouse.run("use marts")
    answers = [warehouse.frame(f"describe select * from {macro}(now())") for macro in MARTS.macros]
    of_macros = pl.concat(
        answer.select(
            table_name=pl.lit(macro),
            column_name="column_name",
            type="column_type",
            comment=pl.lit(None, dtype=pl.String),
        )
        for macro, answer in zip(MARTS.macros, answers, strict=True)
    )
    return pl.concat([of_tables, of_macros])


def tables_of(warehouse: Warehouse) -> pl.DataFrame:
    return warehouse.frame(
        "select table_name, comment from (select table_name, comment, 1 as kind, table_oid as oid from duckdb_tables() "
        "where database_name = 'marts' union all select view_name, comment, 2, view_oid from duckdb_views() "
        "where database_name = 'marts' and not internal union all select function_name, any_value(comment), 3, 0 from "
        "duckdb_functions() where database_name = 'marts' and function_type = 'table_macro' and not internal "
        "group by function_name) order by kind, oid"
    )


def described_columns() -> pl.DataFrame:
    return dictionary_rows().filter(pl.col("column_name") != "")


def described_tables() -> pl.DataFrame:
    return dictionary_rows().filter(pl.col("column_name") == "")


def test_every_column_of_the_marts_is_described_once_with_its_type_in_the_order_of_the_definition(
    warehouse: Warehouse,
) -> None:
    key = ["table_name", "column_name", "type"]
    assert described_columns().select(key).rows() == columns_of(warehouse).select(key).rows()


def test_every_table_of_the_marts_is_described_once_and_first_of_its_rows(warehouse: Warehouse) -> None:
    assert described_tables()["table_name"].to_list() == tables_of(warehouse)["table_name"].to_list()
    firsts = dictionary_rows().unique("table_name", keep="first", maintain_order=True)
    assert firsts["column_name"].to_list() == [""] * firsts.height


def test_the_rows_have_the_columns_of_the_mart_they_fill(warehouse: Warehouse) -> None:
    published = columns_of(warehouse).filter(pl.col("table_name") == "dictionary")["column_name"].to_list()
    assert dictionary_rows().columns == published


def test_a_table_is_introduced_by_its_grain() -> None:
    tables = described_tables()
    assert tables.filter(~pl.col("meaning_en").str.starts_with("One row per "))["table_name"].to_list() == []
    assert tables.filter(~pl.col("meaning_fr").str.starts_with("Une ligne par "))["table_name"].to_list() == []


def test_everything_means_something_in_both_languages_and_not_the_same_words_twice() -> None:
    english, french = pl.col("meaning_en").str.strip_chars(), pl.col("meaning_fr").str.strip_chars()
    wrong = dictionary_rows().filter((english == "") | (french == "") | (english == french))
    assert wrong.select("table_name", "column_name").rows() == []


@pytest.mark.parametrize("language", ["meaning_en", "meaning_fr"])
def test_no_meaning_is_repeated_word_for_word_for_another_name(language: str) -> None:
    name = pl.when(pl.col("column_name") == "").then(pl.format("table {}", "table_name")).otherwise("column_name")
    repeated = (
        dictionary_rows().group_by(language).agg(name.unique().alias("names")).filter(pl.col("names").list.len() > 1)
    )
    assert repeated[language].to_list() == []


def test_every_personal_data_class_is_known() -> None:
    wrong = dictionary_rows().filter(~pl.col("personal_data_class").is_in(PERSONAL_DATA_CLASSES))
    assert wrong.select("table_name", "column_name", "personal_data_class").rows() == []


def test_a_table_has_the_class_of_its_column_that_concerns_people_most() -> None:
    severity = pl.col("personal_data_class").replace_strict(PERSONAL_DATA_CLASSES, range(len(PERSONAL_DATA_CLASSES)))
    worst = described_columns().group_by("table_name").agg(severity.max().alias("worst"))
    stated = described_tables().select("table_name", stated=severity)
    assert stated.join(worst, on="table_name").filter(pl.col("stated") != pl.col("worst")).rows() == []


def test_every_column_names_its_source_and_gives_an_example() -> None:
    wrong = described_columns().filter((pl.col("source_field") == "") | (pl.col("example") == ""))
    assert wrong.select("table_name", "column_name").rows() == []


def test_every_example_is_a_value_of_its_column(warehouse: Warehouse) -> None:
    for row in described_columns().iter_rows(named=True):
        cast = warehouse.value(f"select try_cast(? as {row['type']}) is not null", [row["example"]])
        assert cast is True, f"{row['table_name']}.{row['column_name']}: {row['example']!r} is no {row['type']}"


def test_instants_are_described_as_utc_and_only_instants() -> None:
    wrong = described_columns().filter(
        (pl.col("type") == "TIMESTAMP WITH TIME ZONE") != (pl.col("unit") == "UTC instant")
    )
    assert wrong.select("table_name", "column_name").rows() == []


def test_the_meanings_stand_as_comments_on_every_table_and_column(warehouse: Warehouse) -> None:
    on_tables = tables_of(warehouse).select("table_name", "comment").rows()
    assert on_tables == described_tables().select("table_name", "meaning_en").rows()
    has_comment = ~pl.col("table_name").is_in(list(MARTS.macros))
    on_columns = columns_of(warehouse).filter(has_comment).select("table_name", "column_name", "comment").rows()
    expected = described_columns().filter(has_comment).select("table_name", "column_name", "meaning_en").rows()
    assert on_columns == expected


def test_what_warns_of_personal_data_names_every_reference_to_an_order_or_a_person() -> None:
    classes = {
        (row["table_name"], row["column_name"]): row["personal_data_class"]
        for row in described_columns().iter_rows(named=True)
    }
    expected = {
        "order_id": "pseudonymous",
        "order_line_id": "pseudonymous",
        "customer_id": "pseudonymous",
        "requested_by": "staff",
        "actor": "staff",
    }
    wrong = {key: found for key, found in classes.items() if found != expected.get(key[1], found)}
    assert wrong == {}


@pytest.mark.parametrize("name", [*MARTS.views, *MARTS.macros])
def test_what_is_stored_as_text_is_written_for_the_oldest_duckdb_of_the_analysts(name: str) -> None:
    """Version 1.4 knows no function `if`, which version 2 stores where a query says it."""
    macro = MARTS.macros.get(name)
    assert "if(" not in (macro.query if macro else MARTS.views[name])
