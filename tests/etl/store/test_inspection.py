"""A file that should be ours is looked at without changing it: what is wrong with it, in words that follow its name."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from etl.store.inspection import Shape, flaw, shape_made_by
from etl.store.sql_files import schema_statements

WANTED: Shape = {"orders": frozenset({"order_id", "status"})}


def made(path: Path, sql: str) -> Path:
    with duckdb.connect(str(path)) as connection:
        connection.execute(sql)
    return path


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("create table orders (order_id varchar, status varchar, more varchar)", None),
        ("create table orders (order_id varchar)", "lacks the column orders.status"),
        ("create table customers (name varchar)", "is a database of another program"),
    ],
)
def test_tables_are_compared_with_those_wanted(tmp_path: Path, sql: str, words: str | None) -> None:
    path = made(tmp_path / "x.duckdb", sql)
    before = path.read_bytes()
    assert flaw(path, WANTED) == words
    assert path.read_bytes() == before


def test_a_file_without_tables_may_be_new(tmp_path: Path) -> None:
    path = made(tmp_path / "x.duckdb", "select 1")
    assert flaw(path, WANTED, may_be_new=True) is None
    assert flaw(path, WANTED) == "is a database of another program"


def test_damage_in_a_block_that_opening_does_not_read_is_found(tmp_path: Path) -> None:
    path = made(tmp_path / "x.duckdb", "create table orders as select range::varchar as order_id from range(200000)")
    content = bytearray(path.read_bytes())
    content[len(content) // 3 : len(content) // 2] = b"U" * (len(content) // 2 - len(content) // 3)
    path.write_bytes(content)
    duckdb.connect(str(path), read_only=True).close()
    assert str(flaw(path, {})).startswith("cannot be read (")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "is missing"),
        (b"", "is empty"),
        (bytes(99), "holds zeros"),
        (b"order;tracking\n", "is no DuckDB database"),
    ],
)
def test_what_is_no_database_is_said_as_such(tmp_path: Path, content: bytes | None, words: str) -> None:
    path = tmp_path / "x.duckdb"
    if content is not None:
        path.write_bytes(content)
    assert flaw(path, WANTED) == words


def test_the_shape_of_published_files_is_that_of_their_schema() -> None:
    assert "order_id" in shape_made_by(schema_statements("marts"), "marts")["orders"]
    assert "postal_code" in shape_made_by(schema_statements("private"), "private")["addresses"]
