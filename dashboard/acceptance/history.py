"""Whether automatic acceptance is on, since when and by whom, and every change of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import Engine

from dashboard.parts.row_table import row_table
from dashboard.parts.states import nothing_here
from etl.actions.outbox.reading import Wanted, list_actions
from etl.actions.states import State
from etl.preflight.orders.acceptance import REQUESTER
from etl.store.orders.acceptance import AcceptanceChange, AcceptanceSetting
from etl.words.catalogues import _
from etl.words.formats import counted, moment, money, number
from etl.words.markdown import escape

DAY = timedelta(days=1)


def acceptance_answer(setting: AcceptanceSetting) -> str:
    """Whether it is on, and since when; Markdown."""
    if not setting.is_on:
        return _("Off: every order waits for somebody to accept it.")
    latest = setting.changes[0]
    text = _("On since {time}, by {name}: {maximum}.")
    return text.format(
        time=escape(moment(latest.at)), name=escape(latest.by), maximum=escape(maximum_words(latest.most_value))
    )


def lately(ops: Engine, now: datetime) -> str:
    """What it asked for within a day, and how much of that people took back."""
    wanted = Wanted(kinds={"approve_order"}, requested_from=now - DAY)
    asked = [row for row in list_actions(ops, wanted) if row.requested_by == REQUESTER]
    undone = sum(row.state is State.UNDONE for row in asked)
    return counted(
        "{n} order accepted by itself within 24 h, {undone} undone by people.",
        "{n} orders accepted by themselves within 24 h, {undone} undone by people.",
        len(asked),
        undone=number(undone),
    )


def maximum_words(most_value: Decimal | None) -> str:
    """Up to which value."""
    if most_value is None:
        return _("orders of any value")
    return _("orders up to {value}").format(value=money(float(most_value), "EUR"))


def changes_block(setting: AcceptanceSetting) -> None:
    """Every change, the newest first."""
    if not setting.changes:
        nothing_here(_("It was never switched on."), ":material/history:")
        return
    row_table([_change_row(change) for change in setting.changes], _("Changes of the setting, the newest first"))


def _change_row(change: AcceptanceChange) -> dict[str, str]:
    seen = "–"
    if change.dry_run is not None:
        orders, accepted = change.dry_run
        seen = _("{accepted} of {orders} accepted").format(accepted=number(accepted), orders=number(orders))
    return {
        _("When"): escape(moment(change.at)),
        _("By"): escape(change.by),
        _("State"): _("On") if change.is_on else _("Off"),
        _("Maximum"): escape(maximum_words(change.most_value)),
        _("Dry run seen"): escape(seen),
    }
