"""A small published shop in a home of its own, and the app run on it without a browser."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
import streamlit as st
from sqlalchemy import Engine
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from etl.store.contract import MARTS_CONTRACT
from etl.store.ops.database import open_ops
from etl.store.ops.heartbeats import Heartbeat, beat
from etl.words.catalogues import speaking

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent


@dataclass
class Shop:
    """A home with one published snapshot (or none), its outbox, and the app on it."""

    home: Path
    ops: Engine
    model: Path
    root: Path = ROOT

    def publish(self, version: int = 1, *, age: timedelta = timedelta(seconds=20), extra_sql: str = "") -> None:
        """Publish the exact data of shop.sql, read `age` ago; `extra_sql` changes it first."""
        read_at = datetime.now(UTC) - age
        marts, private = (f"{version:06d}{suffix}.duckdb" for suffix in ("", ".private"))
        (self.home / "snapshots").mkdir(exist_ok=True)
        shutil.copyfile(self.model / "shop.duckdb", self.home / "snapshots" / marts)
        shutil.copyfile(self.model / "private.duckdb", self.home / "snapshots" / private)
        read_sql = f"update freshness set last_success_at = timestamptz '{read_at.isoformat()}'"
        build(self.home / "snapshots" / marts, f"{read_sql}; {extra_sql}")
        current = {
            "contract": MARTS_CONTRACT,
            "version": version,
            "file": marts,
            "private_file": private,
            "published_at": read_at.isoformat(),
        }
        (self.home / "current.json").write_text(json.dumps(current))

    def beat(
        self,
        *,
        name: str = "worker",
        age: timedelta = timedelta(0),
        state: str = "waiting",
        detail: str | None = None,
    ) -> None:
        """A sign of life of a part of the worker, `age` ago."""
        beat(self.ops, Heartbeat(name, 1, datetime.now(UTC) - age, state, detail))

    def open(self, page: str = "pages/today/today.py", language: str = "en", /, **params: str) -> AppTest:
        """Run one page of the app, without a browser."""
        app = AppTest.from_file(str(ROOT / "dashboard" / "main.py"), default_timeout=30)
        app.switch_page(f"../{page}")
        for name, value in {"lang": language, **params}.items():
            app.query_params[name] = value
        return app.run()


def build(path: Path, script: str) -> None:
    """Run SQL on a DuckDB file, made when it is not there."""
    with duckdb.connect(str(path)) as connection:
        connection.execute("set timezone = 'UTC'")
        connection.execute(script)


@pytest.fixture(scope="session", autouse=True)
def _packages_looked_through_once() -> Iterator[None]:
    """Every AppTest looks through all installed packages for components, and there are none: a quarter of the time."""
    found = manifest_scanner.scan_component_manifests()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", lambda *_, **__: found)
        yield


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The two files of a snapshot, built once; each test publishes a copy."""
    folder = tmp_path_factory.mktemp("model")
    for name in ("shop", "private"):
        build(folder / f"{name}.duckdb", (HERE / f"{name}.sql").read_text(encoding="utf-8"))
    return folder


@pytest.fixture
def english() -> Iterator[None]:
    """English in this thread too: AppTest writes the options of pills in it, and it has no session, so no language."""
    with speaking("en"):
        yield


@pytest.fixture
def shop(tmp_path: Path, model: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    """A shop with fresh data and a living worker."""
    made = _shop(tmp_path, model, monkeypatch)
    made.publish()
    made.beat()
    yield made
    _close(made)


@pytest.fixture
def empty_home(tmp_path: Path, model: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    """A home where nothing was ever published and no worker ever ran."""
    made = _shop(tmp_path, model, monkeypatch)
    yield made
    _close(made)


def _shop(home: Path, model: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    for name, value in {"VIGIE_HOME": str(home), "VIGIE_USER": "ana", "VIGIE_UNDO_SECONDS": "30"}.items():
        monkeypatch.setenv(name, value)
    for name in ("VIGIE_OPS_URL", "VIGIE_LANGUAGE", "VIGIE_POLL_SECONDS"):
        monkeypatch.delenv(name, raising=False)
    return Shop(home, open_ops(home / "ops.sqlite"), model)


def _close(made: Shop) -> None:
    made.ops.dispose()
    st.cache_data.clear()
    st.cache_resource.clear()
