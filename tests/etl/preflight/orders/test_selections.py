"""A selection of orders judged as one: who gets the last units."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from etl.domain.checks import Severity
from etl.domain.listings.needs import StockNeed
from etl.domain.orders.shipping import OrderState
from etl.preflight.orders.checks import OrderFacts
from etl.preflight.orders.selections import judged_acceptances, judged_refusals, shared_stock

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)


def order(order_id, hours, *needs, status="WaitingAcceptance"):
    state = OrderState(order_id, status, "Seller", "CDISFR", {"L1": status}, {})
    return OrderFacts(state=state, needs=needs, due_at=NOW + timedelta(hours=hours))


def need(sku, needed, in_stock, promised):
    return StockNeed(sku, needed, in_stock, promised)


def verdicts(*orders):
    judged = judged_acceptances([one.order_id for one in orders], {one.order_id: one for one in orders}, NOW)
    return {one.order_id: one.severity for one in judged}


def test_the_last_units_go_to_the_most_urgent_deadlines():
    # Each of the three wants one of two units, so each sees two promised to the others.
    three = [order(name, hours, need("LAMP", 1, 2, 2)) for name, hours in (("LATE", 30), ("FIRST", 1), ("SECOND", 2))]
    assert verdicts(*three) == {"FIRST": Severity.FINE, "SECOND": Severity.FINE, "LATE": Severity.ASKS}


def test_the_short_one_is_told_how_many_units_the_others_take():
    three = [order(name, hours, need("LAMP", 1, 2, 2)) for name, hours in (("A", 1), ("B", 2), ("C", 3))]
    last = shared_stock(three)[-1]
    assert (last.order_id, last.needs[0].promised, last.needs[0].left) == ("C", 2, 0)


def test_orders_outside_the_selection_keep_what_they_wait_for():
    # Three units, two of them promised outside, one wanted by each of the two selected.
    two = [order(name, hours, need("LAMP", 1, 3, 3)) for name, hours in (("A", 1), ("B", 2))]
    assert verdicts(*two) == {"A": Severity.FINE, "B": Severity.ASKS}


def test_an_order_that_is_short_leaves_its_units_to_those_after_it():
    # BIG wants 3 of 2 lamps and the only table: it gets nothing, so SMALL gets a lamp and OTHER the table.
    big = order("BIG", 1, need("LAMP", 3, 2, 1), need("TABLE", 1, 1, 1))
    small, other = order("SMALL", 2, need("LAMP", 1, 2, 3)), order("OTHER", 3, need("TABLE", 1, 1, 1))
    assert verdicts(big, small, other) == {"BIG": Severity.ASKS, "SMALL": Severity.FINE, "OTHER": Severity.FINE}


def test_an_order_that_cannot_be_accepted_takes_no_stock():
    cancelled = order("GONE", 1, need("LAMP", 1, 1, 0), status="Cancelled")
    waiting = order("HERE", 2, need("LAMP", 1, 1, 0))
    assert verdicts(cancelled, waiting) == {"GONE": Severity.BLOCKS, "HERE": Severity.FINE}


def test_an_unknown_order_is_impossible_and_one_asked_twice_is_judged_once():
    judged = judged_acceptances(["A", "NOBODY", "A"], {"A": order("A", 1)}, NOW)
    assert [(one.order_id, one.severity) for one in judged] == [("A", Severity.FINE), ("NOBODY", Severity.BLOCKS)]


def test_a_refusal_always_says_what_it_costs():
    judged = judged_refusals(["A"], {"A": order("A", 1)}, NOW)
    assert judged[0].warnings == ("costs_acceptance_rate",)


@given(
    stock=st.integers(0, 12),
    outside=st.integers(0, 6),
    wants=st.lists(st.integers(1, 5), min_size=1, max_size=8),
)
def test_what_is_covered_never_exceeds_what_is_free_and_nothing_is_kept_back(stock, outside, wants):
    total = outside + sum(wants)
    orders = [order(f"O{n}", n, need("LAMP", want, stock, total - want)) for n, want in enumerate(wants)]
    covered = [fact for fact in shared_stock(orders) if not fact.needs[0].is_short]
    free, given_out = max(stock - outside, 0), sum(fact.needs[0].needed for fact in covered)
    assert given_out <= free
    refused = [want for n, want in enumerate(wants) if f"O{n}" not in {fact.order_id for fact in covered}]
    assert all(want > free - given_out for want in refused)
