"""Where an action stands, in words and colours, beside the data that cannot show it yet."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from etl.actions.outbox.records import ActionRow
from etl.actions.states import State
from etl.words.catalogues import N_, _
from etl.words.codes import ACTION_KINDS, ACTION_STATES, word
from etl.words.formats import duration

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
