"""`vigie rejects`: the records that did not fit, and judging them again."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer

from etl.actions.errors import WorkerAlreadyRunning
from etl.commands.failures import explained, fail
from etl.settings import load_settings
from etl.store.snapshots.snapshots import open_snapshot
from etl.sync.engine.runs import run_resource
from etl.sync.engine.upkeep import REPLAY
from etl.sync.registry import replay
from etl.worker.worker import Worker, open_worker

rejects_app = typer.Typer(no_args_is_help=True, help="Records that did not fit: list them, judge them again.")


@rejects_app.command("list")
def list_rejects() -> None:
    """Print what was set aside, the newest first, as CSV: when, resource, record, reason."""
    with explained():
        connection = open_snapshot(load_settings().home).connect()
        try:
            rejects = connection.sql("select rejected_at, resource, key, reason from rejects order by all desc").pl()
        finally:
            connection.close()
    typer.echo(rejects.write_csv(), nl=False)


@rejects_app.command("replay")
def replay_rejects() -> None:
    """Judge every reject again; a worker does so by itself when an update has changed the rules."""
    with explained(), _alone() as opened:
        landed = run_resource(opened.rounds.reader, REPLAY, replay).landed
        opened.publish()
    typer.echo(f"{landed.record_count} judged again, {landed.record_count - landed.rejected_count} fit now.")


@contextmanager
def _alone() -> Iterator[Worker]:
    try:
        with open_worker(load_settings()) as opened:
            yield opened
    except WorkerAlreadyRunning as busy:
        fail(f"{busy} It judges rejects again by itself only when an update has changed the rules.")
