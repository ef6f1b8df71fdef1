"""`vigie sql`: questions to the analysts' file."""

import sys
from typing import Annotated

import typer

from etl.commands.failures import explained
from etl.settings import load_settings
from etl.store.places import places_of
from etl.store.snapshots.query import LONGEST_SECONDS, print_answer


def sql(
    query: Annotated[str, typer.Argument(help="A query; left out, a shell on a terminal, else standard input.")] = "",
    seconds: Annotated[float, typer.Option(min=1, help="How long one answer may take.")] = LONGEST_SECONDS,
) -> None:
    """Query the analysts' file, read-only: a shell without a query; CSV when the output is not a terminal."""
    with explained():
        places = places_of(load_settings())
        if not query and sys.stdin.isatty() and sys.stdout.isatty():
            # here, since only a terminal needs its libraries
            from etl.commands.sql_shell import open_shell  # noqa: PLC0415

            open_shell(places)
        else:
            print_answer(places, query or sys.stdin.read(), seconds)
