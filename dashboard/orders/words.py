"""What orders come to, in a sentence or a clause of one."""

from __future__ import annotations

from dashboard.parts.urgency import Owed
from etl.words.catalogues import _
from etl.words.formats import clock, counted


def queue_sentence(to_accept: int, to_ship: int) -> str:
    """What the queue holds: `12 orders to answer, 31 orders to ship.`"""
    answer = counted("{n} order to answer", "{n} orders to answer", to_accept)
    ship = counted("{n} order to ship", "{n} orders to ship", to_ship)
    return _("{sentence}.").format(sentence=_("{first}, {second}").format(first=answer, second=ship))


def shipping_sentence(to_ship: int, late: int) -> str:
    """What is to be shipped: `31 orders to ship, 2 orders are already late.`"""
    sentence = counted("{n} order to ship", "{n} orders to ship", to_ship)
    for words in late_clause(late):
        sentence = _("{first}, {second}").format(first=sentence, second=words)
    return _("{sentence}.").format(sentence=sentence)


def leaving_clause(owed: Owed) -> list[str]:
    """What has to leave today still; empty where nothing has."""
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


def answering_clause(owed: Owed) -> list[str]:
    """What has to be answered today still; empty where nothing has."""
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


def late_clause(late: int) -> list[str]:
    """How many are past their deadline; empty for none."""
    return [counted("{n} order is already late", "{n} orders are already late", late)] if late else []
