"""Two versions side by side: each in a worktree of its own, on its own data, measured by its own benchmarks."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[2]
PROBE: Final = Path("benchmarks") / "compare" / "probe.py"
PATIENCE: Final = 10.0
"""Seconds that what a run has started is given to end by itself."""


class CannotCompare(Exception):
    """The comparison cannot go on; the message says why."""


@dataclass(frozen=True)
class Version:
    """A version of the whole tree: its name, its worktree, the Python that has its dependencies, where its data is."""

    name: str
    folder: Path
    python: str
    data: Path
    probe: Path

    def run(self, orders: int, *parts: str) -> dict[str, Any]:
        """One run of its benchmarks in a process of its own; without parts it prepares its data."""
        result = self.data.with_suffix(".json")
        result.unlink(missing_ok=True)
        # -P and PYTHONPATH: its own packages win over the editable install of another tree, in its children too.
        command = [self.python, "-P", str(self.probe), str(result), str(orders), *parts]
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("VIGIE_")}
        own = {"PYTHONPATH": str(self.folder), "VIGIE_BENCH_ORDERS": str(orders), "VIGIE_BENCH_HOME": str(self.data)}
        process = subprocess.Popen(
            command,
            cwd=self.folder,
            env={**inherited, **own},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        try:
            said = process.communicate()[1]
        finally:
            _end(process)
        if process.returncode != 0 or not result.exists():
            raise CannotCompare(f"The benchmarks of {self.name} ended with {process.returncode}:\n{said[-2000:]}")
        answer: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
        return answer


@contextmanager
def two_versions(base: str) -> Iterator[tuple[Version, Version]]:
    """BASE and the present tree with what is not committed yet; their worktrees go with the block, however it ends."""
    with tempfile.TemporaryDirectory(prefix="vigie-compare-") as name:
        folder = Path(name)
        commits = {"base": _commit(base), "new": _present_tree(folder / "index")}
        try:
            for side, commit in commits.items():
                _git("worktree", "add", "--quiet", "--detach", str(folder / side), commit)
            probe = folder / "new" / PROBE
            pythons = {"base": _python(folder, base), "new": sys.executable}
            base_version, new_version = (
                Version(label, folder / side, pythons[side], folder / f"{side}-data", probe)
                for side, label in (("base", base), ("new", "the present tree"))
            )
            yield base_version, new_version
        finally:
            for side in commits:
                # an interrupt between the two may have left one of them unmade
                _git("worktree", "remove", "--force", str(folder / side), must=False)
            _git("worktree", "prune", must=False)


def _commit(name: str) -> str:
    try:
        return _git("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
    except subprocess.CalledProcessError:
        raise CannotCompare(f"There is no commit {name!r} here: name one, BASE=HEAD~1, say.") from None


def _present_tree(index: Path) -> str:
    """A commit of everything that is in the folder and not ignored, which moves no branch and no index of yours."""
    own = {"GIT_INDEX_FILE": str(index)}
    _git("read-tree", "HEAD", environment=own)
    _git("add", "--all", environment=own)
    tree = _git("write-tree", environment=own)
    author = {f"GIT_{who}_{what}": "vigie@localhost" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    return _git("commit-tree", tree, "-p", "HEAD", "-m", "The present tree, to be compared", environment=author)


def _python(folder: Path, base: str) -> str:
    """The present Python when BASE wants the same packages, else one in an environment of its own."""
    if _wanted(folder / "base") == _wanted(folder / "new"):
        return sys.executable
    print(f"{base} wants other packages: making an environment for it.", flush=True)
    python = folder / "env" / "bin" / "python"
    install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-c", "constraints.txt"]
    subprocess.run([sys.executable, "-m", "venv", str(folder / "env")], check=True)
    subprocess.run([*install, ".[dev,bench]"], cwd=folder / "base", check=True)
    # its worktree comes before what was just installed, as before the editable install (see Version.run)
    return str(python)


def _wanted(tree: Path) -> tuple[object, ...]:
    project = tomllib.loads((tree / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pins = tree / "constraints.txt"
    return project["dependencies"], project["optional-dependencies"], pins.read_text() if pins.exists() else ""


def _git(*arguments: str, must: bool = True, environment: dict[str, str] | None = None) -> str:
    done = subprocess.run(
        ["git", "-C", str(ROOT), *arguments],
        env={**os.environ, **(environment or {})},
        check=must,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE if not must else None,
        text=True,
    )
    return done.stdout.strip()


def _end(process: subprocess.Popen[str]) -> None:
    """End a run and all it has started: on Ctrl-C only we are told, because it is a session of its own."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
