"""The one sentence at the top of a page, computed and in the reader's language."""

from __future__ import annotations

from datetime import datetime
from functools import reduce

from dashboard.formats import clock, counted, deadline
from dashboard.i18n import _
from dashboard.urgency import Owed


def today_answer(to_accept: Owed, to_ship: Owed, next_due: datetime | None, now: datetime) -> str:
    """What today holds: `14 orders must leave before 17:00, 2 orders are already late.`"""
    clauses = [*_leaving(to_ship), *_answering(to_accept), *_late(to_accept.late + to_ship.late)]
    if clauses:
        joined = reduce(lambda first, second: _("{first}, {second}").format(first=first, second=second), clauses)
        return _("{sentence}.").format(sentence=joined)
    if next_due is None:
        return _("Nothing is owed: every order is answered and shipped.")
    return _("Nothing is due today; the next deadline is {deadline}.").format(deadline=deadline(next_due, now))


def _leaving(owed: Owed) -> list[str]:
    if owed.first_due_at is None:
        return []
    return [
        counted(
            "{n} order must leave before {time}",
            "{n} orders must leave today, the first before {time}",
            owed.due_today,
            time=clock(owed.first_due_at),
        )
    ]


def _answering(owed: Owed) -> list[str]:
    if owed.first_due_at is None:
        return []
    return [
        counted(
            "{n} order must be answered before {time}",
            "{n} orders must be answered today, the first before {time}",
            owed.due_today,
            time=clock(owed.first_due_at),
        )
    ]


def _late(late: int) -> list[str]:
    return [counted("{n} order is already late", "{n} orders are already late", late)] if late else []


def queue_answer(to_accept: Owed, to_ship: Owed) -> str:
    """What the queue holds: `12 orders to answer, 31 orders to ship.`"""
    answer = counted("{n} order to answer", "{n} orders to answer", to_accept.total)
    ship = counted("{n} order to ship", "{n} orders to ship", to_ship.total)
    return _("{sentence}.").format(sentence=_("{first}, {second}").format(first=answer, second=ship))


def actions_answer(waiting: int, needing_someone: int) -> str:
    """Where the actions stand."""
    if needing_someone:
        return counted("{n} action needs your decision.", "{n} actions need your decision.", needing_someone)
    if waiting:
        return counted("{n} action is on its way.", "{n} actions are on their way.", waiting)
    return _("Nothing is waiting: every action has its outcome.")


def sync_answer(differing: int, failed_checks: int, *, is_stale: bool) -> str:
    """Whether the data can be trusted."""
    if failed_checks:
        return counted(
            "{n} check failed: the data needs a look.", "{n} checks failed: the data needs a look.", failed_checks
        )
    if is_stale:
        return _("The data is getting old: the sync has not succeeded for a while.")
    if differing:
        return counted(
            "For {n} status, the marketplace counts other orders than we do.",
            "For {n} statuses, the marketplace counts other orders than we do.",
            differing,
        )
    return _("The data is fresh, and our counts agree with the marketplace.")
