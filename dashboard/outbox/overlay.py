"""Which actions lie over the data: those that the snapshot of the page cannot show yet, of whatever subject.

What an object still owes in the data is asked of its subject, by the query that the subject hands in.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TypeVar

from dashboard.parts.desk import Desk
from etl.actions.outbox.reading import Standing, Wanted, newest_standings
from etl.actions.outbox.records import ActionRow
from etl.actions.outbox.unseen import LOOK_BACK, HasStanding, is_in_hand, is_unseen, newest_by_target, recent_actions
from etl.store.snapshots.snapshots import Snapshot

StillOwed = Callable[[Snapshot, tuple[str, ...]], Mapping[str, str]]
"""What each of some objects still owes in the data: the kind of its obligation by id."""
_Row = TypeVar("_Row", bound=HasStanding)


def unseen(desk: Desk, targets: Collection[str], still_owed: StillOwed) -> dict[str, ActionRow]:
    """The newest action of each of some objects, where the snapshot cannot show it yet, by the object's id."""
    actions = recent_actions(desk.ops, Wanted(targets=targets), desk.now)
    return _not_in_data(desk, newest_by_target(actions), still_owed)


def in_hand(desk: Desk, still_owed: StillOwed) -> dict[str, Standing]:
    """Every object that somebody has dealt with and the snapshot cannot show it yet, by its id."""
    newest = {standing.target: standing for standing in newest_standings(desk.ops, desk.now - LOOK_BACK)}
    return {
        target: standing for target, standing in _not_in_data(desk, newest, still_owed).items() if is_in_hand(standing)
    }


def _not_in_data(desk: Desk, newest: dict[str, _Row], still_owed: StillOwed) -> dict[str, _Row]:
    if desk.snapshot is None or desk.read_at is None:
        return newest
    owed = still_owed(desk.snapshot, tuple(sorted(newest)))
    return {target: row for target, row in newest.items() if is_unseen(row, owed.get(target), desk.read_at)}
