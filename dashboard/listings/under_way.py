"""Changes of listings laid over a snapshot, as actions are over orders: what was asked and is not in the data yet."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from dashboard.listings.queries import offers_read_at
from dashboard.parts.desk import Desk
from etl.actions.outbox.reading import Wanted
from etl.actions.outbox.records import ActionRow
from etl.actions.outbox.unseen import is_settled_since, newest_by_target, recent_actions
from etl.actions.states import LIVE, State
from etl.store.snapshots.snapshots import Snapshot

CHANGE: Final = "update_offer"


def unseen_changes(desk: Desk, snapshot: Snapshot) -> dict[str, ActionRow]:
    """The newest change of each listing that the data cannot show: by SKU, of the last day.

    One on its way, one done after the listings were last read, and one that was refused: the data never shows that.
    """
    changes = recent_actions(desk.ops, Wanted(kinds={CHANGE}), desk.now)
    read_at = offers_read_at(snapshot)
    return {sku: row for sku, row in newest_by_target(changes).items() if _is_unseen(row, read_at, desk.now)}


def _is_unseen(row: ActionRow, read_at: datetime | None, now: datetime) -> bool:
    if row.state in LIVE or row.state is State.REJECTED:
        return True
    return is_settled_since(row.settled_at, read_at, now)


def is_under_way(row: ActionRow | None) -> bool:
    """Whether a change has no outcome yet, so that another one would conflict with it."""
    return row is not None and row.state in LIVE
