"""One worker only: a lock file that its process holds for life and the system frees when it dies, however it dies."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from etl.actions.errors import IllegalTransition, WorkerAlreadyRunning
from etl.store.privacy import PRIVATE_FOLDER, make_private


class Lease:
    """Proof that this process is the one worker; worth something inside `worker_lease` only."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.is_held = True

    def require_held(self) -> None:
        """Raise `IllegalTransition` when the lease was given up: without it, actions in flight may be another's."""
        if not self.is_held:
            raise IllegalTransition(f"The worker's lease {self.path} was given up: take it again before draining.")


@contextmanager
def worker_lease(path: Path) -> Iterator[Lease]:
    """Hold the worker's lease, a lock file; raises `WorkerAlreadyRunning`, naming the process that has it."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
    # Opened without emptying it: whoever is refused reads there who holds it. And never removed: the next would lock a
    # new file of the same name while the old one is still held.
    with make_private(path).open("a+") as file:
        _lock(file, path)
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        lease = Lease(path)
        try:
            yield lease
        finally:
            lease.is_held = False


def _lock(file: TextIO, path: Path) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.seek(0)
        holder = file.read().strip() or "unknown"
        raise WorkerAlreadyRunning(
            f"A worker is already running for {path.parent} (process {holder}). Only one may send actions: "
            "leave this to it, or stop it first."
        ) from None
