"""The past: what has become of every order by the start of the world, by columns."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sandbox.contract.choices import Choices
from sandbox.contract.codes import CDISFR
from sandbox.nature import paris
from sandbox.nature.paris import NEVER
from sandbox.orders.drafts import Catalogue, Drafts, ship_by
from sandbox.orders.fates import Rules
from sandbox.orders.statuses import (
    ACCEPTED,
    CANCELLED,
    DELIVERED,
    IN_PREPARATION,
    PROCESSING,
    REFUSED,
    REJECTED,
    SELLER,
    SHIPPED,
    WAITING_ACCEPTANCE,
)

_BACKLOG_HOURS = 44
_BACKLOG_SHARE = 0.22

Instants = NDArray[np.int64]


def awaits_seller(supply: Any, channel: Any, choices: Choices) -> Any:
    """Whether orders pass through WaitingAcceptance (API sheet 3.4: Cdiscount, auto-accept off, seller's own stock)."""
    return (supply == SELLER) & (channel == CDISFR) & (not choices.auto_accept)


@dataclass
class _Story:
    """Planned instants of each order, NEVER where something does not come."""

    checked: Instants
    answered: Instants
    accepted: Instants
    prepared: Instants
    shipped: Instants
    delivered: Instants
    refused: Instants
    cancelled: Instants
    rejected: Instants


def _is_backlog(rows: Any, created: Instants, now: int) -> Any:
    recent = created > now - _BACKLOG_HOURS * paris.HOUR
    # Scrambled: rows are in the order of time, and by `rows % 1000` alone whole stretches of it would wait.
    return recent & ((rows * 2_654_435_761 >> 7) % 1000 < _BACKLOG_SHARE * 1000)


def _overdue(shipped: Instants, due: Instants, is_own: Any, now: int) -> Instants:
    """Rows of a few parcels that should have left in the last days and did not."""
    candidates = np.flatnonzero(is_own & (shipped <= now) & (due < now) & (due > now - 4 * paris.DAY))
    wanted = 2 + len(candidates) // 40
    return candidates[:: max(1, len(candidates) // wanted)][:wanted]


def _until(instants: Instants, limits: Instants) -> Instants:
    return np.where(instants < limits, instants, NEVER)


def _tell(orders: dict[str, Any], due: Instants, rules: Rules, now: int) -> _Story:
    fates, habits = rules.fates, rules.habits
    created, is_own = orders["created"], orders["supply"] == SELLER
    rows = np.arange(len(created))
    waits = awaits_seller(orders["supply"], orders["channel"], rules.choices)
    checked = created + fates.checks(rows)
    rejected = np.where(fates.is_rejected(rows), checked, NEVER)
    deadline = fates.deadline(created)
    answered = np.where(_is_backlog(rows, created, now), NEVER, habits.answer(rows, checked, deadline))
    gone = np.minimum(_until(np.minimum(checked + fates.impatience(rows), deadline), answered), NEVER)
    gone = np.where(waits, gone, NEVER)
    answered = _until(np.where(waits, answered, checked), np.minimum(gone, rejected))
    refused = np.where(waits & habits.refuses(rows), answered, NEVER)
    accepted = np.where(refused < NEVER, NEVER, answered)
    prepared = np.minimum(accepted + fates.preparation(rows), NEVER)
    leaving = np.minimum(prepared, now + 30 * paris.DAY)  # NEVER lies beyond the calendar that shipping looks into
    shipped = np.where(is_own, habits.shipping(rows, leaving, due), prepared + fates.warehouse(rows))
    regret = np.where(is_own, prepared + fates.regret(rows), NEVER)
    cancelled = np.minimum(gone, _until(regret, shipped) + 20 * paris.HOUR)
    shipped = np.where((prepared < NEVER) & (cancelled >= NEVER), shipped, NEVER)
    # Before the deliveries are drawn: what has not left cannot arrive.
    shipped[_overdue(shipped, due, is_own, now)] = NEVER
    delivered = np.minimum(shipped + fates.transit(rows, orders["customer"]), NEVER)
    return _Story(checked, answered, accepted, prepared, shipped, delivered, refused, cancelled, rejected)


def _present(story: _Story, created: Instants, waits: Any, now: int) -> tuple[NDArray[np.uint8], Instants]:
    status = np.full(len(created), PROCESSING, dtype=np.uint8)
    updated = created.copy()
    waiting = np.where(waits & (story.rejected >= NEVER), story.checked, NEVER)
    # In the order of an order's life: what happened last has the last word on the status.
    steps = (
        (story.rejected, REJECTED),
        (waiting, WAITING_ACCEPTANCE),
        (story.refused, REFUSED),
        (story.accepted, ACCEPTED),
        (story.prepared, IN_PREPARATION),
        (story.shipped, SHIPPED),
        (story.delivered, DELIVERED),
        (story.cancelled, CANCELLED),
    )
    for instants, code in steps:
        happened = instants <= now
        status[happened] = code
        updated[happened] = instants[happened]
    return status, updated


def _happened(instants: Instants, now: int) -> Instants:
    return np.where(instants <= now, instants, 0)


def past_orders(drafts: Drafts, catalogue: Catalogue, rules: Rules, now: int) -> Drafts:
    """The drafts with status, ship-by deadline and the instants of what has happened by `now` (0 = has not)."""
    orders = drafts.orders
    due = ship_by(catalogue, drafts)
    story = _tell(orders, due, rules, now)
    waits = awaits_seller(orders["supply"], orders["channel"], rules.choices)
    status, updated = _present(story, orders["created"], waits, now)
    ended = np.minimum(np.minimum(story.refused, story.cancelled), story.rejected)
    timeline: dict[str, NDArray[Any]] = {
        "ship_by": due,
        "status": status,
        "updated": updated,
        "accepted": _happened(story.accepted, now),
        "prepared": _happened(story.prepared, now),
        "shipped": _happened(story.shipped, now),
        "delivered": _happened(story.delivered, now),
        "ended": _happened(ended, now),
    }
    lines = {**drafts.lines, "status": np.repeat(status, orders["line_count"])}
    return Drafts({**orders, **timeline}, lines)
