"""Journeys: what came late, what came back, what belongs to another journey or another parcel."""

from typing import Any

import pytest

from etl.domain.parcels.parcels import Parcel
from tests.etl.preflight.explaining.answering import failed, item, judge, laposte, only, relayed, row, scan, told

PC1 = scan("PC1", "20 17:00")
MUCH_EARLIER: dict[str, Any] = {
    "ordered_at": "2026-11-17T10:00:00Z",
    "declared_at": "2026-11-18T10:00:00Z",
    "promised_max_at": None,
}
DELIVERED = "2026-11-21T11:00:00Z"


def journey(*rows: Any, now: str = "2026-11-28T10:00:00+01:00") -> dict[str, Any]:
    """Rows, the oldest first, after a take-over on the 20th."""
    return told(*rows[::-1], PC1, now=now, **MUCH_EARLIER)


DI1 = scan("DI1", "21 12:00", "Remis au destinataire")


@pytest.mark.parametrize("code", ["ET1", "MD2", "PC1", "AG1", "ND1", "DR1", "PB2", "DI1"])
def test_an_ordinary_row_after_the_delivery_undoes_nothing(code: str) -> None:
    shown = journey(DI1, scan(code, "22 11:59"))
    assert only(shown, "stage", "stage_since", "delivered_at", "delay_class") == (
        "delivered",
        DELIVERED,
        DELIVERED,
        None,
    )
    assert all(one["counts"] for one in shown["events"])


def test_a_take_over_more_than_a_day_after_the_delivery_is_the_way_back() -> None:
    back = DI1, scan("PC1", "22 12:01"), scan("ET1", "23 03:00"), scan("MD2", "24 08:00")
    shown = journey(*back)
    assert only(shown, "stage", "stage_since", "delivered_at", "handed_to") == (
        "returning",
        "2026-11-22T11:01:00Z",
        DELIVERED,
        "addressee",
    )
    assert only(shown, "delay_class", "delay_since") == ("returning", "2026-11-22T11:01:00Z")
    ended = journey(*back, scan("DI1", "24 11:00", "Votre colis a été livré"))
    assert only(ended, "stage", "stage_since", "delivered_at", "delay_class") == (
        "returned",
        "2026-11-24T10:00:00Z",
        DELIVERED,
        None,
    )
    assert [one["stage"] for one in ended["events"]][1:] == ["delivered", *["returning"] * 3, "returned"]


@pytest.mark.parametrize(("code", "stage"), [("RE1", "returning"), ("DI2", "returned")])
def test_a_return_within_a_day_of_the_delivery_shows_that_nobody_took_it(code: str, stage: str) -> None:
    soon = journey(DI1, scan(code, "22 12:00"))
    assert only(soon, "stage", "delivered_at", "delivered_on", "handed_to") == (stage, None, None, None)
    later = journey(DI1, scan(code, "22 12:01"))
    assert only(later, "stage", "delivered_at", "handed_to") == (stage, DELIVERED, "addressee")


def test_what_comes_after_a_return_began_belongs_to_it() -> None:
    rows = scan("RE1", "22 09:00"), scan("ET1", "23 03:00"), scan("AG1", "24 09:00")
    assert only(journey(*rows), "stage", "stage_since", "delay_class") == (
        "returning",
        "2026-11-22T08:00:00Z",
        "returning",
    )
    assert only(journey(*rows, scan("DI1", "25 09:00")), "stage", "delivered_on") == ("returned", None)
    troubled = journey(*rows, scan("PB1", "25 09:00"))
    assert only(troubled, "stage", "delay_class", "delay_since") == ("incident", "returning", "2026-11-22T08:00:00Z")


def test_a_failed_attempt_is_no_return() -> None:
    assert only(journey(scan("ND1", "27 09:00")), "stage", "delay_class") == ("delivery_failed", "past_promise")


def test_an_incident_after_the_delivery_is_told_and_the_delivery_stands() -> None:
    shown = journey(DI1, scan("PB1", "21 15:00"))
    assert only(shown, "stage", "delivered_at", "delay_class") == ("incident", DELIVERED, None)
    assert only(journey(DI1, scan("PB1", "21 15:00"), scan("PB2", "22 09:00")), "stage", "delivered_at") == (
        "delivered",
        DELIVERED,
    )


def test_an_announcement_that_comes_late_undoes_no_scan() -> None:
    assert only(journey(scan("DR1", "21 09:00")), "stage", "first_scan_at") == ("in_transit", "2026-11-20T16:00:00Z")


def test_a_round_uploaded_after_the_parcel_came_to_its_point_undoes_nothing_and_a_new_one_does() -> None:
    at_point = scan("AG1", "21 14:02")
    assert only(journey(at_point, scan("MD2", "21 14:07")), "stage", "stage_since") == (
        "waiting_at_pickup",
        "2026-11-21T13:02:00Z",
    )
    assert journey(at_point, scan("MD2", "23 08:00"))["stage"] == "out_for_delivery"


def test_a_stage_lasts_since_the_first_row_of_its_unbroken_run() -> None:
    run = scan("ET1", "20 22:00"), scan("XZ9", "21 01:00"), scan("ID0", "21 02:00"), scan("ET3", "21 03:00")
    assert only(journey(*run), "stage", "stage_since", "stage_reason") == (
        "in_transit",
        "2026-11-20T16:00:00Z",
        "code ET3",
    )
    again = scan("MD2", "21 08:00"), scan("ET1", "21 20:00"), scan("ET2", "22 03:00")
    assert journey(*run, *again)["stage_since"] == "2026-11-21T19:00:00Z"


def test_a_lone_delivery_in_the_hour_of_the_declaration_is_to_be_checked() -> None:
    declared = {**MUCH_EARLIER, "declared_at": "2026-11-21T10:30:00Z"}
    for rows in ([scan("DI1", "21 12:00")], [scan("DI1", "21 12:00"), scan("DR1", "21 09:00")]):
        shown = told(*rows, **declared)
        assert only(shown, "stage", "delivered_at", "delay_class") == ("to_check", None, None)
    assert told(scan("DI1", "21 12:31"), **declared)["stage"] == "delivered"
    assert told(scan("DI1", "21 12:00"), scan("PC1", "20 17:00"), **declared)["stage"] == "delivered"
    assert told(scan("DI1", "2026-11-21"), **declared)["stage"] == "delivered"


def test_days_alone_tell_journeys_apart_when_they_are_certainly_far_enough_apart() -> None:
    def day(number: int) -> dict[str, Any]:
        return {"date": f"2026-11-{number}", "time": None, "timezone": None}

    def days(*rows: Any) -> dict[str, Any]:
        return relayed(*rows[::-1], **MUCH_EARLIER)

    delivered = row("Delivered_Other", day(22), "Livré")
    soon = days(delivered, row("InTransit_PickedUp", day(23)))
    assert only(soon, "stage", "delivered_on") == ("delivered", "2026-11-22")
    later = days(delivered, row("InTransit_PickedUp", day(24)))
    assert only(later, "stage", "delivered_on", "delay_class", "delay_since") == (
        "returning",
        "2026-11-22",
        "returning",
        None,
    )


def test_undated_rows_between_those_of_an_earlier_parcel_are_its_own() -> None:
    old = scan("DI1", "2026-04-02T15:31:00+02:00"), scan("ET1", None), scan("PC1", "2026-03-31T18:02:00+02:00")
    shown = told(*old, **MUCH_EARLIER)
    assert only(shown, "stage", "first_scan_on") == ("announced", None)
    assert [one["counts"] for one in shown["events"]] == [False] * 3
    assert [one["reason"] for one in shown["events"]] == ["earlier_parcel"] * 3


def test_a_parcel_that_was_found_once_stays_found() -> None:
    found = laposte(item(), read="2026-11-27T08:00:00Z")
    assert only(judge(found, laposte(failed(104))), "stage", "source_state") == ("announced", "ok")


def test_a_label_that_names_two_carriers_is_spoken_for_by_either_and_by_nobody_else() -> None:
    parcel = Parcel(number="6A11111111111", carrier_name="La Poste / Colissimo / Chronopost")

    spoken = [parcel.is_carried_by(frozenset(named)) for named in ({"chronopost"}, {"la_poste"}, {"gls"}, set[str]())]
    assert spoken == [True, True, False, True]
