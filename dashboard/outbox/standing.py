"""Actions laid over a snapshot: what was asked and is not in the data yet. It ends when the snapshot has caught up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, Protocol

from sqlalchemy import Engine

from etl.actions.outbox.reading import Wanted, list_actions
from etl.actions.outbox.records import ActionRow
from etl.actions.states import LIVE, State
from etl.words.catalogues import N_, _
from etl.words.codes import ACTION_KINDS, ACTION_STATES, word
from etl.words.formats import duration

LOOK_BACK: Final = timedelta(days=1)
CATCHING_UP: Final = timedelta(minutes=2)
KIND_OF_OBLIGATION: Final = {
    "approve_order": "accept_order",
    "refuse_order": "accept_order",
    "ship_order": "ship_order",
}
COLOURS: Final = {
    State.QUEUED: "blue",
    State.SENDING: "blue",
    State.UNKNOWN: "orange",
    State.WORKING: "blue",
    State.RECONCILING: "orange",
    State.NEEDS_HUMAN: "orange",
    State.DONE: "green",
    State.REJECTED: "red",
    State.UNDONE: "gray",
}
ICONS: Final = {
    State.QUEUED: ":material/schedule_send:",
    State.SENDING: ":material/send:",
    State.UNKNOWN: ":material/help:",
    State.WORKING: ":material/hourglass_top:",
    State.RECONCILING: ":material/manage_search:",
    State.NEEDS_HUMAN: ":material/front_hand:",
    State.DONE: ":material/check_circle:",
    State.REJECTED: ":material/block:",
    State.UNDONE: ":material/undo:",
}
_PROGRESS: Final = {
    "approve_order": N_("Accepted, not yet in the data"),
    "refuse_order": N_("Refused, not yet in the data"),
    "ship_order": N_("Shipped, not yet in the data"),
    "update_offer": N_("Changed, not yet in the data"),
}


class HasStanding(Protocol):
    """What says where an object stands: a whole action, or the little of it that is read of many."""

    @property
    def kind(self) -> str:
        """The kind of action."""

    @property
    def state(self) -> State:
        """Where it stands."""

    @property
    def settled_at(self) -> datetime | None:
        """When it was settled, UTC."""


def recent_actions(ops: Engine, wanted: Wanted, now: datetime) -> list[ActionRow]:
    """Of the wanted actions, those live and those settled within a day, newest request first."""
    settled = replace(wanted, states={State.DONE, State.REJECTED}, requested_from=now - LOOK_BACK)
    rows = [*list_actions(ops, replace(wanted, states=LIVE)), *list_actions(ops, settled)]
    return sorted(rows, key=lambda row: row.requested_at, reverse=True)


def newest_by_target(actions: Iterable[ActionRow]) -> dict[str, ActionRow]:
    """The newest action of each object; `actions` come newest first."""
    newest: dict[str, ActionRow] = {}
    for row in actions:
        newest.setdefault(row.target, row)
    return newest


def is_unseen(row: HasStanding, owed_kind: str | None, read_at: datetime) -> bool:
    """Whether the data read at `read_at` cannot show the action yet; `owed_kind` is what its object still owes there.

    A live action always is. A settled one is while the data still owes what it did: a refusal for as long as it is
    recent, a success until the data was read well after it (a round under way when it settled may miss it).
    """
    if row.state in LIVE:
        return True
    if owed_kind is None or owed_kind != KIND_OF_OBLIGATION.get(row.kind):
        return False
    return row.state is State.REJECTED or (row.settled_at is not None and row.settled_at > read_at - CATCHING_UP)


def standing(row: ActionRow, now: datetime) -> str:
    """Where an action stands, in words: `Will be sent in 8 s`."""
    if row.state is State.QUEUED and row.not_before_at > now:
        return _("Will be sent in {duration}").format(duration=duration(row.not_before_at - now))
    return word(ACTION_STATES, row.state)


def overlaid(row: ActionRow, now: datetime) -> str:
    """The same for an action that lies over the data: what is done says that the data does not show it yet."""
    return word(_PROGRESS, row.kind) if row.state is State.DONE else standing(row, now)


def badge(row: ActionRow, words: str) -> str:
    """An action's state as a Markdown badge with its icon and colour."""
    return f":{COLOURS[row.state]}-badge[{ICONS[row.state]} {words}]"


def asked(row: ActionRow) -> str:
    """What was asked: `Accept the order`."""
    return word(ACTION_KINDS, row.kind)


def is_in_hand(row: HasStanding) -> bool:
    """Whether somebody has dealt with the object, so that it is not waiting for anybody."""
    return row.state is State.DONE or (row.state in LIVE and row.state is not State.NEEDS_HUMAN)


def in_hand_by_kind(actions: Iterable[HasStanding]) -> Counter[str]:
    """How many obligations of each kind are in hand."""
    return Counter(
        KIND_OF_OBLIGATION[row.kind] for row in actions if is_in_hand(row) and row.kind in KIND_OF_OBLIGATION
    )
