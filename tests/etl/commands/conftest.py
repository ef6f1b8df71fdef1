"""The command as a person runs it: a process of its own, a home of its own, the sandbox as its marketplace."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from etl.commands.cli import app
from etl.store.ops.database import open_ops
from sandbox.server.server import RunningSandbox, running_sandbox
from tests.dashboard.conftest import HERE, Shop, build


class Vigie:
    """Runs `vigie ...` against a sandbox, with settings in the environment and nowhere else."""

    def __init__(self, home: Path, sandbox: RunningSandbox) -> None:
        self.home = home
        self.settings = {
            "VIGIE_HOME": str(home),
            "VIGIE_API_URL": sandbox.api_url,
            "VIGIE_AUTH_URL": sandbox.auth_url,
            "VIGIE_CLIENT_ID": sandbox.client_id,
            "VIGIE_CLIENT_SECRET": sandbox.client_secret,
            "VIGIE_SELLER_ID": sandbox.seller_id,
            "VIGIE_CALLS_PER_MINUTE": "6000",
            "VIGIE_HISTORY_DAYS": "7",
            "VIGIE_POLL_SECONDS": "5",
        }
        self.started: list[subprocess.Popen[str]] = []

    def start(self, *arguments: str, **settings: str) -> subprocess.Popen[str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("VIGIE_")}
        process = subprocess.Popen(
            [sys.executable, "-m", "etl", *arguments],
            env={**inherited, **self.settings, **settings},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.started.append(process)
        return process

    def run(self, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """Run to the end; whatever happened, a person never sees a traceback nor the secret."""
        return self.ended(self.start(*arguments, **settings))

    def say(self, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """The same without a process of its own, whose imports cost a second: for what does its work and exits."""
        cleared = {name: None for name in os.environ if name.startswith("VIGIE_")}
        done = CliRunner().invoke(app, list(arguments), env={**cleared, **self.settings, **settings})
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return self._clean(list(arguments), done.exit_code, done.stdout, done.stderr)

    def ended(self, process: subprocess.Popen[str]) -> subprocess.CompletedProcess[str]:
        out, err = process.communicate(timeout=60)
        assert process.returncode is not None
        return self._clean(process.args, process.returncode, out, err)

    def _clean(self, command: Any, code: int, out: str, err: str) -> subprocess.CompletedProcess[str]:
        assert "Traceback" not in err, err
        assert self.settings["VIGIE_CLIENT_SECRET"] not in out + err
        return subprocess.CompletedProcess(command, code, out, err)

    def wait_for(self, condition: Callable[[], bool], seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, "it never happened"
            time.sleep(0.05)

    def close(self) -> None:
        for process in self.started:
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
                process.communicate()


@pytest.fixture(scope="module")
def shared_sandbox() -> Iterator[RunningSandbox]:
    with running_sandbox(orders=120, start=datetime.now(UTC)) as running:
        yield running


@pytest.fixture
def sandbox(shared_sandbox: RunningSandbox) -> Iterator[RunningSandbox]:
    shared_sandbox.set_faults("")
    yield shared_sandbox
    shared_sandbox.set_faults("")


@pytest.fixture
def vigie(tmp_path: Path, sandbox: RunningSandbox) -> Iterator[Vigie]:
    made = Vigie(tmp_path / "home", sandbox)
    yield made
    made.close()


@pytest.fixture(scope="session")
def shop_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("model")
    for name in ("shop", "private"):
        build(folder / f"{name}.duckdb", (HERE / f"{name}.sql").read_text(encoding="utf-8"))
    return folder


@pytest.fixture
def shop(tmp_path: Path, shop_model: Path) -> Iterator[Shop]:
    """The small shop of the page tests, published into a home of its own."""
    made = Shop(tmp_path, open_ops(tmp_path / "ops.sqlite"), shop_model)
    made.publish()
    yield made
    made.ops.dispose()
