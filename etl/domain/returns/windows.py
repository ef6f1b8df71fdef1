"""The consumer's window of withdrawal (Code de la consommation L221-18, L221-19; seller-rules section 2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from etl.domain.time.calendar import add_working_days, is_working_day
from etl.domain.time.windows import start_of_day

WINDOW_DAYS: Final = 14


@dataclass(frozen=True, slots=True)
class WithdrawalWindow:
    """When the right to withdraw ends: `ends_at` is the midnight in Paris after the last day, which is out of time.

    `is_moved`: the fourteenth day was a Saturday, a Sunday or a holiday, so the next working day is the last one.
    """

    last_day: date
    ends_at: datetime
    is_moved: bool


def withdrawal_window(received_on: Sequence[date | None]) -> WithdrawalWindow | None:
    """The window of an order whose parcels were received on these days of Paris, None for one not received yet.

    It runs from the last parcel, its day not counted. None while one is not received, or where none is known: no window
    has begun, so none can be over. Raises OutsideCalendar for days before 1970 or after 2099.
    """
    known = [day for day in received_on if day is not None]
    if not known or len(known) < len(received_on):
        return None
    fourteenth = max(known) + timedelta(days=WINDOW_DAYS)
    # The eleven holidays of all France: the two of Alsace-Moselle move nobody's window elsewhere, and where the
    # customer lives is not among the facts.
    last_day = fourteenth if is_working_day(fourteenth) else add_working_days(fourteenth, 1)
    return WithdrawalWindow(last_day, start_of_day(last_day + timedelta(days=1)), is_moved=last_day != fourteenth)
