"""What speaks for and against accepting, refusing and shipping, on facts made by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from etl.domain.checks import Check, Severity, asking_codes, worst
from etl.domain.listings.needs import StockNeed
from etl.domain.orders.shipping import OrderState
from etl.preflight.orders.checks import OrderFacts, UnderWay, acceptance_checks, refusal_checks
from etl.preflight.parcels.checks import Parcel, shipment_checks

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
WAITING = OrderFacts(
    OrderState("A1", "WaitingAcceptance", "Seller", "CDISFR", {"L1": "WaitingAcceptance"}),
    needs=(StockNeed("LAMP", 2, 5, 1),),
    amount=Decimal("80.00"),
    usual_amount=Decimal("100.00"),
    due_at=NOW + timedelta(hours=2),
)
TO_SHIP = OrderFacts(
    OrderState("S1", "InPreparation", "Seller", "CDISFR", {"L1": "InPreparation", "L2": "InPreparation"}),
    needs=(StockNeed("SOFA", 1, 4, 0),),
    findings=frozenset(),
    due_at=NOW + timedelta(hours=2),
    taken_from=NOW - timedelta(days=1),
)
PARCEL = Parcel("3X00287566855", "Colissimo", handed_over_at=NOW)


def severities(checks):
    return {check.code: check.severity for check in checks}


def test_an_ordinary_order_is_fine_to_accept():
    checks = acceptance_checks(WAITING, NOW)
    assert severities(checks) == {"in_time": Severity.FINE, "stock_covers": Severity.FINE}
    assert worst(checks) is Severity.FINE


@pytest.mark.parametrize(
    ("changes", "code", "severity"),
    [
        ({"needs": (StockNeed("LAMP", 2, 5, 4),)}, "stock_short", Severity.ASKS),
        ({"needs": (StockNeed("LAMP", 2, None, 0),)}, "listing_unknown", Severity.ASKS),
        ({"is_missing": True}, "not_listed", Severity.ASKS),
        ({"amount": Decimal("150.00")}, "unusual_value", Severity.NOTES),
        ({"amount": Decimal("200.01")}, "unusual_value", Severity.ASKS),
        ({"same_buyer": ("A7", "A8")}, "same_buyer", Severity.NOTES),
        ({"due_at": NOW - timedelta(minutes=1)}, "late", Severity.NOTES),
        ({"under_way": (UnderWay("refuse_order", "queued", "bob"),)}, "under_way", Severity.BLOCKS),
        ({"state": replace(WAITING.state, status="Cancelled")}, "not_waiting", Severity.BLOCKS),
        ({"state": replace(WAITING.state, supply_mode="Fulfillment")}, "not_ours", Severity.BLOCKS),
    ],
)
def test_each_finding_weighs_what_it_costs(changes, code, severity):
    checks = acceptance_checks(replace(WAITING, **changes), NOW)
    assert severities(checks)[code] is severity
    assert checks[0].code == code, "the worst comes first"


def test_a_usual_amount_is_not_remarked_upon():
    checks = acceptance_checks(replace(WAITING, amount=Decimal("100.00")), NOW)
    assert "unusual_value" not in severities(checks)


def test_a_selection_that_competes_for_the_stock_is_counted_again():
    assert worst(acceptance_checks(WAITING.with_promised({"LAMP": 4}), NOW)) is Severity.ASKS
    assert worst(acceptance_checks(WAITING.with_promised({"SOFA": 9}), NOW)) is Severity.FINE


def test_a_refusal_costs_acceptance_rate_and_wants_a_reason():
    short = replace(WAITING, needs=(StockNeed("LAMP", 2, 0, 0),))
    assert asking_codes(refusal_checks(short, NOW)) == ("costs_acceptance_rate",)
    assert severities(refusal_checks(short, NOW))["stock_short"] is Severity.NOTES


def test_a_parcel_in_order_is_fine():
    checks = shipment_checks(TO_SHIP, PARCEL, NOW)
    assert worst(checks) is Severity.FINE
    assert "number_checked" in severities(checks)


@pytest.mark.parametrize(
    ("changes", "code", "severity"),
    [
        ({"parcel_number": "3X00287566856"}, "wrong_check_digit", Severity.ASKS),
        ({"parcel_number": "8R12345678905"}, "return_label", Severity.ASKS),
        ({"parcel_number": "ABC1"}, "wrong_shape", Severity.ASKS),
        ({"parcel_number": "ABC"}, "number_is_none", Severity.BLOCKS),
        ({"parcel_number": "3X 00287566855"}, "number_characters", Severity.BLOCKS),
        ({"parcel_number": ""}, "number_missing", Severity.BLOCKS),
        ({"tracking_url": "ftp://x.fr/1"}, "url_not_web", Severity.BLOCKS),
        ({"carrier_name": "Geodis", "parcel_number": "123"}, "no_known_shape", Severity.NOTES),
        ({"is_listed_carrier": False}, "carrier_unlisted", Severity.BLOCKS),
        ({"other_orders": ("S9",)}, "number_on_other_order", Severity.ASKS),
        ({"order_line_ids": ("L1",)}, "part_of_order", Severity.BLOCKS),
        ({"order_line_ids": ("L9",)}, "line_unknown", Severity.BLOCKS),
        ({"handed_over_at": NOW + timedelta(minutes=3)}, "taken_in_future", Severity.BLOCKS),
        ({"handed_over_at": NOW - timedelta(days=2)}, "taken_too_early", Severity.BLOCKS),
    ],
)
def test_each_fault_of_a_parcel_is_named(changes, code, severity):
    checks = shipment_checks(TO_SHIP, replace(PARCEL, **changes), NOW)
    assert severities(checks)[code] is severity
    assert checks[0].code == code


def test_clocks_a_little_apart_are_no_fault():
    checks = shipment_checks(TO_SHIP, replace(PARCEL, handed_over_at=NOW + timedelta(seconds=90)), NOW)
    assert worst(checks) is Severity.FINE


@pytest.mark.parametrize(
    ("state", "code"),
    [
        (replace(TO_SHIP.state, status="Shipped", numbers=frozenset({"XY1"})), "shipped_otherwise"),
        (replace(TO_SHIP.state, status="Cancelled", lines={"L1": "Cancelled"}), "not_shippable"),
        (replace(TO_SHIP.state, supply_mode="Xdock"), "not_ours_to_ship"),
    ],
)
def test_an_order_that_takes_no_parcel_says_so(state, code):
    [worst_check, *_] = shipment_checks(replace(TO_SHIP, state=state), PARCEL, NOW)
    assert (worst_check.code, worst_check.severity) == (code, Severity.BLOCKS)


def test_only_the_post_delivers_to_a_box():
    boxed = replace(TO_SHIP, findings=frozenset({"po_box"}))
    by_dpd = replace(PARCEL, carrier_name="DPD", parcel_number="12345678901234")
    assert severities(shipment_checks(boxed, PARCEL, NOW))["po_box"] is Severity.NOTES
    assert severities(shipment_checks(boxed, by_dpd, NOW))["po_box"] is Severity.ASKS


def test_stock_already_promised_is_no_obstacle_to_a_parcel():
    short = replace(TO_SHIP, needs=(StockNeed("SOFA", 1, 0, 3),))
    assert severities(shipment_checks(short, PARCEL, NOW))["stock_short"] is Severity.NOTES


def test_a_line_under_cancellation_wants_a_reason():
    state = replace(TO_SHIP.state, lines={"L1": "InPreparation", "L2": "CancelRequest"})
    checks = shipment_checks(replace(TO_SHIP, state=state), PARCEL, NOW)
    assert Check("cancellation_requested", Severity.ASKS, {"count": 1}) in checks


def test_parcels_of_lines_apart_do_not_rule_each_other_out():
    state = replace(TO_SHIP.state, sales_channel_id="SCID01")
    facts = replace(TO_SHIP, state=state, under_way=(UnderWay("ship_order", "queued", "bob", ("L1",)),))
    assert worst(shipment_checks(facts, replace(PARCEL, order_line_ids=("L2",)), NOW)) is Severity.FINE
    assert shipment_checks(facts, replace(PARCEL, order_line_ids=("L1",)), NOW)[0].code == "asked_otherwise"
    assert shipment_checks(facts, PARCEL, NOW)[0].code == "asked_otherwise"


def test_before_a_parcel_is_entered_the_order_is_judged_alone():
    assert severities(shipment_checks(TO_SHIP, None, NOW)) == {
        "in_time": Severity.FINE,
        "address_fits": Severity.FINE,
        "stock_covers": Severity.FINE,
    }
