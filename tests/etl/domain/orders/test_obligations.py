from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
import pytest

from etl.domain.obligations.judging import OBLIGATION_SCHEMA, state_at
from etl.domain.orders.facts import ORDER_SCHEMA
from etl.domain.orders.obligations import order_obligations
from etl.domain.time.clock import PARIS

LAST_MICROSECOND = timedelta(microseconds=1)


def paris(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=PARIS).astimezone(UTC)  # type: ignore[arg-type, misc]


OPENED = paris(2026, 11, 23, 9)
SHIP_BY = paris(2026, 11, 26, 16)
NOW = paris(2026, 11, 23, 12)
FAR = paris(2027, 6, 1)

WAITING = {"status": "WaitingAcceptance", "visible_at": OPENED}
ACCEPTED = {"status": "Accepted", "visible_at": OPENED, "accepted_at": OPENED + timedelta(hours=1)}
PREPARED = {"status": "InPreparation", "is_auto_accepted": True, "payable_at": OPENED, "ship_by_at": SHIP_BY}
SHIPPED = PREPARED | {"status": "Shipped", "shipped_at": SHIP_BY}


def orders(*facts: dict[str, Any]) -> pl.DataFrame:
    blank = dict.fromkeys(ORDER_SCHEMA.names()) | {"supply_mode": "Seller", "sales_channel_id": "CDISFR"}
    rows = [blank | {"order_id": f"O{n}", "created_at": OPENED} | fact for n, fact in enumerate(facts, 1)]
    return pl.DataFrame(rows, schema=ORDER_SCHEMA)


def obligation(fact: dict[str, Any], *, now: datetime = NOW) -> dict[str, Any]:
    """The one obligation an order with these facts gives rise to."""
    rows = order_obligations(orders(fact), now=now)
    assert len(rows) == 1
    return rows.row(0, named=True)


def kinds(fact: dict[str, Any]) -> list[str]:
    return order_obligations(orders(fact), now=NOW)["kind"].to_list()


# --- accepting ---------------------------------------------------------------------------------------------------


def test_an_order_waiting_for_acceptance_is_owed_an_answer_within_48_hours() -> None:
    assert obligation(WAITING) == {
        "obligation_id": "accept_order:O1",
        "kind": "accept_order",
        "subject": "O1",
        "subject_type": "order",
        "subject_id": "O1",
        "occurrence": "1",
        "order_id": "O1",
        "opened_at": OPENED,
        "alert_at": paris(2026, 11, 24, 9),
        "due_at": paris(2026, 11, 25, 9),
        "due_calendar_at": paris(2026, 11, 25, 9),
        "due_working_at": paris(2026, 11, 25, 9),
        "due_rule": "48_hours",
        "discharged_at": None,
        "discharged_by": None,
        "state": "open",
        "late_by": None,
        "elapsed_calendar": None,
        "elapsed_working": None,
    }


def test_both_readings_are_shown_for_an_order_of_friday_17_00_before_easter_monday() -> None:
    owed = obligation(WAITING | {"visible_at": paris(2026, 4, 3, 17)}, now=paris(2026, 4, 4))
    assert owed["due_calendar_at"] == paris(2026, 4, 5, 17)
    assert owed["due_working_at"] == paris(2026, 4, 8, 17)
    assert owed["due_at"] == paris(2026, 4, 5, 17)
    assert owed["alert_at"] == paris(2026, 4, 4, 17)


def test_an_order_of_a_saturday_has_monday_and_tuesday_as_its_two_working_days() -> None:
    owed = obligation(WAITING | {"visible_at": paris(2026, 11, 21, 10)})
    assert owed["due_working_at"] == paris(2026, 11, 25)
    assert owed["due_at"] == paris(2026, 11, 23, 10)


def test_48_hours_over_the_night_clocks_go_forward_end_an_hour_later_on_the_wall() -> None:
    owed = obligation(WAITING | {"visible_at": paris(2026, 3, 27, 17)})
    assert owed["due_at"] == paris(2026, 3, 29, 18)
    assert owed["due_working_at"] == paris(2026, 3, 31, 17)


def test_48_hours_over_the_night_clocks_go_back_end_an_hour_earlier_on_the_wall() -> None:
    assert obligation(WAITING | {"visible_at": paris(2026, 10, 23, 17)})["due_at"] == paris(2026, 10, 25, 16)


def test_an_answer_at_the_last_instant_keeps_the_deadline_and_a_microsecond_later_breaks_it() -> None:
    due = OPENED + timedelta(hours=48)
    in_time = obligation(ACCEPTED | {"accepted_at": due}, now=FAR)
    assert (in_time["state"], in_time["discharged_at"], in_time["discharged_by"]) == ("kept", due, "accepted")
    late = obligation(ACCEPTED | {"accepted_at": due + LAST_MICROSECOND}, now=FAR)
    assert (late["state"], late["late_by"]) == ("broken", LAST_MICROSECOND)


def test_a_refusal_is_an_answer() -> None:
    refused = obligation({"status": "Refused", "visible_at": OPENED, "refused_at": OPENED + timedelta(hours=3)})
    assert (refused["state"], refused["discharged_by"], refused["late_by"]) == ("kept", "refused", None)


def test_an_unanswered_order_past_its_deadline_is_broken_and_still_owed() -> None:
    owed = obligation(WAITING, now=OPENED + timedelta(hours=50))
    assert (owed["state"], owed["late_by"], owed["discharged_at"]) == ("broken", timedelta(hours=2), None)


def test_an_order_cancelled_before_its_deadline_without_an_answer_is_void() -> None:
    cancelled = WAITING | {"status": "Cancelled", "cancelled_at": OPENED + timedelta(hours=47)}
    owed = obligation(cancelled, now=FAR)
    assert (owed["state"], owed["discharged_by"], owed["late_by"]) == ("void", "cancelled", None)


def test_an_order_cancelled_after_its_deadline_without_an_answer_is_broken_and_owed_no_more() -> None:
    cancelled = WAITING | {"status": "Cancelled", "cancelled_at": OPENED + timedelta(hours=49)}
    owed = obligation(cancelled, now=FAR)
    assert (owed["state"], owed["late_by"]) == ("broken", timedelta(hours=1))
    assert owed["discharged_at"] == OPENED + timedelta(hours=49)


@pytest.mark.parametrize("cancelled_at", [None, OPENED + timedelta(hours=48)])
def test_an_order_the_marketplace_cancelled_for_want_of_an_answer_is_broken(cancelled_at: datetime | None) -> None:
    expired = WAITING | {"status": "AutomaticCancellation", "cancelled_at": cancelled_at}
    owed = obligation(expired, now=FAR)
    assert (owed["state"], owed["discharged_by"], owed["late_by"]) == ("broken", "expired", timedelta())
    assert owed["discharged_at"] == OPENED + timedelta(hours=48)


def test_an_expiry_seen_before_our_reading_of_the_deadline_is_broken_but_not_late() -> None:
    expired = WAITING | {"status": "AutomaticCancellation", "cancelled_at": OPENED + timedelta(hours=47)}
    owed = obligation(expired, now=FAR)
    assert (owed["state"], owed["late_by"]) == ("broken", timedelta())


def test_an_order_both_refused_and_accepted_was_accepted_at_the_earlier_instant() -> None:
    owed = obligation(ACCEPTED | {"refused_at": OPENED + timedelta(hours=2)})
    assert (owed["discharged_by"], owed["discharged_at"]) == ("accepted", OPENED + timedelta(hours=1))


def test_a_refusal_proves_the_order_had_waited() -> None:
    owed = obligation({"status": "Cancelled", "refused_at": OPENED + timedelta(hours=2)})
    assert (owed["opened_at"], owed["state"], owed["discharged_by"]) == (OPENED, "kept", "refused")


def test_an_order_accepted_automatically_owes_no_answer() -> None:
    assert kinds(ACCEPTED | {"is_auto_accepted": True, "visible_at": None}) == []


def test_an_order_that_was_seen_to_wait_owed_its_answer_whatever_the_seller_has_chosen_since() -> None:
    late = obligation(ACCEPTED | {"is_auto_accepted": True, "accepted_at": OPENED + timedelta(hours=60)}, now=FAR)
    assert (late["kind"], late["state"], late["late_by"]) == ("accept_order", "broken", timedelta(hours=12))


def test_an_answer_expires_48_hours_after_the_order_became_visible_not_after_it_was_made() -> None:
    fact = {"status": "Cancelled", "created_at": OPENED - timedelta(hours=47)} | {"visible_at": OPENED}
    by_the_customer = obligation(fact | {"cancelled_at": OPENED + timedelta(hours=2)}, now=FAR)
    assert (by_the_customer["state"], by_the_customer["discharged_by"]) == ("void", "cancelled")
    unanswered = obligation(fact | {"cancelled_at": OPENED + timedelta(hours=48)}, now=FAR)
    assert (unanswered["state"], unanswered["discharged_by"]) == ("broken", "expired")


def test_an_order_that_does_not_say_when_it_was_made_owes_an_answer_without_a_deadline() -> None:
    owed = obligation({"status": "WaitingAcceptance", "created_at": None}, now=FAR)
    assert (owed["state"], owed["opened_at"], owed["due_at"], owed["alert_at"]) == ("open", None, None, None)


def test_lines_that_were_all_cancelled_leave_nothing_to_answer() -> None:
    owed = obligation(WAITING | {"lines_ended": "cancelled"}, now=FAR)
    assert (owed["state"], owed["discharged_by"], owed["discharged_at"]) == ("void", "cancelled", None)


def test_an_order_that_waits_owes_an_answer_whatever_the_auto_accept_flag_says() -> None:
    assert kinds(WAITING | {"is_auto_accepted": True, "visible_at": None}) == ["accept_order"]


def test_an_order_first_seen_after_acceptance_owes_no_answer_unless_acceptance_is_known_to_be_manual() -> None:
    unseen = ACCEPTED | {"visible_at": None}
    assert kinds(unseen) == []
    manual = obligation(unseen | {"is_auto_accepted": False})
    assert (manual["opened_at"], manual["state"]) == (OPENED, "kept")


def test_an_answer_nobody_saw_was_given_in_time() -> None:
    fact = {"status": "InPreparation", "visible_at": OPENED, "payable_at": OPENED + timedelta(hours=5)}
    owed = order_obligations(orders(fact), now=FAR).row(0, named=True)
    assert (owed["state"], owed["discharged_by"], owed["discharged_at"]) == ("kept", "accepted", None)


def test_a_refusal_nobody_saw_was_an_answer_in_time() -> None:
    owed = obligation({"status": "Refused", "visible_at": OPENED}, now=FAR)
    assert (owed["state"], owed["discharged_by"], owed["discharged_at"]) == ("kept", "refused", None)


# --- shipping ----------------------------------------------------------------------------------------------------


def test_an_order_in_preparation_is_to_be_shipped_by_its_ship_by() -> None:
    assert obligation(PREPARED) == {
        "obligation_id": "ship_order:O1",
        "kind": "ship_order",
        "subject": "O1",
        "subject_type": "order",
        "subject_id": "O1",
        "occurrence": "1",
        "order_id": "O1",
        "opened_at": OPENED,
        "alert_at": paris(2026, 11, 25, 16),
        "due_at": SHIP_BY,
        "due_calendar_at": SHIP_BY,
        "due_working_at": None,
        "due_rule": "ship_by_instant",
        "discharged_at": None,
        "discharged_by": None,
        "state": "open",
        "late_by": None,
        "elapsed_calendar": None,
        "elapsed_working": None,
    }


@pytest.mark.parametrize(
    ("ship_by", "due"),
    [
        pytest.param(paris(2026, 11, 26), paris(2026, 11, 27), id="in winter"),
        pytest.param(paris(2026, 7, 1), paris(2026, 7, 2), id="in summer"),
        pytest.param(paris(2026, 3, 29), paris(2026, 3, 30), id="a day of 23 hours"),
        pytest.param(paris(2026, 10, 25), paris(2026, 10, 26), id="a day of 25 hours"),
    ],
)
def test_a_ship_by_at_midnight_in_paris_lasts_until_the_end_of_that_day(ship_by: datetime, due: datetime) -> None:
    owed = obligation(PREPARED | {"ship_by_at": ship_by})
    assert (owed["due_at"], owed["due_rule"]) == (due, "ship_by_day")


def test_a_ship_by_at_midnight_in_utc_is_an_instant_like_another() -> None:
    owed = obligation(PREPARED | {"ship_by_at": datetime(2026, 11, 26, tzinfo=UTC)})
    assert (owed["due_at"], owed["due_rule"]) == (datetime(2026, 11, 26, tzinfo=UTC), "ship_by_instant")


@pytest.mark.parametrize("ship_by", [None, datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)])
def test_without_a_ship_by_an_order_is_owed_but_never_late(ship_by: datetime | None) -> None:
    owed = obligation(PREPARED | {"ship_by_at": ship_by}, now=FAR)
    assert (owed["state"], owed["due_rule"], owed["late_by"]) == ("open", "no_ship_by", None)
    assert [owed[c] for c in ("due_at", "due_calendar_at", "due_working_at", "alert_at")] == [None] * 4
    shipped = obligation(SHIPPED | {"ship_by_at": ship_by}, now=FAR)
    assert (shipped["state"], shipped["discharged_by"]) == ("void", "shipped")


def test_a_parcel_due_on_a_sunday_is_announced_from_friday_morning() -> None:
    owed = obligation(PREPARED | {"payable_at": paris(2026, 11, 16), "ship_by_at": paris(2026, 11, 22)})
    assert owed["due_at"] == paris(2026, 11, 23)
    assert owed["alert_at"] == paris(2026, 11, 20)


def test_the_alert_never_comes_before_the_order_can_be_shipped() -> None:
    payable = SHIP_BY - timedelta(hours=2)
    assert obligation(PREPARED | {"payable_at": payable})["alert_at"] == payable
    assert obligation(PREPARED | {"payable_at": SHIP_BY + timedelta(hours=1)})["alert_at"] == SHIP_BY


def test_shipping_at_the_last_instant_is_in_time_and_a_microsecond_later_is_not() -> None:
    in_time = obligation(SHIPPED, now=FAR)
    assert (in_time["state"], in_time["discharged_at"], in_time["discharged_by"]) == ("kept", SHIP_BY, "shipped")
    late = obligation(SHIPPED | {"shipped_at": SHIP_BY + LAST_MICROSECOND}, now=FAR)
    assert (late["state"], late["late_by"]) == ("broken", LAST_MICROSECOND)


def test_an_order_is_not_late_at_the_very_instant_it_is_due() -> None:
    assert obligation(PREPARED, now=SHIP_BY)["state"] == "open"
    assert obligation(PREPARED, now=SHIP_BY + LAST_MICROSECOND)["state"] == "broken"


def test_an_unshipped_order_past_its_ship_by_is_broken_and_still_owed() -> None:
    owed = obligation(PREPARED, now=SHIP_BY + timedelta(days=1))
    assert (owed["state"], owed["late_by"], owed["discharged_at"]) == ("broken", timedelta(days=1), None)


@pytest.mark.parametrize(
    ("cancelled_at", "state", "late_by"),
    [(SHIP_BY, "void", None), (SHIP_BY + timedelta(hours=1), "broken", timedelta(hours=1)), (None, "void", None)],
)
def test_cancelling_an_order_voids_its_shipping_only_before_the_deadline(
    cancelled_at: datetime | None, state: str, late_by: timedelta | None
) -> None:
    owed = obligation(PREPARED | {"status": "Cancelled", "cancelled_at": cancelled_at}, now=FAR)
    assert (owed["state"], owed["late_by"], owed["discharged_by"]) == (state, late_by, "cancelled")


def test_an_order_refused_after_all_is_not_to_be_shipped() -> None:
    refused = PREPARED | {"status": "Refused"}
    owed = order_obligations(orders(refused), now=FAR)
    assert owed.select("kind", "state").rows() == [("accept_order", "kept"), ("ship_order", "void")]


def test_a_shipment_proves_the_order_was_payable() -> None:
    refunded = SHIPPED | {"status": "Cancelled", "cancelled_at": FAR, "payable_at": None}
    assert obligation(refunded, now=FAR)["state"] == "kept"


def test_a_refund_after_shipping_does_not_undo_the_shipping() -> None:
    owed = obligation(SHIPPED | {"status": "Cancelled", "cancelled_at": FAR}, now=FAR)
    assert (owed["state"], owed["discharged_by"]) == ("kept", "shipped")


def test_shipping_at_an_unknown_instant_is_not_judged() -> None:
    owed = obligation(SHIPPED | {"shipped_at": None}, now=FAR)
    assert (owed["state"], owed["discharged_by"], owed["discharged_at"]) == ("void", "shipped", None)


def test_an_accepted_order_the_marketplace_still_controls_is_not_yet_to_be_shipped() -> None:
    assert kinds(ACCEPTED | {"ship_by_at": SHIP_BY}) == ["accept_order"]


def test_shipping_opens_when_payable_else_when_created() -> None:
    seen_late = PREPARED | {"payable_at": None, "accepted_at": OPENED + timedelta(hours=1)}
    assert obligation(PREPARED | {"accepted_at": OPENED - timedelta(hours=9)})["opened_at"] == OPENED
    assert obligation(seen_late | {"created_at": OPENED - timedelta(days=1)})["opened_at"] == OPENED - timedelta(days=1)


def test_the_midnight_that_ends_the_ship_by_day_is_late_and_a_microsecond_before_is_not() -> None:
    day = PREPARED | {"ship_by_at": paris(2026, 11, 26)}
    assert obligation(day, now=paris(2026, 11, 27) - LAST_MICROSECOND)["state"] == "open"
    assert obligation(day, now=paris(2026, 11, 27))["state"] == "broken"
    shipped = SHIPPED | {"ship_by_at": paris(2026, 11, 26)}
    assert obligation(shipped | {"shipped_at": paris(2026, 11, 27) - LAST_MICROSECOND}, now=FAR)["state"] == "kept"
    late = obligation(shipped | {"shipped_at": paris(2026, 11, 27)}, now=FAR)
    assert (late["state"], late["late_by"]) == ("broken", timedelta())


@pytest.mark.parametrize(
    ("seen_at", "state"), [(SHIP_BY, "kept"), (SHIP_BY + LAST_MICROSECOND, "void"), (None, "void")]
)
@pytest.mark.parametrize("sign", [{"status": "Delivered"}, {"lines_ended": "shipped"}], ids=["header", "lines"])
def test_what_was_seen_to_be_shipped_before_its_deadline_was_in_time_and_is_never_broken(
    seen_at: datetime | None, state: str, sign: dict[str, Any]
) -> None:
    owed = obligation(PREPARED | sign | {"shipped_before_at": seen_at}, now=FAR)
    assert (owed["state"], owed["discharged_by"], owed["discharged_at"]) == (state, "shipped", None)


def test_lines_that_were_all_cancelled_leave_nothing_to_ship_whatever_the_header_says() -> None:
    owed = obligation(PREPARED | {"lines_ended": "cancelled"}, now=FAR)
    assert (owed["state"], owed["discharged_by"]) == ("void", "cancelled")


def test_the_present_instant_may_come_in_any_zone() -> None:
    at = SHIP_BY.astimezone(PARIS) + timedelta(hours=1)
    assert obligation(PREPARED, now=at)["late_by"] == timedelta(hours=1)


# --- left out, and the whole frame ---------------------------------------------------------------------------------


@pytest.mark.parametrize("supply_mode", ["Fulfillment", "Xdock"])
def test_what_the_marketplaces_warehouse_supplies_obliges_the_seller_to_nothing(supply_mode: str) -> None:
    assert kinds(WAITING | {"supply_mode": supply_mode}) == []
    assert kinds(PREPARED | {"supply_mode": supply_mode}) == []


def test_an_order_whose_supply_mode_is_not_known_is_shown() -> None:
    assert kinds(PREPARED | {"supply_mode": None}) == ["ship_order"]


@pytest.mark.parametrize("status", ["Rejected", "PaymentRefused", "BlockedFraud"])
def test_orders_that_failed_a_control_or_the_payment_are_void_even_past_their_deadline(status: str) -> None:
    owed = order_obligations(orders(ACCEPTED | PREPARED | {"status": status, "is_auto_accepted": None}), now=FAR)
    assert owed["state"].to_list() == ["void", "void"]
    assert owed["late_by"].to_list() == [None, None]


def test_a_status_nobody_has_heard_of_changes_nothing_that_is_known() -> None:
    assert obligation(WAITING | {"status": "OnHoldByMoon"})["state"] == "open"
    assert obligation(SHIPPED | {"status": "OnHoldByMoon"})["state"] == "kept"


def test_acceptances_come_first_and_each_kind_keeps_the_order_of_the_orders() -> None:
    both = WAITING | {"status": "InPreparation", "accepted_at": NOW, "payable_at": NOW, "ship_by_at": SHIP_BY}
    owed = order_obligations(orders(both, WAITING, PREPARED, both), now=NOW)
    assert owed["obligation_id"].to_list() == [
        "accept_order:O1",
        "accept_order:O2",
        "accept_order:O4",
        "ship_order:O1",
        "ship_order:O3",
        "ship_order:O4",
    ]


def test_the_frame_has_its_documented_types_even_without_orders() -> None:
    assert order_obligations(orders(), now=NOW).schema == OBLIGATION_SCHEMA
    assert order_obligations(orders(WAITING, SHIPPED), now=NOW).schema == OBLIGATION_SCHEMA


def test_instants_may_come_in_another_zone_and_columns_may_be_entirely_null() -> None:
    instants = [name for name, dtype in ORDER_SCHEMA.items() if isinstance(dtype, pl.Datetime)]
    elsewhere = orders(WAITING, PREPARED).with_columns(pl.col(instants).dt.convert_time_zone("Asia/Shanghai"))
    elsewhere = elsewhere.with_columns(refused_at=pl.lit(None), sales_channel_id=pl.lit(None))
    assert order_obligations(elsewhere, now=NOW).equals(order_obligations(orders(WAITING, PREPARED), now=NOW))


# --- as time goes by -------------------------------------------------------------------------------------------------


def test_refreshing_stored_obligations_gives_what_deriving_them_again_would() -> None:
    facts = (
        WAITING,
        ACCEPTED,
        PREPARED,
        SHIPPED,
        PREPARED | {"ship_by_at": None},
        SHIPPED | {"shipped_at": FAR},
        SHIPPED | {"shipped_at": None},
        WAITING | {"status": "Cancelled", "cancelled_at": OPENED + timedelta(hours=49)},
        PREPARED | {"status": "Rejected"},
    )
    stored = order_obligations(orders(*facts), now=NOW)
    for now in (SHIP_BY, SHIP_BY + LAST_MICROSECOND, FAR):
        refreshed = stored.with_columns(**state_at(now))
        assert refreshed.equals(order_obligations(orders(*facts), now=now))
        assert refreshed.with_columns(**state_at(now)).equals(refreshed)


def test_a_broken_obligation_grows_later_only_while_it_is_still_owed() -> None:
    facts = (PREPARED, SHIPPED | {"shipped_at": SHIP_BY + timedelta(hours=1)})
    stored = order_obligations(orders(*facts), now=SHIP_BY + timedelta(hours=2))
    assert stored["late_by"].to_list() == [timedelta(hours=2), timedelta(hours=1)]
    assert stored.with_columns(**state_at(SHIP_BY + timedelta(days=3)))["late_by"].to_list() == [
        timedelta(days=3),
        timedelta(hours=1),
    ]
