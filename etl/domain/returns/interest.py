"""Legal interest, day by day at the rate of each half-year (Code monétaire et financier L313-2)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

CENT: Final = Decimal("0.01")

LEGAL_RATES: Final = {
    (2025, 2): Decimal("6.65"),
    (2026, 1): Decimal("6.67"),
}
"""Percent a year for what is owed to private persons, by year and half-year.

Order of 15 December 2025 (JORF of 26 December 2025, economy), which also names the rate before it. A half-year that is
not here has not been entered: its interest is not known, and nothing is made up for it.
"""

DAYS_A_YEAR: Final = 365


def half_year(day: date) -> tuple[int, int]:
    """The year and the half of it, 1 or 2, that holds a day."""
    return day.year, 1 if day.month <= 6 else 2


def missing_rates(first: date, last: date) -> list[tuple[int, int]]:
    """Half-years from the first to the last day, both included, whose rate has not been entered."""
    touched = {half_year(date(year, month, 1)) for year in range(first.year, last.year + 1) for month in (1, 7)}
    return sorted(half for half in touched if half_year(first) <= half <= half_year(last) and half not in LEGAL_RATES)


def legal_interest(amount: Decimal, first: date, last: date) -> Decimal | None:
    """Interest on an amount for each day from the first to the last, both included, to the cent, half a cent up.

    Read as accruing per day: the bare words of L242-4 could mean the whole yearly rate at once, which would be more
    than the 5 % that follow. None when the rate of one of the days has not been entered.
    """
    if missing_rates(first, last):
        return None
    percent_days, day = Decimal(0), first
    while day <= last:
        until = min(last, _end_of_half_year(day))
        percent_days += LEGAL_RATES[half_year(day)] * ((until - day).days + 1)
        day = until + timedelta(days=1)
    # one division, at the end: rounding day by day would lose cents
    return to_the_cent(amount * percent_days / (100 * DAYS_A_YEAR))


def to_the_cent(amount: Decimal) -> Decimal:
    """An amount rounded to the cent, half a cent up."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def _end_of_half_year(day: date) -> date:
    year, half = half_year(day)
    return date(year, 6, 30) if half == 1 else date(year, 12, 31)
