"""What `vigie up` and `vigie demo` start together: worker and app, and for the demo a marketplace of its own."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from etl.commands.processes import Part, is_listening, running, stopped_by_signals, wait_until, watch
from etl.settings import Settings
from etl.store.places import places_of
from etl.store.privacy import PRIVATE_FOLDER, make_home

DEMO_ORDERS: Final = 6_000
DEMO_CALLS_PER_MINUTE: Final = 6_000
READY_SECONDS: Final = 60.0

Say = Callable[[str], None]


class PartFailed(Exception):
    """A process did not start, or ended; the message names it and its log."""


def run_own(settings: Settings, port: int, say: Say) -> None:
    """Worker and app on one's own account, until stopped. Raises `SettingsError`, `PartFailed`."""
    settings.require_credentials()
    _refuse_taken_port(port)
    make_home(places_of(settings))
    _keep_running(_worker_and_app(settings.home, port, dict(os.environ)), port, say)


def run_demo(settings: Settings, port: int, orders: int, say: Say) -> None:
    """Marketplace, worker and app on this machine, until stopped; every demo begins anew. Raises `PartFailed`."""
    _refuse_taken_port(port)
    home = _fresh_home(settings.home / "demo")
    with _sandbox(home, orders, say) as marketplace:
        environment = {**os.environ, **_demo_environment(home, marketplace)}
        _keep_running(_worker_and_app(home, port, environment), port, say)


def _worker_and_app(home: Path, port: int, environment: Mapping[str, str]) -> list[Part]:
    logs = home.resolve() / "logs"
    return [
        Part("worker", ["-m", "etl", "worker"], environment, logs / "worker.log", may_restart=True),
        Part(
            "app",
            ["-m", "streamlit", "run", "streamlit_app.py", "--server.port", str(port), "--server.address", "127.0.0.1"],
            environment,
            logs / "app.log",
            may_restart=True,
        ),
    ]


def _keep_running(parts: list[Part], port: int, say: Say) -> None:
    with stopped_by_signals() as stop, running(parts):
        app = parts[-1]
        is_up = wait_until(lambda: stop.is_set() or app.has_ended or is_listening(port), READY_SECONDS)
        if app.has_ended or not is_up:
            raise PartFailed(f"The app did not start: see {app.log}.")
        say(f"Vigie is at http://localhost:{port} (Ctrl-C stops it; logs in {app.log.parent})")
        if ended := watch(parts, stop):
            raise PartFailed(f"The {ended} ended: see the end of its log in {app.log.parent}.")


def _refuse_taken_port(port: int) -> None:
    if is_listening(port):
        raise PartFailed(f"Port {port} is taken by another program: stop it, or choose another with --port.")


def _fresh_home(home: Path) -> Path:
    # Emptied next: so it must have been a demo's, published or at least begun.
    if home.exists() and not (home / "current.json").exists() and any(home.iterdir()) and not (home / "logs").exists():
        raise PartFailed(f"{home} holds something that is not a demo: move it away, or set VIGIE_HOME.")
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True, mode=PRIVATE_FOLDER)
    return home


@contextmanager
def _sandbox(home: Path, orders: int, say: Say) -> Iterator[dict[str, str]]:
    say(f"Starting a marketplace with {orders} orders on this machine ...")
    part = Part(
        "sandbox", ["-m", "sandbox", "--orders", str(orders)], os.environ, home.resolve() / "logs" / "sandbox.log"
    )
    process = part.start(stdout=subprocess.PIPE)
    try:
        # One line and then silence: nothing ever fills the pipe that nobody reads on.
        line = process.stdout.readline() if process.stdout else b""
        if not line:
            raise PartFailed(f"The marketplace did not start: see {part.log}.")
        marketplace: dict[str, str] = json.loads(line)
        say(f"Its ledger of effects: {marketplace['control_url']}/ledger")
        yield marketplace
    finally:
        part.stop()


def _demo_environment(home: Path, marketplace: Mapping[str, str]) -> dict[str, str]:
    return {
        "VIGIE_HOME": str(home.resolve()),
        "VIGIE_API_URL": marketplace["api_url"],
        "VIGIE_AUTH_URL": marketplace["auth_url"],
        "VIGIE_CLIENT_ID": marketplace["client_id"],
        "VIGIE_CLIENT_SECRET": marketplace["client_secret"],
        "VIGIE_SELLER_ID": marketplace["seller_id"],
        "VIGIE_OPS_URL": "",
        "VIGIE_ANALYSTS_GROUP": "",
        "VIGIE_POLL_SECONDS": "5",
        "VIGIE_CALLS_PER_MINUTE": str(DEMO_CALLS_PER_MINUTE),
    }
