"""What a late refund costs on top, by law (Code de la consommation L242-4, L241-4; seller-rules section 2).

The law says "between ten and twenty days"; only its first edge is explicit ("at the latest ten days"), the others are
read the same way: the twentieth day still belongs to the lower tier.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from etl.domain.returns.interest import legal_interest, to_the_cent

NO_TIER: Final = "none"
LEGAL_INTEREST: Final = "legal_interest"
NOTHING: Final = Decimal("0.00")

WITHDRAWAL_LADDER: Final = ((11, 5), (21, 10), (31, 20), (61, 50))
"""First day late and percent, as long as it is not the legal interest of the first ten days (L242-4)."""

FURTHER_FROM: Final = 91
FURTHER_DAYS: Final = 30
FURTHER_POINTS: Final = 5
"""From that day late on, five points more for each 30 days begun."""

NON_DELIVERY_LADDER: Final = ((1, 10), (15, 20), (31, 50))
"""First day late and percent (L241-4)."""


@dataclass(frozen=True, slots=True)
class Surcharge:
    """The tier reached (`none`, `legal_interest`, or its percent in digits), what it adds and the interest beside it.

    None is what cannot be known: the amounts are not, or the rate of a half-year has not been entered. `interest_days`:
    the first and last day, both included, that bear interest.
    """

    tier: str
    amount: Decimal | None
    interest: Decimal | None
    interest_days: tuple[date, date] | None = None

    @property
    def owed(self) -> Decimal | None:
        """Both together; None when one is not known."""
        return None if self.amount is None or self.interest is None else self.amount + self.interest


NO_SURCHARGE: Final = Surcharge(NO_TIER, NOTHING, NOTHING)


def withdrawal_surcharge(
    last_good_day: date, days_late: int, price: Decimal | None, delivery_cost: Decimal | None
) -> Surcharge:
    """What a withdrawal's refund costs on top when it is so many days late: percent of price and delivery together.

    From the first day whose percentage exceeds the product's price the surcharge is that price, and interest is due
    again, from that day on.
    """
    if days_late <= 0:
        return NO_SURCHARGE
    base = _sum(price, delivery_cost)
    last = last_good_day + timedelta(days=days_late)
    capped_from = _first_capped_day(price, base)
    if capped_from is not None and days_late >= capped_from:
        return _interest(base, price, last_good_day + timedelta(days=capped_from), last)
    percent = withdrawal_percent(days_late)
    if not percent:
        return _interest(base, NOTHING, last_good_day + timedelta(days=1), last)
    return Surcharge(str(percent), _share(base, percent), NOTHING)


def non_delivery_surcharge(days_late: int, price: Decimal | None, delivery_cost: Decimal | None) -> Surcharge:
    """What the refund of an order that never came costs on top: its own ladder, no interest, no cap."""
    percent = _percent(NON_DELIVERY_LADDER, days_late)
    return Surcharge(str(percent), _share(_sum(price, delivery_cost), percent), NOTHING) if percent else NO_SURCHARGE


def withdrawal_percent(days_late: int) -> int:
    """The percentage of a day late, 0 for the days of legal interest; the cap is not looked at."""
    if days_late < FURTHER_FROM:
        return _percent(WITHDRAWAL_LADDER, days_late)
    begun = (days_late - FURTHER_FROM) // FURTHER_DAYS + 1
    return WITHDRAWAL_LADDER[-1][1] + FURTHER_POINTS * begun


def _percent(ladder: tuple[tuple[int, int], ...], days_late: int) -> int:
    return max((percent for first_day, percent in ladder if days_late >= first_day), default=0)


def _first_capped_day(price: Decimal | None, base: Decimal | None) -> int | None:
    """The first day late whose percentage of the base exceeds the price; None where both are nothing: it never does."""
    further = range(FURTHER_FROM, FURTHER_FROM + 11 * FURTHER_DAYS, FURTHER_DAYS)  # up to 105 %, more than any price
    steps = [*WITHDRAWAL_LADDER, *((day, withdrawal_percent(day)) for day in further)]
    if price is None or base is None:
        return steps[-1][0]
    return next((day for day, percent in steps if base * percent > 100 * price), None)


def _interest(base: Decimal | None, amount: Decimal | None, first: date, last: date) -> Surcharge:
    interest = None if base is None else legal_interest(base, first, last)
    return Surcharge(LEGAL_INTEREST, amount, interest, (first, last))


def _sum(price: Decimal | None, delivery_cost: Decimal | None) -> Decimal | None:
    return None if price is None or delivery_cost is None else price + delivery_cost


def _share(base: Decimal | None, percent: int) -> Decimal | None:
    return None if base is None else to_the_cent(base * percent / 100)
