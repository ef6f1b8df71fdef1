"""Which waiting orders are accepted without a person: never more than the stock, never what is doubtful."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.domain.listings.needs import StockNeed
from etl.domain.listings.stock import is_price_jump
from etl.domain.orders.shipping import OrderState
from etl.preflight.orders.acceptance import Judgement, doubts, free_by_urgency, is_fresh, judged_orders
from etl.preflight.orders.checks import OrderFacts

USUAL = {"EUR": Decimal(1000)}
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
SCHEMA = {
    "order_id": pl.String,
    "due_at": pl.Datetime("us", "UTC"),
    "value": pl.Decimal(12, 2),
    "is_taken": pl.Boolean,
    "seller_product_id": pl.String,
    "needed": pl.Int64,
    "stock_quantity": pl.Int64,
    "promised_units": pl.Int64,
}


def waiting(*needs: tuple[Any, ...]) -> pl.DataFrame:
    """(order, due in hours, value, taken, sku, needed, stock, promised) -> a frame."""
    rows = [
        (order, NOW + timedelta(hours=due), None if value is None else Decimal(value), *rest)
        for order, due, value, *rest in needs
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def judged(frame: pl.DataFrame, most_value: Decimal | None = None) -> dict[str, str]:
    ranked = free_by_urgency(frame).with_columns(is_listed=pl.col("stock_quantity").is_not_null())
    return dict(judged_orders(ranked.with_columns(currency_code=pl.lit("EUR")), most_value, USUAL).iter_rows())


@pytest.mark.parametrize(
    ("needs", "judgements"),
    [
        ([("A", 1, 10, False, "S", 2, 2, 2)], {"A": "accept"}),
        ([("A", 1, 10, False, "S", 2, 1, 2)], {"A": "stock_short"}),
        ([("A", 1, 10, False, "S", 1, 5, 6)], {"A": "stock_short"}),
        ([("A", 1, 10, False, "S", 1, 5, 5)], {"A": "accept"}),
        ([("A", 1, 10, False, "S", 1, None, 1)], {"A": "listing_unknown"}),
        ([("A", 1, 10, False, None, 1, None, 0)], {"A": "listing_unknown"}),
        ([("A", 1, 10, False, "S", 1, 9, 1), ("A", 1, 10, False, "T", 1, 0, 1)], {"A": "stock_short"}),
        ([("A", 1, 10, False, "S", 1, 9, 1), ("A", 1, 10, False, "T", 1, None, 1)], {"A": "listing_unknown"}),
        ([("B", 2, 10, False, "S", 1, 1, 2), ("A", 1, 10, False, "S", 1, 1, 2)], {"A": "accept", "B": "stock_short"}),
        (
            [("A", 1, 10, False, "S", 5, 3, 6), ("B", 2, 10, False, "S", 1, 3, 6)],
            {"A": "stock_short", "B": "stock_short"},
        ),
        ([("A", 1, 10, False, "S", 1, 1, 2), ("B", 2, 10, True, "S", 1, 1, 2)], {"B": "accept", "A": "stock_short"}),
    ],
)
def test_stock_goes_to_the_most_urgent_and_must_cover_every_line(
    needs: list[tuple[Any, ...]], judgements: dict[str, str]
) -> None:
    assert judged(waiting(*needs)) == judgements


@pytest.mark.parametrize(
    ("value", "most_value", "judgement"),
    [
        ("200.00", "200.00", "accept"),
        ("200.01", "200.00", "above_maximum"),
        (None, "200", "above_maximum"),
        (None, None, "accept"),
    ],
)
def test_what_is_worth_more_than_the_maximum_is_left_to_people(
    value: str | None, most_value: str | None, judgement: str
) -> None:
    frame = waiting(("A", 1, value, False, "S", 1, 5, 1))
    assert judged(frame, None if most_value is None else Decimal(most_value)) == {"A": judgement}


def test_stock_of_the_past_that_nobody_knows_covers_nothing() -> None:
    needs = pl.DataFrame(
        {"order_id": ["A", "B"], "value": [1.0, 1.0], "is_listed": [True, True], "needed": [1, 1], "free": [None, 1]}
    ).with_columns(currency_code=pl.lit("EUR"))
    assert dict(judged_orders(needs, None, USUAL).iter_rows()) == {"A": "stock_unknown", "B": "accept"}


SKUS = ("S", "T", "U")
orders = st.lists(
    st.tuples(
        st.integers(0, 5), st.integers(1, 300), st.booleans(), st.dictionaries(st.sampled_from(SKUS), st.integers(1, 4))
    ).filter(lambda order: order[3]),
    min_size=1,
    max_size=8,
)
stocks = st.fixed_dictionaries({sku: st.none() | st.integers(0, 12) for sku in SKUS})
promises = st.fixed_dictionaries({sku: st.integers(0, 4) for sku in SKUS})


def frame_of(drawn: list[Any], stock: dict[str, int | None], promised: dict[str, int]) -> pl.DataFrame:
    total = {sku: promised[sku] + sum(needs.get(sku, 0) for *_, needs in drawn) for sku in SKUS}
    return waiting(
        *(
            (f"O{number}", due, value, is_taken, sku, needed, stock[sku], total[sku])
            for number, (due, value, is_taken, needs) in enumerate(drawn)
            for sku, needed in needs.items()
        )
    )


@given(orders, stocks, promises, st.none() | st.integers(0, 300))
def test_the_judgement_is_that_of_somebody_who_hands_out_the_stock_order_by_order(
    drawn: list[Any], stock: dict[str, int | None], promised: dict[str, int], most: int | None
) -> None:
    left = {sku: None if units is None else units - promised[sku] for sku, units in stock.items()}
    expected = {}
    ranking = sorted(enumerate(drawn), key=lambda one: (not one[1][2], one[1][0], f"O{one[0]}"))
    for number, (_due, value, _taken, needs) in ranking:
        if most is not None and value > most:
            expected[f"O{number}"] = "above_maximum"
        elif any(left[sku] is None for sku in needs):
            expected[f"O{number}"] = "listing_unknown"
        elif any(left[sku] < needed for sku, needed in needs.items()):
            expected[f"O{number}"] = "stock_short"
        else:
            expected[f"O{number}"] = "accept"
        for sku, needed in needs.items():
            left[sku] = None if left[sku] is None else left[sku] - needed
    assert judged(frame_of(drawn, stock, promised), None if most is None else Decimal(most)) == expected


@settings(deadline=None, max_examples=50)
@given(orders, stocks, promises, st.sampled_from([20, 1000]))
def test_the_columns_judge_as_the_checks_of_the_forms_do(
    drawn: list[Any], stock: dict[str, int | None], promised: dict[str, int], usual: int
) -> None:
    ranked = free_by_urgency(frame_of(drawn, stock, promised)).with_columns(
        is_listed=pl.col("stock_quantity").is_not_null(), currency_code=pl.lit("EUR")
    )
    by_columns = dict(judged_orders(ranked, None, {"EUR": Decimal(usual)}).iter_rows())
    for number, (_due, value, _taken, needs) in enumerate(drawn):
        lines = ranked.filter(pl.col("order_id") == f"O{number}")
        facts = OrderFacts(
            OrderState(f"O{number}", "WaitingAcceptance", "Seller", "CDISFR", {"L1": "WaitingAcceptance"}),
            needs=tuple(StockNeed(sku, needed, stock[sku], promised[sku]) for sku, needed in needs.items()),
            amount=Decimal(value),
            usual_amount=Decimal(usual),
        )
        free = dict(lines.select("seller_product_id", "free").iter_rows())
        codes = [check.code for check in doubts(facts, free, (), NOW)]
        judgement = by_columns[f"O{number}"]
        assert (judgement == Judgement.ACCEPT) == (codes == [])
        assert judgement == Judgement.ACCEPT or judgement in codes


def test_an_order_that_a_colleague_has_open_is_left_to_them() -> None:
    state = OrderState("A1", "WaitingAcceptance", "Seller", "CDISFR", {"L1": "WaitingAcceptance"})
    assert [check.code for check in doubts(OrderFacts(state), {}, ("Bao",), NOW)] == ["open_elsewhere"]
    assert [check.code for check in doubts(OrderFacts(state, is_missing=True), {}, (), NOW)] == ["not_listed"]
    assert doubts(OrderFacts(state), {}, (), NOW) == ()


@given(orders, stocks, promises)
def test_what_is_accepted_never_exceeds_the_stock(
    drawn: list[Any], stock: dict[str, int | None], promised: dict[str, int]
) -> None:
    judgements = judged(frame_of(drawn, stock, promised))
    taken: dict[str, int] = defaultdict(int, promised)
    for number, (_due, _value, is_taken, needs) in enumerate(drawn):
        if is_taken or judgements[f"O{number}"] == Judgement.ACCEPT:
            for sku, needed in needs.items():
                taken[sku] += needed
    accepted_skus = {
        sku
        for number, (*_, is_taken, needs) in enumerate(drawn)
        if judgements[f"O{number}"] == Judgement.ACCEPT and not is_taken
        for sku in needs
    }
    assert all(taken[sku] <= (stock[sku] or 0) for sku in accepted_skus)


@given(orders, stocks, promises, st.sampled_from(SKUS))
def test_more_stock_never_leaves_an_order_to_people_that_less_stock_accepts(
    drawn: list[Any], stock: dict[str, int | None], promised: dict[str, int], sku: str
) -> None:
    before = judged(frame_of(drawn, stock, promised))
    after = judged(frame_of(drawn, {**stock, sku: (stock[sku] or 0) + 3}, promised))
    accepted = {order for order, judgement in before.items() if judgement == Judgement.ACCEPT}
    assert accepted <= {order for order, judgement in after.items() if judgement == Judgement.ACCEPT}


@pytest.mark.parametrize(("age", "fresh"), [(None, False), (0, True), (120, True), (121, False)])
def test_data_older_than_its_tolerance_decides_nothing(age: int | None, fresh: bool) -> None:
    read_at = None if age is None else NOW - timedelta(seconds=age)
    assert is_fresh(read_at, timedelta(minutes=2), NOW) is fresh


@pytest.mark.parametrize(
    ("before", "after", "jump"),
    [("10", "5", False), ("10", "4.99", True), ("10", "15", False), ("10", "15.01", True), (None, "1", False)],
)
def test_a_price_jumps_when_it_changes_by_more_than_half(before: str | None, after: str, jump: bool) -> None:
    assert is_price_jump(None if before is None else Decimal(before), Decimal(after)) is jump
