"""A batch in words: what it is, where its items stand, how long the rest will take, what the marketplace said."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from dashboard.outbox.standing import standing
from etl.actions.outbox.batch_progress import BatchProgress, Place
from etl.actions.outbox.records import ActionRow
from etl.actions.states import State
from etl.preflight.sheets.writing import sheet_bytes
from etl.words.catalogues import N_, _
from etl.words.codes import ACTION_KINDS, ACTION_STATES, word
from etl.words.formats import counted, duration
from etl.words.notes import note_words

PLACES: Final = {
    Place.NEEDS_YOU: N_("Need you"),
    Place.REFUSED: N_("Refused by the marketplace"),
    Place.UNDONE: N_("Undone"),
    Place.UNDER_WAY: N_("Under way"),
    Place.HELD: N_("Held"),
    Place.DONE: N_("Done"),
}
COLOURS: Final = {
    Place.NEEDS_YOU: "orange",
    Place.REFUSED: "red",
    Place.UNDONE: "gray",
    Place.UNDER_WAY: "blue",
    Place.HELD: "blue",
    Place.DONE: "green",
}
ICONS: Final = {
    Place.NEEDS_YOU: ":material/front_hand:",
    Place.REFUSED: ":material/block:",
    Place.UNDONE: ":material/undo:",
    Place.UNDER_WAY: ":material/send:",
    Place.HELD: ":material/timer:",
    Place.DONE: ":material/check_circle:",
}
CALLS_PER_ITEM: Final = 2
"""The request, and the reading that proves its effect."""
PACE_NEEDS: Final = 10
"""Items settled within a minute from which the pace seen says more than the budget."""


def batch_title(batch: BatchProgress) -> str:
    """What was asked and of how many: `Accept 100 orders`."""
    [kind] = batch.kinds if len(batch.kinds) == 1 else [None]
    match kind:
        case "approve_order":
            return counted("Accept {n} order", "Accept {n} orders", batch.items)
        case "refuse_order":
            return counted("Refuse {n} order", "Refuse {n} orders", batch.items)
        case "ship_order":
            return counted("Ship {n} parcel", "Ship {n} parcels", batch.items)
        case None:
            return counted("{n} action", "{n} actions", batch.items)
    return _("{action}: {n}").format(action=word(ACTION_KINDS, kind), n=batch.items)


def place_badges(batch: BatchProgress) -> str:
    """How many items stand where, as Markdown badges; what does not occur is left out."""
    return " ".join(
        f":{COLOURS[place]}-badge[{ICONS[place]} {_(PLACES[place])} {number}]"
        for place, number in batch.places.items()
        if number
    )


def progress_words(batch: BatchProgress) -> str:
    """How far it is: `62 of 100 settled`; what needs a decision is not."""
    settled = batch.items - batch.waiting - batch.places[Place.NEEDS_YOU]
    return counted("{n} of {all} settled", "{n} of {all} settled", settled, all=str(batch.items))


def expectation(batch: BatchProgress, calls_per_minute: int, now: datetime) -> str:
    """What to expect of the items that wait; empty when none does."""
    if not batch.waiting:
        return ""
    if batch.next_send_at is not None and batch.places[Place.HELD] == batch.waiting:
        return _("Sending begins in {duration}").format(duration=duration(batch.next_send_at - now))
    left = time_left(batch, calls_per_minute)
    if left < timedelta(minutes=1):
        return _("less than a minute left")
    return _("about {duration} left, at the pace the marketplace allows").format(duration=duration(left))


def time_left(batch: BatchProgress, calls_per_minute: int) -> timedelta:
    """How long the waiting items will take: at the pace of the last minute, else at what the budget of calls allows."""
    budgeted = calls_per_minute / CALLS_PER_ITEM
    pace = batch.settled_lately if batch.settled_lately >= PACE_NEEDS else budgeted
    return timedelta(minutes=batch.waiting / pace)


def outcome_words(row: ActionRow, now: datetime) -> str:
    """Where an item stands, the marketplace's own words in quotes when it said no; not escaped."""
    known = note_words(row.outcome)
    said = ((row.evidence or {}).get("answer") or {}).get("words")
    if row.state is State.REJECTED and said and said in (row.result or ""):
        return _("“{words}”").format(words=said)
    if row.can_be_undone and row.not_before_at > now:
        return _("Not sent yet: can be undone")
    return known or standing(row, now)


def result_sheet(rows: Iterable[ActionRow], now: datetime) -> bytes:
    """The result of a batch as a CSV file in the reader's language: a row per item, instants in UTC."""
    headings = (
        _("Order"),
        _("Asked"),
        _("State"),
        _("Where it stands"),
        _("Sent at"),
        _("Settled at"),
        _("Action number"),
    )
    return sheet_bytes(headings, (_sheet_row(row, now) for row in rows))


def _sheet_row(row: ActionRow, now: datetime) -> tuple[str, ...]:
    instants = (f"{at:%Y-%m-%dT%H:%M:%SZ}" if at else "" for at in (row.sent_at, row.settled_at))
    return (
        row.target,
        word(ACTION_KINDS, row.kind),
        word(ACTION_STATES, row.state),
        outcome_words(row, now),
        *instants,
        row.action_id,
    )
