"""`vigie sandbox`: a marketplace on this machine."""

import os
import sys

import typer

sandbox_app = typer.Typer(add_completion=False)


@sandbox_app.command(
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}
)
def sandbox(context: typer.Context) -> None:
    """Serve a marketplace on this machine, with the contract of the real one; see `vigie sandbox --help`."""
    # A process of its own: the sandbox shares no code with us, so that a misreading of the contract cannot hide.
    os.execv(sys.executable, [sys.executable, "-m", "sandbox", *context.args])  # noqa: S606 - no shell
