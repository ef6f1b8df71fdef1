"""`vigie ship`: from a script, what the Ship parcels page does with a sheet."""

from __future__ import annotations

import sys
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import orjson
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from etl.actions.errors import ConflictingAction
from etl.actions.outbox.batches import Asked, ask_each
from etl.commands.failures import explained, fail
from etl.domain.checks import Check, Severity
from etl.domain.errors import UnreadableSheet
from etl.domain.time.clock import system_clock
from etl.preflight.basis import Basis, snapshot_basis
from etl.preflight.orders.colleagues import colleagues_by_order
from etl.preflight.orders.queries import carrier_labels
from etl.preflight.parcels.headings import Field
from etl.preflight.parcels.readings import Reading, usual_reading
from etl.preflight.parcels.review import Choices, Review, review_sheet, wishes
from etl.preflight.parcels.rows import ParcelSheet
from etl.preflight.parcels.sheet_links import sent_links
from etl.preflight.parcels.verdicts import Judged, RowVerdict
from etl.preflight.parcels.workbook_sheets import file_sheet
from etl.preflight.sheets.text import MAX_BYTES
from etl.settings import Settings, load_settings
from etl.store.ops.database import open_ops
from etl.store.snapshots.snapshots import open_snapshot
from etl.words.catalogues import _, first_language, speaking
from etl.words.formats import counted
from etl.words.markdown import shortened
from etl.words.parcel_rows import COLUMNS, VERDICTS, reasons_words, recognised_words, sheet_words, unreadable_words
from etl.words.people import person_asking


def ship(
    file: Annotated[str, typer.Argument(help="A CSV or Excel file of parcels; - reads standard input.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only judge the rows: nothing is asked for.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="A JSON array instead of a table.")] = False,
    carrier: Annotated[str, typer.Option(help="The carrier of rows that name none.")] = "",
    *,
    sheet: Annotated[str | None, typer.Option(help="The sheet of a workbook, by its name.")] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FIELD=COLUMN",
            help="Which column a field is, by its heading or its number from 1: parcel_number=Suivi. Repeatable. "
            f"Fields: {', '.join(COLUMNS)}.",
        ),
    ] = None,
) -> None:
    """Ship the parcels of a sheet that are ready; the others are told why not.

    Exits 0 when every row was ready or already done, 1 otherwise, 2 when the file cannot be read.
    """
    with explained():
        settings = load_settings()
        with speaking(first_language(None, settings.language)):
            chosen = Reading(sheet, _columns(column or ()))
            judged, asked = _shipped(settings, file, chosen, carrier, is_dry=dry_run)
            if as_json:
                typer.echo(orjson.dumps([_record(each, carrier) for each in judged]))
            else:
                _print(judged, carrier, asked)
    if any(each.verdict.outcome not in {"ready", "already_done"} for each in judged):
        raise typer.Exit(1)


def _shipped(settings: Settings, file: str, chosen: Reading, carrier: str, *, is_dry: bool) -> tuple[list[Judged], int]:
    """The rows as they were judged, and how many were asked for."""
    snapshot = open_snapshot(settings.home)
    ops = open_ops(settings.ops_address)
    with ExitStack() as closing:
        closing.callback(ops.dispose)
        basis = snapshot_basis(snapshot, ops, system_clock())
        choices = Choices(default_carrier=carrier)
        try:
            reading = replace(chosen, links=usual_reading(ops).links)
            sheet = file_sheet(_content(file), carrier_labels(basis), reading)
        except UnreadableSheet as error:
            fail(f"{shortened(file)}: {unreadable_words(error)}{_way_to_choose(error)}")
        typer.echo(_recognised(sheet), err=True)
        person = person_asking(settings)
        review = review_sheet(basis, sheet.rows, choices, colleagues_by_order(ops, basis.now, but=person))
        if is_dry:
            return list(review.judged), 0
        answers = _asked_for(basis, settings, review, choices, person)
    judged = [_after(each, answers.get(each.row.number)) for each in review.judged]
    return judged, sum(answer.refusal is None for answer in answers.values())


def _columns(given: Sequence[str]) -> dict[Field, int | str]:
    """Raises exit 2 for what names no field."""
    columns: dict[Field, int | str] = {}
    for each in given:
        name, _sign, column = each.partition("=")
        if name.strip() not in COLUMNS or not column.strip():
            fail(f"--column {shortened(each, 60)}: write FIELD=COLUMN, FIELD one of {', '.join(COLUMNS)}.")
        columns[name.strip()] = column.strip()  # type: ignore[index]
    return columns


def _way_to_choose(error: UnreadableSheet) -> str:
    if not error.choices:
        return ""
    if isinstance(error.choices[0].value, str):
        option = f"--sheet “{shortened(error.choices[0].name, 40)}”"
    else:
        option = f"--column {error.detail.split('|', maxsplit=1)[0]}=…"
    return " " + _("Or choose it: {option}.").format(option=option)


def _recognised(sheet: ParcelSheet) -> str:
    return recognised_words(
        sheet.columns, sheet.headings, left_out=sheet.left_out, name=sheet.name, hidden=sheet.hidden
    )


def _content(file: str) -> bytes:
    """At most one byte more than is taken: a larger file is refused without being read."""
    if file == "-":
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    try:
        with Path(file).open("rb") as opened:
            return opened.read(MAX_BYTES + 1)
    except FileNotFoundError:
        fail(_("There is no file {file}: check its name.").format(file=shortened(file)))
    except (OSError, ValueError):  # a folder, no permission, a NUL in the name
        fail(_("{file} cannot be read: check that it is a file and that you may read it.").format(file=shortened(file)))


def _asked_for(basis: Basis, settings: Settings, review: Review, choices: Choices, person: str) -> Mapping[int, Asked]:
    """Write the ready rows down under one batch; the outbox's answer by row."""
    going = review.sendable(choices)
    answers = ask_each(
        basis.ops,
        wishes(going, review.orders, choices, sent_links(basis, going)),
        batch_id=str(uuid.uuid4()),
        requested_by=person,
        hold=settings.undo_window,
        now=basis.now,
    )
    return dict(zip([each.row.number for each in going], answers, strict=True))


def _after(judged: Judged, answer: Asked | None) -> Judged:
    """A row that the outbox did not take, because of what came between, is not ready after all."""
    if answer is None or answer.refusal is None:
        return judged
    typer.echo(str(answer.refusal), err=True)
    code = "conflicting_action" if isinstance(answer.refusal, ConflictingAction) else "not_written_down"
    return replace(judged, verdict=RowVerdict.IMPOSSIBLE, reasons=(Check(code, Severity.BLOCKS),))


def _record(judged: Judged, carrier: str) -> dict[str, object]:
    return {
        "row": judged.row.number,
        "order_id": judged.row.order_id,
        "parcel_number": judged.row.parcel_number,
        "carrier_name": judged.carrier_label or judged.row.carrier_name or carrier or None,
        "verdict": judged.verdict.outcome,
        "reasons": list(judged.codes),
    }


def _print(judged: Sequence[Judged], carrier: str, asked: int) -> None:
    # As Text: what stands in a sheet is never taken for the markup of a terminal.
    table = Table(_("Row"), _("Order"), _("Tracking number"), _("Carrier"), _("Verdict"), _("Why"))
    for each in judged:
        record = _record(each, carrier)
        cells = (record["row"], record["order_id"], record["parcel_number"], record["carrier_name"] or "")
        words = (_(VERDICTS[each.verdict]), reasons_words(each.reasons))
        table.add_row(*(Text(shortened(str(cell), 300)) for cell in (*cells, *words)))
    console = Console()
    console.print(table)
    counts = Counter(each.verdict.value for each in judged)
    console.print(Text(sheet_words(counts, counts[RowVerdict.READY])))
    if asked:
        console.print(Text(counted("{n} parcel is on its way", "{n} parcels are on their way", asked)))
