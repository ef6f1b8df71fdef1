"""Tiers by their edges, the cap at the price, and the ladder of what was never delivered."""

from datetime import date
from decimal import Decimal

import pytest

from etl.domain.returns.surcharges import NO_SURCHARGE, Surcharge, non_delivery_surcharge, withdrawal_surcharge

GOOD = date(2025, 7, 1)
"""All rates are entered for a year after it."""


def late(days: int, price: str | None = "100.00", delivery: str | None = "0.00", good: date = GOOD) -> Surcharge:
    return withdrawal_surcharge(good, days, price and Decimal(price), delivery and Decimal(delivery))


@pytest.mark.parametrize(
    ("days", "tier", "amount"),
    [
        (1, "legal_interest", "0.00"),
        (10, "legal_interest", "0.00"),
        (11, "5", "5.00"),
        (20, "5", "5.00"),
        (21, "10", "10.00"),
        (30, "10", "10.00"),
        (31, "20", "20.00"),
        (60, "20", "20.00"),
        (61, "50", "50.00"),
        (90, "50", "50.00"),
        (91, "55", "55.00"),
        (120, "55", "55.00"),
        (121, "60", "60.00"),
        (150, "60", "60.00"),
        (151, "65", "65.00"),
        (361, "100", "100.00"),
        (390, "100", "100.00"),
    ],
)
def test_tiers_change_on_their_first_day(days: int, tier: str, amount: str) -> None:
    found = late(days)
    assert (found.tier, found.amount) == (tier, Decimal(amount))
    assert (found.interest == 0) == (tier != "legal_interest")


def test_in_time_costs_nothing() -> None:
    assert late(0) == NO_SURCHARGE


def test_above_the_price_the_surcharge_is_the_price_and_interest_is_due_again_from_that_day_on() -> None:
    # 100 + 20: 80 % are 96.00, 85 % would be 102.00, from day 91 + 6 * 30 = 271 on
    assert late(270, delivery="20.00") == Surcharge("80", Decimal("96.00"), Decimal("0.00"))
    first = late(271, delivery="20.00")
    assert (first.tier, first.amount, first.interest) == ("legal_interest", Decimal("100.00"), Decimal("0.02"))
    assert first.interest_days == (date(2026, 3, 29), date(2026, 3, 29))
    tenth = late(280, delivery="20.00")
    assert (tenth.amount, tenth.interest) == (Decimal("100.00"), Decimal("0.22"))  # 120 * 6.67 % * 10 / 365
    assert tenth.owed == Decimal("100.22")


@pytest.mark.parametrize(
    ("price", "delivery", "days", "tier"),
    [
        ("1.00", "30.00", 10, "legal_interest"),
        ("1.00", "30.00", 11, "legal_interest"),  # 5 % are 1.55 already
        ("10.00", "10.01", 61, "legal_interest"),  # 50 % are 10.005: half a cent above
        ("10.00", "10.00", 61, "50"),  # exactly the price does not exceed it
        ("1.00", "19.08", 11, "legal_interest"),  # 5 % are 1.004, which rounds to the price and exceeds it
        ("0.00", "5.00", 11, "legal_interest"),
        ("0.00", "0.00", 500, "120"),
    ],
)
def test_the_cap_is_reached_where_the_exact_percentage_exceeds_the_price(
    price: str, delivery: str, days: int, tier: str
) -> None:
    found = late(days, price, delivery)
    assert found.tier == tier
    if tier == "legal_interest":
        assert found.amount == (Decimal(price) if days > 10 else 0)


@pytest.mark.parametrize(
    ("price", "delivery", "days", "expected"),
    [
        (None, "5.00", 5, ("legal_interest", "0.00", None)),
        (None, "5.00", 13, ("5", None, "0.00")),
        ("100.00", None, 13, ("5", None, "0.00")),
        ("100.00", None, 391, ("legal_interest", "100.00", None)),
        (None, None, 391, ("legal_interest", None, None)),
    ],
)
def test_what_hangs_on_an_unknown_amount_is_unknown_and_the_tier_of_the_day_stands(
    price: str | None, delivery: str | None, days: int, expected: tuple[str, str | None, str | None]
) -> None:
    found = late(days, price, delivery)
    tier, amount, interest = expected
    assert found.tier == tier
    assert found.amount == (None if amount is None else Decimal(amount))
    assert found.interest == (None if interest is None else Decimal(interest))
    assert found.owed is None


def test_a_percentage_needs_no_rate_and_interest_does() -> None:
    good = date(2026, 9, 1)
    assert late(11, good=good).owed == Decimal("5.00")
    assert (late(10, good=good).interest, late(10, good=good).owed) == (None, None)
    assert late(400, good=good).owed is None


@pytest.mark.parametrize(
    ("days", "tier", "amount"),
    [
        (0, "none", "0.00"),
        (1, "10", "5.49"),
        (14, "10", "5.49"),
        (15, "20", "10.98"),
        (30, "20", "10.98"),
        (31, "50", "27.45"),
        (4000, "50", "27.45"),
    ],
)
def test_what_was_never_delivered_has_a_ladder_of_its_own(days: int, tier: str, amount: str) -> None:
    found = non_delivery_surcharge(days, Decimal("48.90"), Decimal("5.99"))
    assert found == Surcharge(tier, Decimal(amount), Decimal("0.00"))
    assert non_delivery_surcharge(31, Decimal("1.00"), Decimal("9.00")).amount == Decimal("5.00")  # no cap
