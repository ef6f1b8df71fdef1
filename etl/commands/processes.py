"""Starts and stops the processes that `vigie up` and `vigie demo` consist of: each by its own id, never by name."""

import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final

from etl.store.privacy import PRIVATE_FOLDER, make_private

ROOT: Final = Path(__file__).resolve().parents[2]
"""The checkout: where `streamlit_app.py` and `.streamlit/` are."""

GRACE_SECONDS: Final = 15.0
RESTART_AFTER_SECONDS: Final = 3.0


@dataclass
class Part:
    """A process to keep running: its name, what to run, in which environment, where its log goes."""

    name: str
    arguments: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    may_restart: bool = False
    process: subprocess.Popen[bytes] | None = field(default=None)

    def start(self, stdout: IO[bytes] | int | None = None) -> subprocess.Popen[bytes]:
        """Start it; what it says goes to its log, `stdout` to the caller when asked."""
        self.log.parent.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
        with make_private(self.log).open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 - our own commands, no shell
                [sys.executable, *self.arguments],
                stdin=subprocess.DEVNULL,
                stdout=stdout if stdout is not None else log,
                stderr=log,
                env=dict(self.environment),
                cwd=ROOT,
                start_new_session=True,  # Ctrl-C on the terminal reaches us alone: we stop the parts, in our order
            )
        return self.process

    @property
    def has_ended(self) -> bool:
        """Was it started, and has it ended?"""
        return self.process is not None and self.process.poll() is not None

    def stop(self) -> None:
        """Ask it to end, then insist."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@contextmanager
def running(parts: Sequence[Part]) -> Iterator[None]:
    """Keep the parts running inside the block; whatever happens, all are stopped after it."""
    try:
        for part in parts:
            part.start()
        yield
    finally:
        for part in reversed(parts):
            part.stop()


def watch(parts: Sequence[Part], stop: threading.Event) -> str | None:
    """Wait until `stop` is set (answers None) or a part ends that may not restart (answers its name)."""
    while not stop.wait(0.5):
        for part in parts:
            if not part.has_ended:
                continue
            if not part.may_restart:
                return part.name
            if not stop.wait(RESTART_AFTER_SECONDS):
                part.start()
    return None


@contextmanager
def stopped_by_signals() -> Iterator[threading.Event]:
    """An event that SIGTERM and Ctrl-C set for the length of the block."""
    stop = threading.Event()
    former = {number: signal.signal(number, lambda *_: stop.set()) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


def is_listening(port: int) -> bool:
    """Does something accept connections on this loopback port?"""
    with socket.socket() as attempt:
        attempt.settimeout(0.5)
        return attempt.connect_ex(("127.0.0.1", port)) == 0


def wait_until(probe: Callable[[], bool], seconds: float) -> bool:
    """Try `probe` until it answers true (true) or the time is over (false)."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if probe():
            return True
        time.sleep(0.2)
    return False
