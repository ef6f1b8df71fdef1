"""Read-only means it: whatever is asked of the analysts' file, nothing else is read and nothing is written."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import psutil
import pytest

from etl.store.places import Places
from etl.store.snapshots.query import QueryRefused, open_analytics, print_answer

SECRET = "Camille Durand, 12 rue des Lilas"
COMMAND = "import sys; from etl.commands.cli import main; sys.argv = ['vigie', *sys.argv[1:]]; main()"


@pytest.fixture
def places(tmp_path: Path) -> Places:
    made = Places(tmp_path / "home").make()
    with duckdb.connect(str(made.analytics)) as connection:
        connection.execute("create table orders as select range as n from range(1000)")
    with duckdb.connect(str(made.snapshots / "000001.private.duckdb")) as connection:
        connection.execute("create table addresses as select ? as who", [SECRET])
    (tmp_path / "secret.csv").write_text(SECRET)
    return made


def files(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


ATTEMPTS = [
    "copy orders to '{folder}/out.csv'",
    "copy (select 1) to '{analytics}.wal'",
    "copy (select 1) to '{analytics}'",
    "explain analyze copy (select 1) to '{analytics}.wal'",
    "prepare p as copy (select 1) to '{analytics}.wal'; execute p",
    "export database '{folder}/exported'",
    "attach '{private}' as p",
    "attach '{folder}/new.duckdb' as p",
    "from read_text('{folder}/secret.csv')",
    "from read_csv('{folder}/secret.csv')",
    "from '{folder}/secret.csv'",
    "from read_blob('{private}')",
    "from read_blob('{analytics}')",
    "from glob('{folder}/*')",
    "install httpfs",
    "load httpfs",
    "set enable_external_access = true",
    "set disabled_filesystems = ''",
    "set memory_limit = '100GB'",
    "set temp_directory = '{folder}'",
    "pragma enable_profiling = 'json'",
    "set profiling_output = '{folder}/profile.json'",
    "call enable_logging(storage = 'file', storage_path = '{folder}/log')",
    "create table orders2 as from orders",
    "delete from orders",
]


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_no_query_reads_or_writes_another_file(places: Places, tmp_path: Path, attempt: str) -> None:
    before = files(tmp_path)
    private = places.snapshots / "000001.private.duckdb"
    query = attempt.format(folder=tmp_path, analytics=places.analytics, private=private)
    with pytest.raises(QueryRefused):
        print_answer(places, query)
    assert files(tmp_path) == before


def test_an_answer_that_does_not_fit_in_memory_is_refused_not_spilled(places: Places) -> None:
    with pytest.raises(QueryRefused, match="Out of Memory"):
        print_answer(places, "select length(string_agg(range::varchar || repeat('x', 300), '')) from range(20000000)")


def test_a_query_that_takes_too_long_is_stopped(places: Places) -> None:
    endless = "select count(*) from range(1000000) a, range(1000000) b where a.range <> b.range"
    with pytest.raises(QueryRefused, match="stopped after 1 s"):
        print_answer(places, endless, seconds=1)


def test_the_file_is_still_queried_as_before(places: Places, capsys: pytest.CaptureFixture[str]) -> None:
    print_answer(places, "select count(*) as orders, max(n) as n, timestamptz '2026-11-21 10:00+01' as at from orders")
    print_answer(places, "select 1 as a where false")
    print_answer(places, "show tables")
    assert capsys.readouterr().out == "orders,n,at\n1000,999,2026-11-21 09:00:00+00\na\nname\norders\n"


def test_two_columns_of_one_name_are_both_answered(places: Places, capsys: pytest.CaptureFixture[str]) -> None:
    print_answer(places, "select 1 as a, 2 as b, null as c, 'x,\"y' as d")
    assert capsys.readouterr().out == 'a,b,c,d\n1,2,,"x,""y"\n'


def peak_and_lines(places: Places, rows: int) -> tuple[float, int]:
    """Peak memory in MB of `vigie sql` answering so many rows as CSV, and the lines it wrote."""
    process = subprocess.Popen(
        [sys.executable, "-c", COMMAND, "sql", f"select range, range * 2 as twice from range({rows})"],
        stdout=subprocess.PIPE, env={**os.environ, "VIGIE_HOME": str(places.home)},
    )  # fmt: skip
    assert process.stdout is not None
    peak, lines, watched = 0, 0, psutil.Process(process.pid)
    while block := process.stdout.read(1 << 20):
        lines += block.count(b"\n")
        peak = max(peak, watched.memory_info().rss)
    process.stdout.close()
    assert process.wait() == 0
    return peak / 1e6, lines


def test_a_long_answer_takes_no_more_memory_than_a_short_one(places: Places) -> None:
    short, _ = peak_and_lines(places, 500_000)
    long, lines = peak_and_lines(places, 6_000_000)
    assert lines == 6_000_001
    assert long < short + 100  # held whole, it would take some 300 MB more


def test_an_answer_that_takes_some_seconds_holds_its_rows_and_nothing_else(
    places: Places, capfd: pytest.CaptureFixture[str]
) -> None:
    slow = "select sum(sqrt(a.range * b.range)) > 0 as is_positive from range(40000) a, range(5000) b"
    print_answer(places, f"{slow} union all {slow} union all {slow} union all {slow}")
    assert capfd.readouterr().out == "is_positive\n" + 4 * "true\n"


def test_a_reader_that_goes_away_ends_the_answer_quietly(places: Places) -> None:
    done = subprocess.run(
        ["sh", "-c", '"$0" -c "$1" sql "from range(3000000)" | head -1', sys.executable, COMMAND],
        check=False, capture_output=True, text=True, timeout=60, env={**os.environ, "VIGIE_HOME": str(places.home)},
    )  # fmt: skip
    assert done.stdout == "range\n"
    assert "Traceback" not in done.stderr


def test_settings_stay_locked_for_the_connection(places: Places) -> None:
    with open_analytics(places) as connection, pytest.raises(duckdb.Error, match="locked"):
        connection.execute("reset lock_configuration")
