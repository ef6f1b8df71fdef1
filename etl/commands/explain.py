"""`vigie explain`: what Vigie makes of one thing and why, from the store by its id, or from a file.

A subject is explained in `etl/preflight/explaining` and worded in `etl/words/explained`; here it is only registered.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final

import orjson
import typer
from sqlalchemy import Engine

from etl.commands.failures import explained, fail
from etl.domain.time.clock import system_clock
from etl.preflight.explaining.explanation import CannotExplain, Explanation, instant_of
from etl.preflight.explaining.orders import explained_file, explained_order
from etl.preflight.explaining.parcels import explained_parcel_file
from etl.preflight.explaining.returns import explained_return_file
from etl.preflight.explaining.threads import explained_thread_file
from etl.settings import language_setting, load_settings
from etl.store.errors import WarehouseBusy
from etl.store.ops.database import open_ops
from etl.store.snapshots.snapshots import Snapshot, open_snapshot
from etl.words.catalogues import speaking
from etl.words.explained import order_lines
from etl.words.explained_parcels import parcel_lines
from etl.words.explained_returns import return_lines
from etl.words.explained_threads import thread_lines

MOST_BYTES: Final = 50_000_000
"""An order has some thousand; ten thousand rows of a carrier or messages of a thread, some million."""


@dataclass(frozen=True)
class Subject:
    """How a kind of thing is explained from a file, by its id, and in words for people.

    `by_id` is None as long as the store keeps nothing of the kind.
    """

    name: str
    from_file: Callable[[bytes, datetime], Explanation]
    by_id: Callable[[Snapshot, Engine, str, datetime], Explanation] | None
    in_words: Callable[[Explanation, datetime], Iterable[str]]


SUBJECTS: Final = (
    Subject("order", explained_file, explained_order, order_lines),
    Subject("parcel", explained_parcel_file, None, parcel_lines),
    Subject("thread", explained_thread_file, None, thread_lines),
    Subject("return", explained_return_file, None, return_lines),
)

explain_app = typer.Typer(
    no_args_is_help=True,
    help="What Vigie makes of one thing and why, from the store or from a file. Parcels, threads and returns so far "
    "from a file only.",
)


def _register(subject: Subject) -> None:
    @explain_app.command(
        subject.name, help=f"Explain one {subject.name}: what Vigie makes of it, each verdict with its rule."
    )
    def explain(
        subject_id: Annotated[str, typer.Argument(metavar="[ID]", help="Its id in the store.")] = "",
        file: Annotated[
            str, typer.Option(help="Judge what this file says instead, as served; - is standard input.")
        ] = "",
        now: Annotated[str, typer.Option(help="The instant to judge at, with its zone; the present one.")] = "",
        as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    ) -> None:
        with explained():
            try:
                at = instant_of(now) if now else system_clock()
                shown = _explanation(subject, subject_id, file, at)
                if as_json:
                    typer.echo(orjson.dumps(shown, option=orjson.OPT_INDENT_2))
                    return
                with speaking(language_setting()):
                    for line in subject.in_words(shown, at):
                        typer.echo(line)
            except CannotExplain as problem:
                fail(str(problem))


def _explanation(subject: Subject, subject_id: str, file: str, at: datetime) -> Explanation:
    if bool(subject_id) == bool(file):
        raise CannotExplain(f"Give the {subject.name}'s id, or --file with what was served, not both.")
    if file:
        return subject.from_file(_content(file), at)
    if subject.by_id is None:
        raise CannotExplain(f"No {subject.name}s are kept in the store yet: give what is known of one with --file.")
    settings = load_settings()
    ops = open_ops(settings.ops_address)
    try:
        return subject.by_id(open_snapshot(settings.home), ops, subject_id, at)
    except WarehouseBusy as busy:
        raise CannotExplain(
            f"What was known then stands in the warehouse. {busy} Ask again when it has ended."
        ) from None
    finally:
        ops.dispose()


def _content(file: str) -> bytes:
    try:
        if file == "-":
            content = sys.stdin.buffer.read(MOST_BYTES + 1)
        else:
            with Path(file).open("rb") as opened:
                content = opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise CannotExplain(f"{file} cannot be read: {error.strerror}.") from None
    if len(content) > MOST_BYTES:
        raise CannotExplain("The input is larger than 50 MB: that is more than one thing has.")
    return content


for _subject in SUBJECTS:
    _register(_subject)
