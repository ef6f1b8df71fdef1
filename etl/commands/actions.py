"""`vigie actions add|list|undo`: from a script, what the forms do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text
from sqlalchemy import Engine

from etl.actions.errors import ActionError, InvalidAction
from etl.actions.kinds import kind_named
from etl.actions.outbox.asking import Intent, asked_already, enqueue, intended
from etl.actions.outbox.hand import undo
from etl.actions.outbox.overrides import Override
from etl.actions.outbox.reading import Wanted, list_actions, one_action
from etl.actions.outbox.records import ActionRow
from etl.actions.states import LIVE, State
from etl.domain.checks import Severity, asking_codes
from etl.domain.time.clock import system_clock
from etl.preflight.basis import snapshot_basis
from etl.preflight.orders.checks import open_elsewhere_checks
from etl.preflight.orders.colleagues import colleagues_by_order
from etl.preflight.registry import OF_ITS_KIND, checks_before, is_final
from etl.settings import Settings, SettingsError, load_settings
from etl.store.errors import SnapshotMissing, StoreError
from etl.store.ops.database import open_ops
from etl.store.ops.errors import OpsError
from etl.store.snapshots.snapshots import open_snapshot
from etl.words.catalogues import first_language, speaking
from etl.words.checks import plain_words
from etl.words.people import person_asking

actions_app = typer.Typer(no_args_is_help=True, help="Ask the marketplace for something, see what became of it.")

By = Annotated[str, typer.Option(help="In whose name; the account of this machine by default.")]


@actions_app.command("add")
def add(
    kind: Annotated[str, typer.Argument(help="approve_order, refuse_order, ship_order or update_offer.")],
    target: Annotated[str, typer.Argument(help="The id of the order; for update_offer your SKU.")],
    payload: Annotated[
        str,
        typer.Option(
            "--json",
            help='For ship_order: {"parcel_number", "carrier_name", ...}; for update_offer: {"quantity"?, "price"?}.',
        ),
    ] = "{}",
    *,
    now: Annotated[bool, typer.Option("--now", help="Send at once: no time to undo.")] = False,
    reason: Annotated[
        str, typer.Option(help="Why in spite of what the checks ask about; kept in the audit, as on the forms.")
    ] = "",
    by: By = "",
) -> None:
    """Write an action down for the worker to send; prints its id. The same thing asked twice is one action.

    It is judged as on the forms: exits 1 and says which checks when it cannot be done, or when they ask and no --reason
    answers; 2 when what is given cannot be read.
    """
    with _open() as (settings, ops), speaking(first_language(None, settings.language)):
        hold, definition, given = timedelta(0) if now else settings.undo_window, kind_named(kind), _payload(payload)
        person = person_asking(settings, by)
        asking = _judged(settings, ops, intended(definition, target, given), person=person, reason=reason)
        asked = enqueue(
            ops,
            definition,
            target,
            given,
            requested_by=person,
            hold=hold,
            now=system_clock(),
            override=Override(asking, reason) if asking else None,
        )
        if not asked.is_new:
            how = "under way" if asked.state in LIVE else asked.state
            typer.echo(f"Already {how} as {asked.action_id}.", err=True)
        typer.echo(asked.action_id)


@actions_app.command("list")
def list_(
    as_json: Annotated[bool, typer.Option("--json", help="A JSON array instead of a table.")] = False,
    state: Annotated[list[State] | None, typer.Option(help="Only these states.")] = None,
    target: Annotated[list[str] | None, typer.Option(help="Only these orders.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many, the newest.")] = None,
) -> None:
    """List actions, the newest first: what was asked, by whom, where it stands."""
    with _open() as (_, ops):
        actions = list_actions(ops, Wanted(states=state or None, targets=target or None, limit=limit))
    if as_json:
        typer.echo(orjson.dumps([_record(one) for one in actions]))
    else:
        Console().print(_table(actions))


@actions_app.command("undo")
def undo_(action_id: Annotated[str, typer.Argument(help="The id that `add` printed.")], by: By = "") -> None:
    """Take an action back before it is sent; exits 1 when it is too late."""
    with _open() as (settings, ops):
        is_undone = undo(ops, action_id, by=person_asking(settings, by), now=system_clock())
        if not is_undone:
            typer.echo(f"Too late: action {action_id} is {one_action(ops, action_id).state}.", err=True)
            raise typer.Exit(1)
    typer.echo(f"Undone: {action_id}")


@contextmanager
def _open() -> Iterator[tuple[Settings, Engine]]:
    try:
        settings = load_settings()
        ops = open_ops(settings.ops_address)
        try:
            yield settings, ops
        finally:
            ops.dispose()
    except (ActionError, OpsError, SettingsError, StoreError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None


def _judged(settings: Settings, ops: Engine, intent: Intent, *, person: str, reason: str) -> tuple[str, ...]:
    """The codes that `reason` answers; exits 1 when something blocks, or asks and has no answer.

    What is under way already is not judged again. Before the first publication there is nothing to judge by: the
    marketplace then has the only word, which is said.
    """
    if asked_already(ops, intent) is not None:
        return ()
    try:
        snapshot = open_snapshot(settings.home)
    except SnapshotMissing:
        typer.echo("Not judged: nothing has been published yet.", err=True)
        return ()
    basis = snapshot_basis(snapshot, ops, system_clock())
    names = colleagues_by_order(ops, basis.now, but=person).get(intent.target, ())
    checks = (
        *open_elsewhere_checks(names if intent.kind.subject_type == "order" else ()),
        *checks_before(basis, intent.kind.name, intent.target, intent.payload),
    )
    asking = [check for check in checks if check.severity is Severity.ASKS and check.code not in OF_ITS_KIND]
    if stopping := [check for check in checks if is_final(check)] or ([] if reason.strip() else asking):
        for check in stopping:
            typer.echo(f"{check.code} ({check.severity}): {plain_words(check)}", err=True)
        if not any(map(is_final, stopping)):
            typer.echo("Nothing was asked for. Say why it is right all the same: --reason.", err=True)
        raise typer.Exit(1)
    return asking_codes(checks) if reason.strip() else ()


def _payload(text: str) -> dict[str, Any]:
    try:
        content = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise InvalidAction(f"--json is not JSON ({error}). Put it in single quotes: --json '{{...}}'.") from None
    if not isinstance(content, dict):
        raise InvalidAction('--json must be an object, such as \'{"parcel_number": "...", "carrier_name": "..."}\'.')
    return content


def _record(one: ActionRow) -> dict[str, Any]:
    return {
        "id": one.action_id,
        "kind": one.kind,
        "target": one.target,
        "payload": one.payload,
        "state": one.state,
        "batch_id": one.batch_id,
        "requested_by": one.requested_by,
        "requested_at": one.requested_at,
        "not_before_at": one.not_before_at,
        "attempt_count": one.attempt_count,
        "sent_at": one.sent_at,
        "settled_at": one.settled_at,
        "result": one.result,
        "evidence": one.evidence,
    }


def _table(actions: list[ActionRow]) -> Table:
    table = Table("asked (UTC)", "kind", "target", "state", "by", "result", "id")
    for one in actions:
        asked_at: datetime = one.requested_at
        cells = (f"{asked_at:%Y-%m-%d %H:%M:%S}", one.kind, one.target, one.state, one.requested_by, one.result or "")
        # As Text: what the marketplace or a script wrote is never taken for the markup of a terminal.
        table.add_row(*(Text(cell) for cell in (*cells, one.action_id)))
    return table
