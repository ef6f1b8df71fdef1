"""17TRACK's answers, as they are served: whose rows they are, when they happened, and how the source is."""

from typing import Any

import pytest

from tests.etl.preflight.explaining.answering import NUMBER, READ, judge, laposte, only, relayed, row, track17, tracked

MOVING = row("InTransit_Arrival", "27 08:00", "Arrivée en agence")
RAW = {"time_iso": None, "time_utc": None}


def asked(*accepted: Any, **more: Any) -> dict[str, Any]:
    return judge(track17(*accepted, **more), carrier_name="Mondial Relay")


def leg(key: int | None, *rows: Any) -> dict[str, Any]:
    return {"provider": {"key": key}, "events": list(rows)}


def with_legs(carrier: int | None, *legs: Any, **info: Any) -> dict[str, Any]:
    told = {"latest_status": {"status": "InTransit"}, "tracking": {"providers": list(legs)}, **info}
    return {"number": NUMBER, "carrier": carrier, "track_info": told}


@pytest.mark.parametrize(
    ("body", "state"),
    [
        (
            {"code": -18010002, "data": {"errors": [{"code": -18010002, "message": "Access token is invalid."}]}},
            "refused",
        ),
        ({"code": -18010002, "data": []}, "refused"),
        ({"code": 0, "data": {"errors": [{"code": -18010001}]}}, "refused"),
        ({"code": -18010003, "data": {}}, "down"),
        ({"code": -18019908, "data": {}}, "down"),
        ({"code": 0, "data": {"accepted": [], "rejected": []}}, "no_information"),
        ({"code": 0, "data": {"accepted": [tracked(MOVING, number="77")], "rejected": []}}, "down"),
        ({"code": 0, "data": {"rejected": [{"number": NUMBER, "error": {"code": -18019909}}]}}, "no_information"),
        ({"code": 0, "data": {"rejected": [{"number": NUMBER, "error": {"code": -18019901}}]}}, "no_information"),
        ({"code": 0, "data": {"rejected": [{"number": NUMBER, "error": {"code": -18019902}}]}}, "no_information"),
        ({"code": 0, "data": {"rejected": [{"number": NUMBER, "error": {"code": -18019908}}]}}, "down"),
        ({}, "no_information"),
    ],
)
def test_how_the_source_is_doing(body: Any, state: str) -> None:
    answer = {"source": "17track", "read_at": READ, "http_status": 200, "body": body}
    shown = judge(answer, carrier_name="Mondial Relay")
    assert only(shown, "source_state", "stage", "events") == (state, "not_known", [])


def test_one_refused_number_costs_no_other() -> None:
    refused = {"number": "77777777", "error": {"code": -18010012, "message": "..."}}
    assert only(asked(tracked(MOVING), rejected=[refused]), "source_state", "stage") == ("ok", "in_transit")


def test_a_push_and_a_list_of_items_are_read_like_an_answer() -> None:
    for body in (
        {"event": "TRACKING_UPDATED", "data": tracked(MOVING)},
        {"code": 0, "data": [tracked(MOVING)]},
        [tracked(MOVING)],
    ):
        shown = judge(
            {"source": "17TRACK", "read_at": READ, "http_status": None, "body": body}, carrier_name="Mondial Relay"
        )
        assert only(shown, "stage", "source_state") == ("in_transit", "ok")


def test_a_state_alone_delivers_nothing() -> None:
    shown = asked(with_legs(100304, latest_status={"status": "Delivered", "sub_status": "Delivered_Other"}))
    assert only(shown, "stage", "delivered_on") == ("announced", None)


def test_the_latest_event_is_read_where_no_leg_has_rows() -> None:
    assert asked(with_legs(100304, leg(100304), latest_event=MOVING))["stage"] == "in_transit"


def test_a_partner_that_is_named_for_the_last_leg_counts_and_any_other_does_not() -> None:
    legs = (
        leg(190008, row("InTransit_Departure", "24 10:00", "Departed")),
        leg(6051, row("Delivered_Other", "27 10:00", "Livré")),
    )
    named = judge(track17(with_legs(190008, *legs, misc_info={"local_key": 6051})), carrier_name="Yun Express")
    assert only(named, "stage", "delivered_on") == ("delivered", "2026-11-27")
    legs[1]["provider"]["name"] = "La Poste"
    by_name = judge(
        track17(with_legs(190008, *legs, misc_info={"local_provider": "La Poste"})), carrier_name="Yun Express"
    )
    assert by_name["stage"] == "delivered"
    alone = judge(track17(with_legs(190008, *legs)), carrier_name="Yun Express")
    assert only(alone, "stage", "delivered_on") == ("in_transit", None)
    assert [one["counts"] for one in alone["events"]] == [True, False]


def test_a_carrier_without_a_known_key_is_believed() -> None:
    for name in ("Heppner", None, "autre"):
        assert judge(track17(tracked(MOVING, carrier=16101)), carrier_name=name)["stage"] == "in_transit"


def test_a_carrier_that_is_named_at_the_second_reading_only_tells_of_the_same_rows() -> None:
    unnamed = track17(with_legs(None, leg(None, MOVING)), read="2026-11-27T10:00:00Z")
    shown = judge(unnamed, track17(tracked(MOVING)), carrier_name="Mondial Relay")
    assert [(one["counts"], one["seen_at"]) for one in shown["events"]] == [(True, "2026-11-27T10:00:00Z")]


def test_a_change_of_carrier_takes_the_others_rows_away_before_it_has_any_of_its_own() -> None:
    polish = track17(tracked(MOVING, carrier=16101), read="2026-11-27T10:00:00Z")
    changed = track17({"number": NUMBER, "carrier": 100304})
    shown = judge(polish, changed, carrier_name="Mondial Relay")
    assert only(shown, "events", "stage", "source_state") == ([], "not_known", "no_information")


@pytest.mark.parametrize(
    ("clock", "happened_at", "on", "known"),
    [
        ({"time_iso": "2026-11-27T10:00:00+08:00"}, "2026-11-27T02:00:00Z", "2026-11-27", "instant"),
        ({**RAW, "time_utc": "2026-11-27T23:30:00Z"}, "2026-11-27T23:30:00Z", "2026-11-28", "instant"),
        (
            {**RAW, "time_raw": {"date": "2026-11-27", "time": "10:00", "timezone": "+08:00"}},
            "2026-11-27T02:00:00Z",
            "2026-11-27",
            "instant",
        ),
        (
            {**RAW, "time_raw": {"date": "2026-11-27", "time": "10:00", "timezone": ""}},
            "2026-11-27T09:00:00Z",
            "2026-11-27",
            "zone_assumed",
        ),
        ({"time_iso": "2026-11-27T10:00:00", "time_utc": None}, "2026-11-27T09:00:00Z", "2026-11-27", "zone_assumed"),
        (
            {**RAW, "time_raw": {"date": "27/11/2026", "time": "09:38 AM"}},
            "2026-11-27T08:38:00Z",
            "2026-11-27",
            "zone_assumed",
        ),
        ({**RAW, "time_raw": {"date": "2026-11-27", "time": None}}, None, "2026-11-27", "day"),
        (
            {"time_iso": "2026-11-27T00:00:00+01:00", "time_raw": {"date": "2026-11-27", "time": None}},
            None,
            "2026-11-27",
            "day",
        ),
        (
            {**RAW, "time_raw": {"date": "2026-10-25", "time": "02:30"}},
            "2026-10-25T00:30:00Z",
            "2026-10-25",
            "zone_assumed",
        ),
        ({**RAW, "time_raw": {"date": "2026-03-29", "time": "02:30"}}, None, "2026-03-29", "zone_assumed"),
        ({**RAW, "time_raw": {"date": "2026-13-45", "time": "02:30"}}, None, None, "none"),
        ({**RAW, "time_raw": None}, None, None, "none"),
    ],
)
def test_when_a_row_happened_and_how_well_that_is_known(clock: Any, happened_at: Any, on: Any, known: str) -> None:
    event = {**row("InTransit_Arrival", "27 08:00"), "time_raw": None, **clock}
    (shown,) = relayed(event, ordered_at=None)["events"]
    assert only(shown, "happened_at", "happened_on", "time_known") == (happened_at, on, known)


@pytest.mark.parametrize(
    ("sub", "stage"),
    [
        ("InfoReceived", "announced"),
        ("InTransit_CustomsRequiringInformation", "in_transit"),
        ("InTransit_Teleported", "in_transit"),
        ("DeliveryFailure_InvalidAddress", "delivery_failed"),
        ("Exception_Lost", "incident"),
        ("Exception_Delayed", "in_transit"),
        ("Exception_Returning", "returning"),
        ("Expired_Other", "announced"),
        ("Nonsense", "announced"),
    ],
)
def test_a_sub_status_is_read_by_the_state_before_its_underscore_where_it_is_new(sub: str, stage: str) -> None:
    shown = relayed(row(sub, "27 08:00"))
    assert (shown["stage"], shown["events"][0]["code"]) == (stage, sub)


def test_a_milestone_is_read_where_there_is_no_sub_status_and_is_no_code() -> None:
    shown = relayed(row(None, "27 08:00", "Quelque part", stage="PickedUp"))
    assert only(shown, "stage", "first_scan_at") == ("in_transit", "2026-11-27T07:00:00Z")
    assert shown["events"][0]["code"] is None


def test_the_carriers_estimate_counts_and_17tracks_own_guess_does_not() -> None:
    def estimated(**told: Any) -> Any:
        return asked(tracked(MOVING, time_metrics={"estimated_delivery_date": told}))["estimates"]

    assert estimated(source="Official", **{"from": "2026-11-28T00:00:00+01:00", "to": "2026-11-30T23:00:00+01:00"}) == [
        {"day": "2026-11-30", "seen_at": READ}
    ]
    assert estimated(source=None, **{"from": "2026-11-28", "to": None}) == [{"day": "2026-11-28", "seen_at": READ}]
    assert estimated(source="17TRACK", **{"from": "2026-11-28", "to": "2026-11-30"}) == []


def test_two_sources_of_one_parcel_are_one_history_and_the_last_reading_tells_how_the_source_is() -> None:
    post = laposte(
        {
            "returnCode": 200,
            "shipment": {"idShip": NUMBER, "event": [{"code": "PC1", "date": "2026-11-25T17:30:00+01:00"}]},
        }
    )
    other = track17(tracked(row("InTransit_Arrival", "26 08:00"), carrier=6051), read="2026-11-28T08:30:00Z")
    shown = judge(
        post, other, track17({"number": NUMBER, "carrier": 6051, "track_info": {}}, read="2026-11-28T08:40:00Z")
    )
    assert [one["source"] for one in shown["events"]] == ["laposte", "17track"]
    assert only(shown, "stage", "first_scan_at", "source_state") == (
        "in_transit",
        "2026-11-25T16:30:00Z",
        "no_information",
    )
