"""What today holds, put together from what each subject owes."""

from __future__ import annotations

from datetime import datetime
from functools import reduce

from dashboard.orders.words import answering_clause, late_clause, leaving_clause
from dashboard.parts.urgency import Owed
from etl.words.catalogues import _
from etl.words.formats import deadline


def today_sentence(to_accept: Owed, to_ship: Owed, next_due: datetime | None, now: datetime) -> str:
    """What today holds: `14 orders must leave before 17:00, 2 orders are already late.`"""
    clauses = [*leaving_clause(to_ship), *answering_clause(to_accept), *late_clause(to_accept.late + to_ship.late)]
    if clauses:
        joined = reduce(lambda first, second: _("{first}, {second}").format(first=first, second=second), clauses)
        return _("{sentence}.").format(sentence=joined)
    if next_due is None:
        return _("Nothing is owed: every order is answered and shipped.")
    return _("Nothing is due today; the next deadline is {deadline}.").format(deadline=deadline(next_due, now))
