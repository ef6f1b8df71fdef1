"""The command `vigie`: which commands there are, and where each lives.

A command is imported when it is called, and none for the list of them: Polars and SQLAlchemy alone take a second.
"""

import sys
from importlib import import_module
from typing import Any, Final, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command


class Command(NamedTuple):
    """A function or a group of commands, and its line in the list."""

    module: str
    name: str
    words: str


COMMANDS: Final = {
    "sync": Command("working", "sync", "Read what is due and publish."),
    "worker": Command("working", "worker", "Send actions, sync and publish; with --once, what is due now."),
    "backfill": Command("backfill", "backfill", "Read the orders of the past, window by window."),
    "publish": Command("working", "publish", "Publish what the warehouse holds, without asking the marketplace."),
    "up": Command("starting", "up", "Start worker and app on your own account."),
    "demo": Command("starting", "demo", "Start a marketplace, worker and app on this machine; every demo begins anew."),
    "sandbox": Command(
        "sandbox", "sandbox_app", "Serve a marketplace on this machine, with the contract of the real one."
    ),
    "doctor": Command("doctor", "doctor", "Check settings, disk, marketplace, clock, stores and worker."),
    "sql": Command("sql", "sql", "Query the analysts' file, read-only."),
    "ship": Command("ship", "ship", "Ship the parcels of a sheet."),
    "explain": Command("explain", "explain_app", "What Vigie makes of one thing and why."),
    "actions": Command("actions", "actions_app", "Ask the marketplace for something, see what became of it."),
    "rejects": Command("rejects", "rejects_app", "Records that did not fit: list them, judge them again."),
}


class LazyCommands(TyperGroup):
    """Lists commands by their words, and imports the one that is called."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - Click's
        """All names, in the order of a day's work."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - Click's
        """What stands for the command in the list, None where there is no such command."""
        return TyperCommand(cmd_name, help=COMMANDS[cmd_name].words) if cmd_name in COMMANDS else None

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """The command itself, with what is left of the line."""
        name, command, rest = super().resolve_command(ctx, args)
        return name, imported(name) if name in COMMANDS else command, rest


def imported(name: str) -> Any:
    """The command of that name, ready to run."""
    place = COMMANDS[name]
    found = getattr(import_module(f"etl.commands.{place.module}"), place.name)
    if not isinstance(found, typer.Typer):
        alone = typer.Typer(add_completion=False)
        alone.command(name)(found)
        found = alone
    return get_command(found)


app = typer.Typer(cls=LazyCommands, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@app.callback()
def vigie() -> None:
    """The control room of a seller on Cdiscount / Octopia."""


def main() -> None:
    """Entry point."""
    if COMMANDS.keys() & set(sys.argv[1:2]):
        _prepare()
    app()


def _prepare() -> None:
    """What a command writes is its owner's; logs go to standard error as key=value lines."""
    # here: the list of commands needs neither
    import structlog  # noqa: PLC0415

    from etl.store.privacy import keep_private  # noqa: PLC0415

    keep_private()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"]),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
