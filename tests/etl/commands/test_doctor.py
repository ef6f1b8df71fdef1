"""`vigie doctor` looks at who can read what and at every store, and what it says to do mends what it found."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
from pydantic import SecretStr

from etl.commands.doctor import CHECKS, Finding, examine
from etl.commands.publishing import publish
from etl.settings import Settings
from etl.store.errors import NothingReadYet
from etl.store.places import Places
from etl.store.privacy import make_home
from etl.store.warehouse.landing import NOTHING_LANDED
from etl.store.warehouse.runs import RunOutcome, end_run, start_run
from etl.worker.worker import open_worker


def permissions(home: Path) -> Finding:
    return found(Settings(home=home, _env_file=None), "permissions")


def found(settings: Settings, name: str) -> Finding:
    (finding,) = examine(settings, checks={name: CHECKS[name]})
    return finding


def test_doctor_names_what_other_accounts_can_reach(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    home = tmp_path / "home"
    make_home(Places(home))
    assert permissions(home).is_ok
    ops = home / "ops.sqlite"
    ops.touch()
    ops.chmod(0o644)
    finding = permissions(home)
    assert not finding.is_ok
    assert f"Other accounts of this machine can reach {ops} (0644 instead of 0600), one of 1" in finding.words


def test_doctor_looks_at_the_file_that_holds_the_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    make_home(Places(tmp_path / "home"))
    secret = tmp_path / ".env"
    secret.write_text("VIGIE_CLIENT_SECRET=x")
    secret.chmod(0o640)
    finding = permissions(tmp_path / "home")
    assert (finding.is_ok, finding.words) == (
        False,
        ".env holds a secret and other accounts can reach it (0640): chmod 600 .env",
    )
    secret.chmod(0o600)
    assert permissions(tmp_path / "home").is_ok


def settings_of(home: Path) -> Settings:
    nowhere = {"api_url": "http://127.0.0.1:9", "auth_url": "http://127.0.0.1:9"}
    return Settings(home=home, client_id="c", seller_id="1", client_secret=SecretStr("s"), _env_file=None, **nowhere)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose orders were read once, and published."""
    home: Path = tmp_path_factory.mktemp("published") / "home"
    with open_worker(settings_of(home)) as worker:
        warehouse, now = worker.rounds.reader.warehouse, datetime.now(UTC)
        end_run(warehouse, start_run(warehouse, "orders", now), RunOutcome("landed", 1, 1, NOTHING_LANDED), now)
        worker.publish()
    return home


@pytest.fixture
def settings(tmp_path: Path, published: Path) -> Settings:
    return settings_of(Path(shutil.copytree(published, tmp_path / "home")))


def changed(sql: str) -> Callable[[Path], object]:
    def change(path: Path) -> None:
        path.chmod(0o600)
        with duckdb.connect(str(path)) as connection:
            connection.execute(sql)

    return change


def replaced_by_sqlite(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("create table customers (name text)")
        connection.commit()


def replaced(content: bytes) -> Callable[[Path], object]:
    def write(path: Path) -> None:
        path.unlink()
        path.write_bytes(content)
        path.chmod(0o600)

    return write


MARTS, PRIVATE, ANALYSTS = "snapshots/000001.duckdb", "snapshots/000001.private.duckdb", "analytics/marketplace.duckdb"


@pytest.mark.parametrize(
    ("file", "how", "name", "words"),
    [
        ("current.json", replaced(b"{"), "snapshot", "current.json cannot be read"),
        ("current.json", replaced(b"[" * 100_000), "snapshot", "current.json cannot be read"),
        (MARTS, Path.unlink, "snapshot", "the file is gone"),
        (MARTS, changed("drop table orders"), "snapshot", "lacks the table orders"),
        (MARTS, changed("drop view service_level_cases"), "snapshot", "lacks the table service_level_cases"),
        (PRIVATE, replaced_by_sqlite, "snapshot", "is a SQLite database"),
        (ANALYSTS, Path.unlink, "analysts' file", "is missing"),
        (ANALYSTS, replaced(b"no database"), "analysts' file", "is no DuckDB database"),
        (ANALYSTS, changed("alter table build drop column built_at"), "analysts' file", "lacks the column"),
    ],
)
def test_what_is_published_and_damaged_is_found(
    settings: Settings, file: str, how: Callable[[Path], object], name: str, words: str
) -> None:
    assert found(settings, name).is_ok
    how(settings.home / file)
    finding = found(settings, name)
    assert (finding.is_ok, words in finding.words, "un `vigie publish`" in finding.words) == (False, True, True)


@pytest.mark.parametrize("pointer", [b"[" * 100_000, b'{"version": ' + b"9" * 5_000 + b"}"])
def test_publishing_mends_all_of_it(settings: Settings, pointer: bytes) -> None:
    for file, how in ((MARTS, Path.unlink), (PRIVATE, replaced(b"")), (ANALYSTS, replaced_by_sqlite)):
        how(settings.home / file)
    (settings.home / "current.json").write_bytes(pointer)
    publish(settings, lambda _: None)
    assert found(settings, "snapshot").is_ok
    assert found(settings, "analysts' file").is_ok


@pytest.mark.parametrize(
    ("file", "how", "name"),
    [
        ("work.duckdb", replaced(bytes(9_000)), "warehouse"),
        ("work.duckdb", changed("drop table core.orders"), "warehouse"),
        ("building/marts.duckdb", replaced_by_sqlite, "warehouse"),
        ("building/private.duckdb", replaced(b""), "warehouse"),
        ("ops.sqlite", replaced(b""), "actions"),
        ("ops.sqlite", replaced_by_sqlite, "actions"),
    ],
)
def test_a_damaged_store_is_found_and_the_command_that_is_given_takes_it_away(
    settings: Settings, file: str, how: Callable[[Path], object], name: str
) -> None:
    assert found(settings, name).is_ok
    how(settings.home / file)
    finding = found(settings, name)
    command = re.search(r"\((mkdir .*?)\)", finding.words)
    assert command, finding.words
    subprocess.run(["/bin/sh", "-c", command.group(1)], check=True)
    assert not (settings.home / file).exists()
    assert (settings.home / "damaged" / Path(file).name).exists()


@pytest.mark.parametrize(("file", "name"), [("work.duckdb", "warehouse"), ("ops.sqlite", "actions")])
def test_a_store_that_is_gone_from_a_home_that_published_is_named(settings: Settings, file: str, name: str) -> None:
    (settings.home / file).unlink()
    finding = found(settings, name)
    assert (finding.is_ok, "is gone although something was published" in finding.words) == (False, True)
    assert not (settings.home / file).exists(), "the doctor makes none"
    with open_worker(settings):
        pass
    assert found(settings, name).is_ok


def test_a_new_warehouse_does_not_replace_what_was_published_by_a_shop_without_orders(settings: Settings) -> None:
    (settings.home / "work.duckdb").unlink()
    with pytest.raises(NothingReadYet, match="what was published before stays"):
        publish(settings, lambda _: None)


def test_a_warehouse_in_use_is_no_fault(settings: Settings) -> None:
    program = "import sys, duckdb; c = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", program, str(settings.home / "work.duckdb")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        finding = found(settings, "warehouse")
        holder.communicate()
    assert (finding.is_ok, finding.words.startswith(f"in use by process {holder.pid}")) == (True, True)
