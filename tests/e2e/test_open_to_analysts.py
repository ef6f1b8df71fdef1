"""The analysts' file is open to everybody all the time: ten readers in a loop beside a worker that publishes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

READERS = 10
SECONDS = 120

READER = """
import json, sys, time
import duckdb
path, seconds = sys.argv[1], float(sys.argv[2])
errors, versions, opened, until = [], set(), 0, time.monotonic() + seconds
while time.monotonic() < until:
    try:
        with duckdb.connect(path, read_only=True) as connection:
            versions.add(str(connection.sql("select epoch_us(built_at) from build").fetchall()))
            connection.sql("select kind, state, count(*) from obligations group by all").fetchall()
            opened += 1
    except Exception as error:
        errors.append(f"{type(error).__name__}: {error}")
    time.sleep(0.05)
print(json.dumps({"opened": opened, "versions": len(versions), "errors": errors[:5]}))
"""


@pytest.fixture
def publishing_worker(tmp_path: Path) -> Iterator[tuple[Path, subprocess.Popen[bytes]]]:
    """A worker on a marketplace whose time runs fast, so that nearly every poll publishes."""
    sandbox = subprocess.Popen(
        [sys.executable, "-m", "sandbox", "--orders", "20000", "--speed", "120", "--autopilot", "0.8"],
        stdout=subprocess.PIPE,
    )
    assert sandbox.stdout is not None
    addresses = json.loads(sandbox.stdout.readline())
    settings = {f"VIGIE_{name.upper()}": addresses[name] for name in addresses if name != "control_url"}
    pace = {"VIGIE_HOME": str(tmp_path), "VIGIE_POLL_SECONDS": "1", "VIGIE_CALLS_PER_MINUTE": "6000"}
    with (tmp_path / "worker.log").open("wb") as log:
        worker = subprocess.Popen(
            [sys.executable, "-m", "etl", "worker"], env={**os.environ, **settings, **pace}, stderr=log
        )
    try:
        yield tmp_path, worker
    finally:
        for process in (worker, sandbox):
            process.send_signal(signal.SIGTERM)
            process.wait(60)
        sandbox.stdout.close()


@pytest.mark.slow
def test_ten_readers_and_a_publishing_worker_never_get_in_each_others_way(
    publishing_worker: tuple[Path, subprocess.Popen[bytes]],
) -> None:
    home, worker = publishing_worker
    file = home / "analytics" / "marketplace.duckdb"
    deadline = time.monotonic() + 90
    while not file.exists() and time.monotonic() < deadline:
        time.sleep(0.5)

    first = json.loads((home / "current.json").read_text())["version"]
    command = [sys.executable, "-c", READER, str(file), str(SECONDS)]
    readers = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(READERS)]
    reports = [json.loads(reader.communicate(timeout=SECONDS + 120)[0]) for reader in readers]
    published = json.loads((home / "current.json").read_text())["version"] - first

    opened = sum(report["opened"] for report in reports)
    print(  # noqa: T201 - the figures, shown with -s
        f"{opened} openings by {READERS} readers in {SECONDS} s; {published} publishes; "
        f"{min(report['versions'] for report in reports)} versions seen by the reader that saw fewest"
    )
    assert [report["errors"] for report in reports] == [[]] * READERS
    assert worker.poll() is None
    assert "busy" not in (home / "worker.log").read_text()
    assert published >= 10
    assert all(report["versions"] >= 5 for report in reports)
