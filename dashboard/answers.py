"""The one sentence at the top of a page, computed and in the reader's language."""

from __future__ import annotations

from datetime import datetime
from functools import reduce

from dashboard.formats import clock, deadline, number
from dashboard.i18n import _, ngettext
from dashboard.urgency import Owed


def counted(singular: str, plural: str, n: int, **values: str) -> str:
    """A counting message with its number in the reader's form."""
    return ngettext(singular, plural, n).format(n=number(n), **values)


def today_answer(to_accept: Owed, to_ship: Owed, next_due: datetime | None, now: datetime) -> str:
    """What today holds: `14 orders must leave before 17:00, 2 orders are already late.`"""
    clauses = [*_due_today(to_ship, to_accept), *_late(to_accept.late + to_ship.late)]
    if clauses:
        return _("{sentence}.").format(sentence=_joined(clauses))
    if next_due is None:
        return _("Nothing is owed: every order is answered and shipped.")
    return _("Nothing is due today; the next deadline is {deadline}.").format(deadline=deadline(next_due, now))


def _due_today(to_ship: Owed, to_accept: Owed) -> list[str]:
    clauses = []
    if to_ship.first_due_at is not None:
        time = clock(to_ship.first_due_at)
        singular, plural = "{n} order must leave today, before {time}", "{n} orders must leave today, the first before {time}"
        clauses.append(counted(singular, plural, to_ship.due_today, time=time))
    if to_accept.first_due_at is not None:
        time = clock(to_accept.first_due_at)
        singular, plural = "{n} order must be answered before {time}", "{n} orders must be answered today, the first before {time}"
        clauses.append(counted(singular, plural, to_accept.due_today, time=time))
    return clauses


def _late(late: int) -> list[str]:
    return [counted("{n} order is already late", "{n} orders are already late", late)] if late else []


def _joined(clauses: list[str]) -> str:
    return reduce(lambda first, second: _("{first}, {second}").format(first=first, second=second), clauses)


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
        return counted("{n} check failed: the data needs a look.", "{n} checks failed: the data needs a look.", failed_checks)
    if is_stale:
        return _("The data is getting old: the sync has not succeeded for a while.")
    if differing:
        singular = "{n} status does not have as many orders here as on the marketplace."
        plural = "{n} statuses do not have as many orders here as on the marketplace."
        return counted(singular, plural, differing)
    return _("The data is fresh, and our counts agree with the marketplace.")
