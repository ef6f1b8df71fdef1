"""The facts of many orders at once, from the small shop's snapshot, private file and outbox."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import duckdb
import pytest

from etl.actions.kinds import kind_named
from etl.actions.outbox.asking import enqueue
from etl.actions.states import State, Step, take_step
from etl.preflight.basis import snapshot_basis
from etl.preflight.orders.checks import UnderWay
from etl.preflight.orders.facts import preflight_facts
from etl.store.ops.database import writing
from etl.store.snapshots.snapshots import open_snapshot

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture
def facts_of(shop):
    def read(*order_ids):
        snapshot = open_snapshot(shop.home)
        return preflight_facts(snapshot_basis(snapshot, shop.ops, datetime.now(UTC)), order_ids)

    return read


def ask(shop, kind, target, payload=None):
    return enqueue(
        shop.ops, kind_named(kind), target, payload or {}, requested_by="bob", hold=timedelta(), now=NOW
    ).action_id


def test_orders_are_read_together_and_unknown_ones_left_out(facts_of):
    facts = facts_of("A1", "S2", "nothing", "A1")
    assert set(facts) == {"A1", "S2"}
    assert (facts["A1"].state.status, facts["A1"].amount) == ("WaitingAcceptance", Decimal("89.90"))
    assert [(need.seller_product_id, need.needed, need.left) for need in facts["A1"].needs] == [("SKU-LAMP", 2, 1)]
    assert facts["S2"].state.lines == {"L1": "InPreparation", "L2": "InPreparation"}
    assert facts["S2"].due_at is not None
    assert facts_of() == {}


def test_an_address_is_kept_as_findings_only(shop, facts_of):
    facts = facts_of("A1", "S1")
    assert (facts["A1"].findings, facts["S1"].findings) == (None, frozenset())
    assert "Lilas" not in repr(facts)


def test_a_fault_of_the_address_is_found(shop, facts_of):
    with duckdb.connect(str(shop.home / "snapshots" / "000001.private.duckdb")) as private:
        private.execute(
            "update addresses set postal_code = '96000', pickup_id = 'P1', phone = null where order_id = 'S1'"
        )
    assert facts_of("S1")["S1"].findings == {"department_unknown", "relay_phone_missing"}


def test_what_is_under_way_is_known_with_its_person(shop, facts_of):
    ask(shop, "refuse_order", "A1")
    assert facts_of("A1")["A1"].under_way == (UnderWay("refuse_order", "queued", "bob"),)


def test_what_is_done_and_not_in_the_data_counts_as_under_way(shop, facts_of):
    action_id = ask(shop, "approve_order", "A1")
    now = datetime.now(UTC)
    for before, after in ((State.QUEUED, State.SENDING), (State.SENDING, State.DONE)):
        with writing(shop.ops) as connection:
            assert take_step(connection, Step(action_id, before, after, now, "worker"))
    assert [action.state for action in facts_of("A1")["A1"].under_way] == ["done"]


def test_other_open_orders_of_the_buyer_are_named(shop, facts_of):
    shop.publish(2, extra_sql="update orders set customer_id = 'SAME' where order_id in ('S1', 'S3', 'D1')")
    facts = facts_of("S1", "S2", "S3")
    assert {order_id: fact.same_buyer for order_id, fact in facts.items()} == {"S1": ("S3",), "S2": (), "S3": ("S1",)}


def test_a_usual_amount_needs_a_hundred_orders(shop, facts_of):
    assert facts_of("A1")["A1"].usual_amount is None
    shop.publish(
        2,
        extra_sql="insert into orders by name "
        "select o.* exclude (order_id, total_selling_price), 'H' || n as order_id, "
        "50.00::decimal(12, 2) as total_selling_price from orders as o, range(1000) as many(n) where order_id = 'D1'",
    )
    assert facts_of("A1")["A1"].usual_amount == Decimal("50.00")


def test_the_earliest_hand_over_is_the_acceptance_as_far_as_it_is_known(shop, facts_of):
    shop.publish(
        2,
        extra_sql="update orders set accepted_at = created_at + interval 2 hour, accepted_uncertainty = 600 "
        "where order_id = 'S1'",
    )
    snapshot = facts_of("S1", "S2")
    with open_snapshot(shop.home).connect() as connection:
        created = dict(
            connection.sql("select order_id, created_at from orders where order_id in ('S1', 'S2')").pl().iter_rows()
        )
    assert snapshot["S1"].taken_from == created["S1"] + timedelta(minutes=110)
    assert snapshot["S2"].taken_from == created["S2"]
