"""`vigie sync` and `vigie worker`: what is read, sent and published."""

from typing import Annotated

import typer

from etl.commands.failures import explained, fail
from etl.commands.processes import stopped_by_signals
from etl.commands.progress import showing_progress, showing_words
from etl.commands.publishing import publish as publish_or_ask
from etl.settings import load_settings
from etl.worker.worker import open_worker

Once = Annotated[bool, typer.Option("--once", help="Do what is due, then exit.")]


def sync(once: Once = False) -> None:
    """Read what is due and publish. With --once, exit 0 only when everything landed; otherwise go on like `worker`."""
    if not once:
        worker()
        return
    with explained(), showing_progress() as progress, open_worker(load_settings(), progress=progress) as opened:
        outcome = opened.rounds.run()
        if not outcome.has_landed:
            fail(outcome.problem or "Not everything landed: see the Sync page.")


def worker(once: Once = False) -> None:
    """Send actions, sync and publish; with --once, what is due now."""
    with explained(), open_worker(load_settings()) as opened:
        if once:
            outcome = opened.run_once()
            if not outcome.has_landed:
                fail(outcome.problem or "Not everything landed: see the Sync page.")
            return
        with stopped_by_signals() as stop:
            opened.run_until(stop)


def publish() -> None:
    """Publish what the warehouse holds, without asking the marketplace.

    While a worker runs, it publishes at its next step; this command waits for it and says what became of it.
    """
    with explained(), showing_words() as show:
        words = publish_or_ask(load_settings(), show)
    typer.echo(words)
