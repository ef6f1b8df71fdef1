"""A return under the law as a whole: window, refund, surcharge, exposure, and the clauses that decided them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

from etl.domain.returns.clocks import RefundClock, RefundState, no_clock, non_delivery_clock, withdrawal_clock
from etl.domain.returns.surcharges import (
    NO_SURCHARGE,
    NOTHING,
    Surcharge,
    non_delivery_surcharge,
    withdrawal_surcharge,
)
from etl.domain.returns.windows import WithdrawalWindow, withdrawal_window


class ReturnKind(StrEnum):
    """Why something comes back, or never came, as far as the law makes a difference.

    What was not collected or was refused at the door is no notice of withdrawal: whoever does not fetch a parcel has
    declared nothing (L221-21). Where notice was given as well, it is a withdrawal, and the goods are recovered.
    """

    WITHDRAWAL = "withdrawal"
    NON_DELIVERY = "non_delivery"
    RETURNED_TO_SENDER = "returned_to_sender"
    REFUSED_AT_DOOR = "refused_at_door"


CLAUSES: Final = (
    "L221-18",
    "L221-19",
    "L221-23",
    "L221-24",
    "L221-28",
    "L242-4",
    "L216-7",
    "L241-4",
    "L217-3",
    "channel",
)
"""Every clause a return can rest on, in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class ReturnFacts:
    """What is known of a return. Instants are aware, days those of Paris, None is not known or has not happened.

    `received_on`: a day for each parcel. `proof_at`: a proof of dispatch, which a first scan is and a label is not.
    """

    kind: ReturnKind
    received_on: tuple[date | None, ...] = ()
    notice_at: datetime | None = None
    proof_at: datetime | None = None
    goods_at: datetime | None = None
    refunded_at: datetime | None = None
    contract_ended_on: date | None = None
    price: Decimal | None = None
    delivery_cost: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ReturnVerdict:
    """What the law makes of a return at one instant. `exposure`: what waiting has cost already, None if not known."""

    window: WithdrawalWindow | None
    is_in_time: bool | None
    clock: RefundClock
    surcharge: Surcharge
    exposure: Decimal | None
    clauses: tuple[str, ...]


def return_verdict(facts: ReturnFacts, now: datetime) -> ReturnVerdict:
    """Judge a return at `now`; no instant of its facts lies after it. Raises OutsideCalendar."""
    window = withdrawal_window(facts.received_on) if _may_be_withdrawn(facts) else None
    is_in_time = None if facts.notice_at is None or window is None else facts.notice_at < window.ends_at
    clock = _clock(facts, is_in_time, now)
    surcharge = _surcharge(facts, clock)
    exposure = surcharge.owed if clock.state is RefundState.OVERDUE else NOTHING
    clauses = tuple(sorted(_clauses(facts, window, is_in_time, clock), key=CLAUSES.index))
    return ReturnVerdict(window, is_in_time, clock, surcharge, exposure, clauses)


def _may_be_withdrawn(facts: ReturnFacts) -> bool:
    # a parcel that came back by itself begins no 14 days of its own: only a notice does
    is_withdrawal = facts.kind is ReturnKind.WITHDRAWAL or facts.notice_at is not None
    return is_withdrawal and facts.kind is not ReturnKind.NON_DELIVERY


def _clock(facts: ReturnFacts, is_in_time: bool | None, now: datetime) -> RefundClock:
    if facts.kind is ReturnKind.NON_DELIVERY:
        if facts.contract_ended_on is None:
            return no_clock(RefundState.NO_NOTICE, facts.refunded_at)
        return non_delivery_clock(facts.contract_ended_on, facts.refunded_at, now)
    if facts.notice_at is None:
        return no_clock(RefundState.NO_NOTICE, facts.refunded_at)
    if is_in_time is False:
        return no_clock(RefundState.OUT_OF_TIME, facts.refunded_at)
    recovered_at = min((at for at in (facts.proof_at, facts.goods_at) if at is not None), default=None)
    return withdrawal_clock(facts.notice_at, recovered_at, facts.refunded_at, now)


def _surcharge(facts: ReturnFacts, clock: RefundClock) -> Surcharge:
    if clock.last_good_day is None:
        return NO_SURCHARGE
    if facts.kind is ReturnKind.NON_DELIVERY:
        return non_delivery_surcharge(clock.days_late, facts.price, facts.delivery_cost)
    return withdrawal_surcharge(clock.last_good_day, clock.days_late, facts.price, facts.delivery_cost)


def _clauses(
    facts: ReturnFacts, window: WithdrawalWindow | None, is_in_time: bool | None, clock: RefundClock
) -> Iterator[str]:
    """The clauses whose rule decided something that is shown."""
    if window is not None:
        yield "L221-18"
        if window.is_moved:
            yield "L221-19"
    if facts.kind is ReturnKind.NON_DELIVERY:
        if facts.contract_ended_on is not None:
            yield "L216-7"
        if clock.days_late:
            yield "L241-4"
        return
    if facts.notice_at is not None and is_in_time is not False:
        yield "L221-24"
    if clock.days_late:
        yield "L242-4"
