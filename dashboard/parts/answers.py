"""The one sentence at the top of a page, computed and in the reader's language."""

from __future__ import annotations

from datetime import datetime
from functools import reduce
from typing import Any

import polars as pl

from dashboard.parts.urgency import Owed
from etl.words.catalogues import _
from etl.words.codes import METRICS, word
from etl.words.formats import clock, counted, deadline, number


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


def queue_answer(to_accept: int, to_ship: int) -> str:
    """What the queue holds: `12 orders to answer, 31 orders to ship.`"""
    answer = counted("{n} order to answer", "{n} orders to answer", to_accept)
    ship = counted("{n} order to ship", "{n} orders to ship", to_ship)
    return _("{sentence}.").format(sentence=_("{first}, {second}").format(first=answer, second=ship))


def shipping_answer(to_ship: int, late: int) -> str:
    """What is to be shipped: `31 orders to ship, 2 orders are already late.`"""
    sentence = counted("{n} order to ship", "{n} orders to ship", to_ship)
    for words in _late(late):
        sentence = _("{first}, {second}").format(first=sentence, second=words)
    return _("{sentence}.").format(sentence=sentence)


def stock_answer(oversold: int, running_out: int, horizon_days: int) -> str:
    """What the stock needs: `3 listings are oversold, 12 listings run out within 14 days.`"""
    clauses = []
    if oversold:
        clauses.append(counted("{n} listing is oversold", "{n} listings are oversold", oversold))
    if running_out:
        within = number(horizon_days)
        clauses.append(
            counted(
                "{n} listing runs out within {days} days",
                "{n} listings run out within {days} days",
                running_out,
                days=within,
            )
        )
    if not clauses:
        return _("Nothing to restock: every listing lasts for {days} days.").format(days=number(horizon_days))
    joined = reduce(lambda first, second: _("{first}, {second}").format(first=first, second=second), clauses)
    return _("{sentence}.").format(sentence=joined)


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


def levels_answer(levels: pl.DataFrame) -> str:
    """How many levels are kept, and the one that needs attention most: `4 of 8 levels are kept; …`

    `levels` has metric, state, failures_left; levels with too few cases are not judged.
    """
    judged = levels.filter(pl.col("state").is_in(["kept", "at_risk", "broken"]))
    if not judged.height:
        return _("Too few cases to judge any level yet.")
    kept = judged.filter(pl.col("state") == "kept").height
    if kept == judged.height:
        return counted("The {n} level that can be judged is kept.", "All {n} levels are kept.", kept)
    worst = judged.filter(pl.col("state") != "kept").sort("failures_left", "metric").row(0, named=True)
    share = _("{kept} of {judged} levels are kept").format(kept=number(kept), judged=number(judged.height))
    return _("{share}; {attention}").format(share=share, attention=_attention(worst))


def _attention(level: dict[str, Any]) -> str:
    metric, left = word(METRICS, level["metric"]), level["failures_left"]
    if left < 0:
        return counted(
            "“{metric}” is beyond its limit by {n} failure.",
            "“{metric}” is beyond its limit by {n} failures.",
            -left,
            metric=metric,
        )
    return counted(
        "“{metric}” needs attention: {n} more failure is allowed before the limit.",
        "“{metric}” needs attention: {n} more failures are allowed before the limit.",
        left,
        metric=metric,
    )
