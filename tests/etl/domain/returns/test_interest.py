"""Legal interest by day and half-year."""

from datetime import date
from decimal import Decimal

import pytest

from etl.domain.returns.interest import half_year, legal_interest, missing_rates, to_the_cent

HUNDRED = Decimal("100.00")


@pytest.mark.parametrize(
    ("amount", "first", "last", "interest"),
    [
        ("100.00", date(2026, 6, 1), date(2026, 6, 1), "0.02"),
        ("100.00", date(2026, 6, 1), date(2026, 6, 10), "0.18"),
        ("0.00", date(2026, 6, 1), date(2026, 6, 10), "0.00"),
        # 5 days at 6.65 % and 5 at 6.67 %: 0.18246…; 10,000 times: 1824.657…, at one rate 1821.92 or 1827.40
        ("1000000.00", date(2025, 12, 27), date(2026, 1, 5), "1824.66"),
        ("36500.00", date(2026, 1, 1), date(2026, 6, 30), "1207.27"),  # 181 days of 6.67
    ],
)
def test_each_day_bears_the_rate_of_its_own_half_year(amount: str, first: date, last: date, interest: str) -> None:
    assert legal_interest(Decimal(amount), first, last) == Decimal(interest)


@pytest.mark.parametrize(
    ("first", "last", "missing"),
    [
        (date(2026, 6, 30), date(2026, 7, 1), [(2026, 2)]),
        (date(2025, 6, 30), date(2026, 1, 1), [(2025, 1)]),
        (date(2026, 7, 1), date(2027, 1, 1), [(2026, 2), (2027, 1)]),
        (date(2025, 7, 1), date(2026, 6, 30), []),
    ],
)
def test_a_half_year_that_was_not_entered_makes_the_interest_unknown(
    first: date, last: date, missing: list[tuple[int, int]]
) -> None:
    assert missing_rates(first, last) == missing
    assert (legal_interest(HUNDRED, first, last) is None) == bool(missing)


def test_half_years_begin_in_january_and_july() -> None:
    assert [half_year(date(2026, month, 30)) for month in (1, 6, 7, 12)] == [(2026, 1), (2026, 1), (2026, 2), (2026, 2)]


def test_half_a_cent_goes_up() -> None:
    assert [to_the_cent(Decimal(x)) for x in ("2.745", "2.7449", "0.005")] == [
        Decimal("2.75"),
        Decimal("2.74"),
        Decimal("0.01"),
    ]
