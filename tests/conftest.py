"""How the tests are spread over processes: see README.md beside this file."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest
from hypothesis import settings
from xdist.scheduler import LoadFileScheduling

# How long one example takes says how busy the machine is; pytest-timeout still ends what hangs.
settings.register_profile("vigie", deadline=None)
settings.load_profile("vigie")

BROWSER = "tests/e2e"

_connect = duckdb.connect


def _connect_with_one_thread(database: Any = ":memory:", config: dict[str, Any] | None = None, **further: Any) -> Any:
    return _connect(database, config={"threads": 1, **(config or {})}, **further)


# Three processes share two cores: further threads of DuckDB's only take them from each other (a tenth of the suite).
duckdb.connect = _connect_with_one_thread


def scope_of(node_id: str) -> str:
    """What goes to one process together: a file with all it shares, and whatever needs the demo and the browser."""
    file = node_id.split("::", 1)[0]
    return BROWSER if file.startswith(f"{BROWSER}/") else file


class SharedScheduling(LoadFileScheduling):
    """File by file, the browser's files as one: a demo and a browser are started once, not once a process."""

    def _split_scope(self, nodeid: str) -> str:
        return scope_of(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> SharedScheduling | None:
    return SharedScheduling(config, log) if config.getoption("dist") == "loadfile" else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if hasattr(config, "workerinput"):
        # The browser waits more than it works: begun first, it leaves its core to the others all the way.
        items.sort(key=lambda item: scope_of(item.nodeid) != BROWSER)
