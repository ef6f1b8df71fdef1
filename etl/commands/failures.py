"""How a command ends when something went wrong: in a sentence, never in a traceback."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer

from etl.actions.errors import ActionError, WorkerAlreadyRunning
from etl.commands.stack import PartFailed
from etl.octopia.errors import OctopiaError
from etl.settings import SettingsError
from etl.store.errors import StoreError, WarehouseBusy
from etl.store.ops.errors import OpsError


@contextmanager
def explained() -> Iterator[None]:
    """Say what went wrong in a sentence, and exit 2; a busy warehouse is nobody's fault and exits 0."""
    try:
        yield
    # These first: they are errors of the store and of actions, too, and a second `vigie sync` from cron is no failure.
    except (WarehouseBusy, WorkerAlreadyRunning) as busy:
        typer.echo(str(busy), err=True)
        raise typer.Exit(0) from None
    except (ActionError, OctopiaError, OpsError, PartFailed, SettingsError, StoreError) as error:
        fail(str(error))


def fail(words: str) -> NoReturn:
    """Say it and exit 2."""
    typer.echo(words, err=True)
    raise typer.Exit(2) from None
