"""Which actions the data cannot show yet: what is under way, and what was settled after the data was read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, Protocol

from sqlalchemy import Engine

from etl.actions.findings import Kinds, discharged_by
from etl.actions.outbox.reading import Wanted, list_actions
from etl.actions.outbox.records import ActionRow
from etl.actions.states import LIVE, State

LOOK_BACK: Final = timedelta(days=1)
"""A settled action asked for longer ago is in the data."""

CATCHING_UP: Final = timedelta(minutes=2)
"""A round that was under way when an action settled may have missed it."""


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
    """Of the wanted actions, those live and then those settled within a day, newest request first."""
    settled = replace(wanted, states={State.DONE, State.REJECTED}, requested_from=now - LOOK_BACK)
    rows = [*list_actions(ops, replace(wanted, states=LIVE)), *list_actions(ops, settled)]
    return sorted(rows, key=lambda row: (row.state in LIVE, row.requested_at), reverse=True)


def newest_by_target(actions: Iterable[ActionRow]) -> dict[str, ActionRow]:
    """The newest action of each object; `actions` come newest first."""
    newest: dict[str, ActionRow] = {}
    for row in actions:
        newest.setdefault(row.target, row)
    return newest


def is_unseen(row: HasStanding, kinds: Kinds, owed_kind: str | None, read_at: datetime, now: datetime) -> bool:
    """Whether the data read at `read_at` cannot show the action yet; `owed_kind` is what its object still owes there.

    A live action always is. A settled one is while the data still owes what it did: a refusal for as long as it is
    recent, a success until the data was read well after it (a round under way when it settled may miss it).
    """
    if row.state in LIVE:
        return True
    if owed_kind is None or owed_kind not in discharged_by(kinds, row.kind):
        return False
    return row.state is State.REJECTED or is_settled_since(row.settled_at, read_at - CATCHING_UP, now)


def is_settled_since(settled_at: datetime | None, read_at: datetime | None, now: datetime) -> bool:
    """Whether something was settled after the data was read, so that the data cannot show it.

    Settled in the future it was before the clock was set back, and data read since then does show it.
    """
    if settled_at is None or read_at is None:
        return settled_at is not None
    return settled_at > read_at and not read_at <= now < settled_at - CATCHING_UP


def is_in_hand(row: HasStanding) -> bool:
    """Whether somebody has dealt with the object, so that it is not waiting for anybody."""
    return row.state is State.DONE or (row.state in LIVE and row.state is not State.NEEDS_HUMAN)


def in_hand_by_kind(actions: Iterable[HasStanding], kinds: Kinds) -> Counter[str]:
    """How many obligations of each kind are in hand."""
    return Counter(kind for row in actions if is_in_hand(row) for kind in discharged_by(kinds, row.kind))
