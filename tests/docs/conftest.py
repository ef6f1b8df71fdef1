"""A published file from the real pipeline: the sandbox, read and published by the command itself."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox.server.server import running_sandbox


@pytest.fixture(scope="session")
def analysts_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The analysts' file after the first rounds on a marketplace with 1,500 orders."""
    home = tmp_path_factory.mktemp("analysts")
    with running_sandbox(orders=1500) as running:
        settings = {
            "VIGIE_HOME": str(home),
            "VIGIE_API_URL": running.api_url,
            "VIGIE_AUTH_URL": running.auth_url,
            "VIGIE_CLIENT_ID": running.client_id,
            "VIGIE_CLIENT_SECRET": running.client_secret,
            "VIGIE_SELLER_ID": running.seller_id,
            "VIGIE_CALLS_PER_MINUTE": "60000",
        }
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("VIGIE_")}
        for _round in range(2):
            subprocess.run(
                [sys.executable, "-m", "etl", "sync", "--once"], env={**inherited, **settings}, check=True, timeout=120
            )
    return home / "analytics" / "marketplace.duckdb"
