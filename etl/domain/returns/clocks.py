"""By when the trader pays back, and how late that is (Code de la consommation L221-24, L216-7; seller-rules section 2).

Days are those of Paris, both clocks 14 of them, and neither is moved off days off: the careful reading, which is never
late by any other.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from etl.domain.time.clock import PARIS
from etl.domain.time.windows import start_of_day

REFUND_DAYS: Final = 14


class RefundState(StrEnum):
    """Where a refund stands. `held`: lawfully, until the goods or a proof of their dispatch are there."""

    NO_NOTICE = "no_notice"
    OUT_OF_TIME = "out_of_time"
    DUE = "due"
    HELD = "held"
    OVERDUE = "overdue"
    REFUNDED = "refunded"


@dataclass(frozen=True, slots=True)
class RefundClock:
    """What is due, as of one instant.

    `due_at` is an end and exclusive, except when an event after the 14 days made the refund due: then it is the event,
    and the rest of its day is in time. `last_good_day`: the last day of Paris on which a refund is not late.
    `is_provisional`: due if the goods or a proof come before, else held from then on.
    """

    state: RefundState
    due_at: datetime | None = None
    held_since: datetime | None = None
    last_good_day: date | None = None
    is_provisional: bool = False
    days_late: int = 0


def no_clock(state: RefundState, refunded_at: datetime | None) -> RefundClock:
    """Nothing is due, for this reason; what was paid back all the same is refunded."""
    return RefundClock(state if refunded_at is None else RefundState.REFUNDED)


def withdrawal_clock(
    notice_at: datetime, recovered_at: datetime | None, refunded_at: datetime | None, now: datetime
) -> RefundClock:
    """The clock of a withdrawal of which notice was given in time, or of which nobody can say that it was not.

    `recovered_at`: the earlier of a proof of dispatch and the goods. Instants are aware, none of them after `now`.
    """
    last_day = paris_day(notice_at) + timedelta(days=REFUND_DAYS)
    ends_at = start_of_day(last_day + timedelta(days=1))
    if recovered_at is not None and recovered_at <= ends_at:
        clock = RefundClock(RefundState.DUE, due_at=ends_at, last_good_day=last_day)
    elif recovered_at is not None:
        clock = RefundClock(
            RefundState.DUE, due_at=recovered_at, last_good_day=paris_day(recovered_at), held_since=ends_at
        )
    elif (refunded_at or now) >= ends_at:
        clock = RefundClock(RefundState.HELD, held_since=ends_at)
    elif refunded_at is None:
        clock = RefundClock(RefundState.DUE, due_at=ends_at, last_good_day=last_day, is_provisional=True)
    else:
        clock = RefundClock(RefundState.REFUNDED)
    if refunded_at is not None and refunded_at < ends_at:
        # paid within the 14 days: goods that came back much later do not make it held in hindsight
        clock = replace(clock, held_since=None)
    return _judged(clock, refunded_at, now)


def non_delivery_clock(contract_ended_on: date, refunded_at: datetime | None, now: datetime) -> RefundClock:
    """The clock of a contract that ended because nothing was delivered: nothing comes back, so nothing is held."""
    last_day = contract_ended_on + timedelta(days=REFUND_DAYS)
    due_at = start_of_day(last_day + timedelta(days=1))
    return _judged(RefundClock(RefundState.DUE, due_at=due_at, last_good_day=last_day), refunded_at, now)


def _judged(clock: RefundClock, refunded_at: datetime | None, now: datetime) -> RefundClock:
    days_late = 0
    if clock.last_good_day is not None:
        days_late = max(0, (paris_day(refunded_at or now) - clock.last_good_day).days)
    state = clock.state
    if refunded_at is not None:
        state = RefundState.REFUNDED
    elif days_late:
        state = RefundState.OVERDUE
    return replace(clock, state=state, days_late=days_late)


def paris_day(instant: datetime) -> date:
    """The day in Paris that holds an aware instant."""
    return instant.astimezone(PARIS).date()
