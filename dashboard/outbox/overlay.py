"""Which actions lie over the data: those that the snapshot of the page cannot show yet, of whatever subject.

What an object still owes in the data is asked of its subject, by the query that the subject hands in.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TypeVar

from dashboard.parts.desk import Desk
from etl.actions.findings import kinds_discharging
from etl.actions.kinds import KINDS
from etl.actions.outbox.reading import Standing, Wanted, newest_standings
from etl.actions.outbox.records import ActionRow
from etl.actions.outbox.unseen import LOOK_BACK, HasStanding, is_in_hand, is_unseen, newest_by_target, recent_actions
from etl.store.snapshots.snapshots import Snapshot


@dataclass(frozen=True)
class Owing:
    """What may be owed on the objects of a subject, and the query for what each of some still owes, by id.

    Only actions that fulfil one of these obligations lie over the data: a refund puts no order in hand.
    """

    obligations: frozenset[str]
    still_owed: Callable[[Snapshot, tuple[str, ...]], Mapping[str, str]]

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of action that fulfil one of them."""
        return kinds_discharging(KINDS, self.obligations)


_Row = TypeVar("_Row", bound=HasStanding)


def unseen(desk: Desk, targets: Collection[str], owing: Owing) -> dict[str, ActionRow]:
    """The newest action of each of some objects, where the snapshot cannot show it yet, by the object's id."""
    actions = recent_actions(desk.ops, Wanted(kinds=owing.kinds, targets=targets), desk.now)
    return _not_in_data(desk, newest_by_target(actions), owing)


def in_hand(desk: Desk, owing: Owing) -> dict[str, Standing]:
    """Every object that somebody has dealt with and the snapshot cannot show it yet, by its id."""
    found = newest_standings(desk.ops, owing.kinds, desk.now - LOOK_BACK)
    newest = {standing.target: standing for standing in found}
    return {target: standing for target, standing in _not_in_data(desk, newest, owing).items() if is_in_hand(standing)}


def _not_in_data(desk: Desk, newest: dict[str, _Row], owing: Owing) -> dict[str, _Row]:
    if desk.snapshot is None or desk.read_at is None:
        return newest
    owed = owing.still_owed(desk.snapshot, tuple(sorted(newest)))
    return {
        target: row for target, row in newest.items() if is_unseen(row, KINDS, owed.get(target), desk.read_at, desk.now)
    }
