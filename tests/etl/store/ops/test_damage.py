"""An operations database that is damaged or somebody else's says so, with a way out that works."""

from __future__ import annotations

import re
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from etl.store.ops.database import examine_ops, open_ops
from etl.store.ops.errors import OpsUnusable
from etl.store.ops.settings import change_setting, setting_value

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """One that was used, beside what was published."""
    made = tmp_path / "its home" / "ops.sqlite"
    ops = open_ops(made)
    for number in range(200):
        change_setting(ops, f"key {number}", "kept", by="ana", now=NOON)
    ops.dispose()
    (made.parent / "current.json").write_text("{}")
    return made


def run(file: Path, sql: str) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(sql)


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def blank(file: Path) -> None:
    """Blank a page in the middle, which opening does not read."""
    content = bytearray(file.read_bytes())
    content[8 * 4096 : 12 * 4096] = bytes(4 * 4096)
    file.write_bytes(content)


def examine(file: Path) -> None:
    ops = open_ops(file)
    try:
        examine_ops(ops)
    finally:
        ops.dispose()


def follow(command: str | None) -> None:
    assert command
    subprocess.run(["/bin/sh", "-c", command], check=True)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "replaced": lambda file: file.write_text("no database at all " * 300),
    "emptied": lambda file: file.write_bytes(b""),
    "zeros": lambda file: file.write_bytes(bytes(8192)),
    "cut": cut,
    "blank pages": blank,
    "table dropped": lambda file: run(file, "drop table presence"),
    "column dropped": lambda file: run(file, "alter table action drop column result_code"),
    "version lost": lambda file: run(file, "drop table schema_version"),
}


@pytest.mark.parametrize("how", DAMAGE)
def test_the_advice_for_a_damaged_database_mends_it_with_a_backup_and_without(file: Path, how: str) -> None:
    backup = file.read_bytes()
    DAMAGE[how](file)
    with pytest.raises(OpsUnusable, match=r"is damaged: .*Stop the worker and the app") as damage:
        examine(file)
    words = re.search(r"move it away \((.*?)\) and put your last backup in its place", str(damage.value))
    assert words
    follow(words.group(1))
    examine(file)
    assert kept(file) is None
    assert (file.parent / "damaged" / file.name).exists()
    follow(words.group(1))
    file.write_bytes(backup)
    examine(file)
    assert kept(file) == "kept"


def kept(file: Path) -> str | None:
    ops = open_ops(file)
    try:
        return setting_value(ops, "key 7")
    finally:
        ops.dispose()


def test_a_database_of_another_program_is_left_untouched(tmp_path: Path) -> None:
    file = tmp_path / "ops.sqlite"
    run(file, "create table customers (name text)")
    before = file.read_bytes()
    with pytest.raises(OpsUnusable, match=r"another program \(its table customers\).*set VIGIE_HOME") as refused:
        open_ops(file)
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("select name from sqlite_master").fetchall() == [("customers",)]
    assert len(file.read_bytes()) == len(before)
    words = re.search(r"\((mkdir .*?)\)", str(refused.value))
    assert words
    follow(words.group(1))
    examine(file)


def test_an_empty_file_in_a_home_that_never_published_is_a_new_database(tmp_path: Path) -> None:
    file = tmp_path / "ops.sqlite"
    file.touch()
    examine(file)
