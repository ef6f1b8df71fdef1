"""A small published shop in a home of its own, and the app run on it without a browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
import streamlit as st
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from etl.store.heartbeats import Heartbeat, beat
from etl.store.ops import open_ops

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent


@dataclass
class Shop:
    """A home with one published snapshot (or none), its outbox, and the app on it."""

    home: Path
    ops: Engine

    def publish(self, version: int = 1, *, age: timedelta = timedelta(seconds=20), extra_sql: str = "") -> None:
        """Publish the exact data of shop.sql, read `age` ago; `extra_sql` changes it first."""
        read_at = datetime.now(UTC) - age
        (self.home / "snapshots").mkdir(exist_ok=True)
        for suffix, script in (("", "shop.sql"), (".private", "private.sql")):
            build(
                self.home / "snapshots" / f"{version:06d}{suffix}.duckdb", script, read_at, "" if suffix else extra_sql
            )
        current = {
            "version": version,
            "file": f"{version:06d}.duckdb",
            "private_file": f"{version:06d}.private.duckdb",
            "published_at": read_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        }
        (self.home / "current.json").write_text(json.dumps(current))

    def beat(self, *, age: timedelta = timedelta(0), state: str = "running") -> None:
        """A sign of life of the worker, `age` ago."""
        beat(self.ops, Heartbeat("worker", 1, datetime.now(UTC) - age, state))

    def open(self, page: str = "pages/today/today.py", language: str = "en", **params: str) -> AppTest:
        """Run one page of the app, without a browser."""
        app = AppTest.from_file(str(ROOT / "dashboard" / "main.py"), default_timeout=30)
        app.query_params["lang"] = language
        if page != "pages/today/today.py":
            app.run()
            app.switch_page(f"../{page}")
        for name, value in {"lang": language, **params}.items():
            app.query_params[name] = value
        return app.run()


def build(path: Path, script: str, read_at: datetime, extra_sql: str = "") -> None:
    """Write a DuckDB file from one of the .sql files beside this one."""
    connection = duckdb.connect(str(path))
    try:
        connection.execute("set timezone = 'UTC'")
        connection.execute(f"set variable synced_at = timestamptz '{read_at.isoformat()}'")
        connection.execute((HERE / script).read_text(encoding="utf-8"))
        if extra_sql:
            connection.execute(extra_sql)
    finally:
        connection.close()


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    """A shop with fresh data and a living worker."""
    made = _shop(tmp_path, monkeypatch)
    made.publish()
    made.beat()
    yield made
    _close(made)


@pytest.fixture
def empty_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    """A home where nothing was ever published and no worker ever ran."""
    made = _shop(tmp_path, monkeypatch)
    yield made
    _close(made)


def _shop(home: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    for name, value in {"VIGIE_HOME": str(home), "VIGIE_USER": "ana", "VIGIE_UNDO_SECONDS": "30"}.items():
        monkeypatch.setenv(name, value)
    for name in ("VIGIE_OPS_URL", "VIGIE_LANGUAGE", "VIGIE_POLL_SECONDS"):
        monkeypatch.delenv(name, raising=False)
    return Shop(home, open_ops(home / "ops.sqlite"))


def _close(made: Shop) -> None:
    made.ops.dispose()
    st.cache_data.clear()
    st.cache_resource.clear()
