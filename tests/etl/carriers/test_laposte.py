"""La Poste's answers, as they are served: both shapes, matched by number, in the carrier's own order."""

from typing import Any

import pytest

from tests.etl.preflight.explaining.answering import NUMBER, READ, failed, item, judge, laposte, only, scan, told

PC1 = scan("PC1", "26 17:00")


def test_one_number_may_be_answered_by_an_object_or_by_a_list_under_200_and_207() -> None:
    for body in (item(PC1), [item(PC1)]):
        for status in (200, 207, "200", None):
            assert only(judge(laposte(body, status)), "stage", "source_state") == ("in_transit", "ok")


def test_a_number_is_matched_however_it_is_written() -> None:
    assert judge(laposte(item(PC1, number=" 6a 11111-111111")))["stage"] == "in_transit"


@pytest.mark.parametrize("code", [201, 208, "200", None])
def test_a_shipment_is_found_under_codes_that_nobody_explains(code: Any) -> None:
    assert judge(laposte({**item(PC1), "returnCode": code}))["stage"] == "in_transit"


@pytest.mark.parametrize(
    ("body", "state"),
    [
        ({"returnCode": 104, "returnMessage": "..."}, "ok"),
        ({"returnCode": 200, "shipment": {"event": [PC1]}}, "no_information"),
        ({"returnCode": 200, "idShip": NUMBER, "shipment": None}, "no_information"),
        ([failed(101), item(PC1, number="X")], "no_information"),
        ({"code": "TOO_MANY_REQUESTS"}, "down"),
        ({"code": "UNAUTHORIZED"}, "refused"),
    ],
)
def test_what_says_nothing_of_our_parcel_sets_no_stage(body: Any, state: str) -> None:
    assert only(judge(laposte(body)), "stage", "source_state", "events") == ("not_known", state, [])


def test_of_two_items_of_a_number_the_one_that_found_it_counts() -> None:
    for body in ([item(PC1), failed(104)], [failed(104), item(PC1)]):
        assert judge(laposte(body, 207))["stage"] == "in_transit"


def test_order_tells_the_later_of_two_rows_wherever_they_stand() -> None:
    rows = [scan("ET1", "26 08:00", label, order=order) for order, label in ((2, "b"), (3, "c"), ("1", "a"))]
    assert [one["label"] for one in told(*rows)["events"]] == ["a", "b", "c"]
    days = scan("MD2", "2026-11-26", order=1), scan("DI1", "2026-11-26", order=2)
    assert told(*days)["stage"] == "delivered"


def test_rows_that_run_the_other_way_keep_their_undated_ones_between_them() -> None:
    rows = [scan("DR1", "24 15:00"), scan("PC1", None), scan("ET1", "26 08:00"), scan("ET3", "27 08:00")]
    assert [one["code"] for one in told(*rows)["events"]] == ["DR1", "PC1", "ET1", "ET3"]


def test_a_clock_without_zone_is_pariss_unless_the_parcel_leaves_the_mainland() -> None:
    event = scan("PC1", "2026-11-26T17:00:00")
    assert only(told(event), "first_scan_at", "first_scan_on") == ("2026-11-26T16:00:00Z", "2026-11-26")
    for place in ({"postcode": "97433"}, {"country_code": "BE", "postcode": "1000"}):
        assert only(told(event, **place), "first_scan_at", "first_scan_on") == (None, "2026-11-26")


def test_estimates_are_paris_days_each_change_of_them_once() -> None:
    def expected(day: Any, read: str) -> Any:
        return laposte(item(PC1, estimDate=day), read=read)

    shown = judge(
        expected("2026-11-27T00:00:00+01:00", "2026-11-26T20:00:00Z"),
        expected("2026-11-26T23:00:00Z", "2026-11-27T08:00:00Z"),
        expected("0001-01-01T00:00:00", "2026-11-27T09:00:00Z"),
        expected("2026-11-30T00:00:00+01:00", READ),
    )
    assert shown["estimates"] == [
        {"day": "2026-11-27", "seen_at": "2026-11-26T20:00:00Z"},
        {"day": "2026-11-30", "seen_at": READ},
    ]
    assert only(shown, "delay_class", "delay_since") == ("past_promise", "2026-11-27T23:00:00Z")


def test_a_parcel_of_a_carrier_that_la_poste_does_not_carry_is_not_followed_there() -> None:
    shown = judge(laposte(item(PC1)), carrier_name="GLS")
    assert only(shown, "stage", "first_scan_at") == ("not_known", None)
    assert judge(laposte(item(PC1)), carrier_name="Yun Express")["stage"] == "in_transit"
