"""`vigie doctor`: is everything in place, and if not, what to do."""

import os
import shutil
import stat
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

import typer
from rich.console import Console

from etl.commands.failures import explained
from etl.domain.time.clock import Clock, system_clock
from etl.octopia.budget import CallBudget
from etl.octopia.client import OctopiaClient
from etl.octopia.errors import OctopiaError
from etl.settings import Settings, SettingsError, load_settings
from etl.store.errors import StoreError, WarehouseBusy
from etl.store.inspection import flaw, shape_made_by
from etl.store.ops.database import examine_ops, open_ops
from etl.store.ops.errors import OpsError
from etl.store.ops.heartbeats import last_heartbeat
from etl.store.places import places_of
from etl.store.privacy import hand_to_analysts, open_paths
from etl.store.registry import MARTS
from etl.store.snapshots.snapshots import open_snapshot
from etl.store.sql_files import schema_statements
from etl.store.warehouse.damage import examine_worker_files
from etl.worker.worker import PROBLEM, WORKER, account_of

LEAST_FREE_BYTES: Final = 2 * 1024**3
TOLERATED_SKEW: Final = timedelta(seconds=30)
DOTENV: Final = Path(".env")
"""Where the settings look for it, too: in the folder the command is run from."""
ALIVE_WITHIN: Final = timedelta(seconds=30)


@dataclass(frozen=True)
class Finding:
    """One thing looked at: its name, whether it is in order, what was seen and what to do."""

    name: str
    is_ok: bool
    words: str


class _NotInOrder(Exception):
    """Looked at, and not in order."""


def _settings(settings: Settings, _clock: Clock) -> str:
    settings.require_credentials()
    return f"seller {settings.seller_id} at {settings.api_url}"


def _home(settings: Settings, _clock: Clock) -> str:
    places_of(settings).make()
    if not os.access(settings.home, os.W_OK):
        raise _NotInOrder(f"{settings.home} cannot be written: check VIGIE_HOME and its permissions.")
    free = shutil.disk_usage(settings.home).free
    if free < LEAST_FREE_BYTES:
        raise _NotInOrder(f"Only {free / 1024**3:.1f} GiB free under {settings.home}: make room for snapshots.")
    return f"{settings.home}, {free / 1024**3:.0f} GiB free"


def _permissions(settings: Settings, _clock: Clock) -> str:
    places = places_of(settings)
    if places.analysts_group:
        hand_to_analysts(places.analytics.parent, places)
    opened = list(open_paths(places))
    if opened:
        raise _NotInOrder(
            f"Other accounts of this machine can reach {opened[0]}, one of {len(opened)}: "
            "starting the worker or the app closes what this account owns; for the rest, chown it to this account."
        )
    mode = stat.S_IMODE(DOTENV.stat().st_mode) if DOTENV.exists() else 0
    if mode & 0o077:
        raise _NotInOrder(f"{DOTENV} holds a secret and other accounts can reach it ({mode:04o}): chmod 600 {DOTENV}")
    return f"{settings.home} is closed to other accounts" + (
        f", its analytics/ open to the group {places.analysts_group}" if places.analysts_group else ""
    )


def _marketplace(settings: Settings, clock: Clock) -> str:
    with OctopiaClient(account_of(settings), clock=clock, budget=CallBudget(10, clock)) as client:
        client.read("/sellers")
        skew = client.skew or timedelta(0)
    if abs(skew) > TOLERATED_SKEW:
        raise _NotInOrder(
            f"This machine's clock is {skew.total_seconds():+.0f} s off the marketplace's: set it by NTP."
        )
    return f"answers as seller {settings.seller_id}, clock {skew.total_seconds():+.0f} s"


def _actions(settings: Settings, _clock: Clock) -> str:
    places, file = places_of(settings), settings.home / "ops.sqlite"
    if not settings.ops_url and not file.exists():
        if places.current.exists():
            raise _NotInOrder(
                f"{file} is gone although something was published: put it back, or start the worker, which makes a new "
                "one; what was not sent yet has to be asked for again."
            )
        return "not made yet: the first start makes it"
    ops = open_ops(settings.ops_address)
    try:
        examine_ops(ops)
    finally:
        ops.dispose()
    return "the operations database has all its tables and can be read"


def _warehouse(settings: Settings, _clock: Clock) -> str:
    places = places_of(settings)
    if not places.work.exists() and places.current.exists():
        raise _NotInOrder(
            f"{places.work} is gone although something was published: put it back, or start the worker, which reads "
            "the marketplace anew; `vigie backfill` then reads what is older than VIGIE_HISTORY_DAYS."
        )
    try:
        examine_worker_files(places)
    except WarehouseBusy as busy:
        return f"in use by process {busy.holder_pid}; to have it read through, stop that one first"
    return "can be read to its end" if places.work.exists() else "not made yet: the first start of the worker makes it"


def _snapshot(settings: Settings, _clock: Clock) -> str:
    snapshot = open_snapshot(settings.home)
    for path, database in ((snapshot.marts, "marts"), (snapshot.private, "private")):
        _require_whole(path, database)
    return f"version {snapshot.version} of {snapshot.published_at:%Y-%m-%d %H:%M:%S} UTC"


def _analysts(settings: Settings, _clock: Clock) -> str:
    places = places_of(settings)
    if not places.analytics.exists() and not places.current.exists():
        return "not made yet: the first publication makes it"
    _require_whole(places.analytics, "marts")
    return f"{places.analytics} can be read"


def _require_whole(path: Path, database: str) -> None:
    wanted = shape_made_by(schema_statements(database), database)
    views = MARTS.views.keys() if database == "marts" else ()
    if (words := flaw(path, {**wanted, **dict.fromkeys(views, frozenset[str]())})) is not None:
        raise _NotInOrder(f"{path} {words}: run `vigie publish` to write a new one; no data is lost.")


def _worker(settings: Settings, clock: Clock) -> str:
    ops = open_ops(settings.ops_address)
    try:
        alive, problem = last_heartbeat(ops, WORKER), last_heartbeat(ops, PROBLEM)
    finally:
        ops.dispose()
    if alive is None or not alive.is_alive(clock(), ALIVE_WITHIN):
        raise _NotInOrder("No worker is running: start it with `vigie worker`, or everything with `make run`.")
    if problem is not None and problem.state != "none":
        raise _NotInOrder(f"The worker runs (process {alive.pid}) but reports: {problem.detail}")
    return f"process {alive.pid} is {alive.state}"


Look = Callable[[Settings, Clock], str]

CHECKS: Final[Mapping[str, Look]] = {
    "settings": _settings,
    "home": _home,
    "permissions": _permissions,
    "marketplace": _marketplace,
    "actions": _actions,
    "warehouse": _warehouse,
    "snapshot": _snapshot,
    "analysts' file": _analysts,
    "worker": _worker,
}


def examine(settings: Settings, clock: Clock = system_clock, checks: Mapping[str, Look] = CHECKS) -> Iterator[Finding]:
    """Look at settings, disk, marketplace, clock, stores and worker; one finding never stops the next."""
    for name, check in checks.items():
        try:
            yield Finding(name, True, check(settings, clock))
        except (SettingsError, StoreError, OpsError, OctopiaError, OSError, _NotInOrder) as error:
            yield Finding(name, False, str(error))


def doctor() -> None:
    """Check settings, disk, marketplace, clock, stores and worker; exit 1 when something is not in order."""
    console, is_ok = Console(), True
    with explained():
        for finding in examine(load_settings()):
            is_ok = is_ok and finding.is_ok
            mark = "[green]ok[/green]" if finding.is_ok else "[red]!![/red]"
            console.print(mark, f"[bold]{finding.name}[/bold]:", end=" ")
            console.print(finding.words, markup=False, highlight=False, soft_wrap=True)
    if not is_ok:
        raise typer.Exit(1)
