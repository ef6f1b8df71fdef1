"""Parcels explained from what their tracking sources answered: the cases from the field, each by its number."""

import time
from typing import Any

import orjson
import pytest

from etl.preflight.explaining.explanation import CannotExplain, instant_of
from etl.preflight.explaining.parcels import explained_parcel_file
from tests.etl.preflight.explaining.answering import (
    HTML,
    NOW,
    NUMBER,
    failed,
    item,
    judge,
    laposte,
    only,
    relayed,
    row,
    scan,
    told,
    track17,
    tracked,
)

ROUND = [scan("DI1", "26 14:02"), scan("ET3", "26 06:10"), scan("PC1", "25 17:30"), scan("DR1", "24 15:58")]
ON_ITS_WAY = [scan("ET1", "27 02:00"), scan("PC1", "26 17:00")]


def test_a_parcel_is_explained_to_the_last_key() -> None:
    shown = judge(laposte(item(scan("DI1", "26 14:02", "Remis au destinataire"), scan("PC1", "25 17:30"))))
    assert shown == {
        "parcel_number": NUMBER,
        "carrier_name": "Colissimo",
        "stage": "delivered",
        "stage_since": "2026-11-26T13:02:00Z",
        "stage_since_on": "2026-11-26",
        "stage_reason": "code DI1",
        "first_scan_at": "2026-11-25T16:30:00Z",
        "first_scan_on": "2026-11-25",
        "delivered_at": "2026-11-26T13:02:00Z",
        "delivered_on": "2026-11-26",
        "handed_to": "addressee",
        "estimates": [],
        "delay_class": None,
        "delay_since": None,
        "source_state": "ok",
        "events": [
            {
                "happened_at": "2026-11-25T16:30:00Z",
                "happened_on": "2026-11-25",
                "time_known": "instant",
                "seen_at": "2026-11-28T08:00:00Z",
                "source": "laposte",
                "code": "PC1",
                "label": "Libellé PC1",
                "stage": "in_transit",
                "counts": True,
                "reason": "code",
            },
            {
                "happened_at": "2026-11-26T13:02:00Z",
                "happened_on": "2026-11-26",
                "time_known": "instant",
                "seen_at": "2026-11-28T08:00:00Z",
                "source": "laposte",
                "code": "DI1",
                "label": "Remis au destinataire",
                "stage": "delivered",
                "counts": True,
                "reason": "code",
            },
        ],
        "later": [],
        "findings": [],
        "now": "2026-11-28T09:00:00Z",
    }


def test_p01_a_scan_uploaded_after_the_hand_over_undoes_no_delivery() -> None:
    shown = told(scan("MD2", "26 14:07"), *ROUND)
    assert only(shown, "stage", "delivered_at") == ("delivered", "2026-11-26T13:02:00Z")
    assert only(shown["events"][-1], "code", "counts", "reason") == ("MD2", True, "late_scan")


@pytest.mark.parametrize(
    ("code", "stage"), [("RE1", "returning"), ("DI2", "returned"), ("PB1", "incident"), ("DO3", "incident")]
)
def test_p01_a_return_or_an_incident_after_the_hand_over_counts(code: str, stage: str) -> None:
    assert told(scan(code, "26 14:07"), *ROUND)["stage"] == stage


def test_p02_what_went_back_to_the_sender_was_never_delivered() -> None:
    rows = [scan("DI2", "24 11:20"), scan("RE1", "17 09:00"), scan("AG1", "02 10:00"), scan("PC1", "01 10:00")]
    shown = judge(laposte(item(*rows, isFinal=True)), ordered_at="2026-10-30T10:00:00Z", promised_max_at=None)
    assert only(shown, "stage", "delivered_on", "handed_to", "delay_class") == ("returned", None, None, None)
    back = relayed(
        row("Delivered_Other", "27 16:00", "Colis livré"),
        row("Exception_Returned", "27 09:00"),
        row("Exception_Returning", "25 09:00"),
    )
    assert only(back, "stage", "stage_since", "delivered_at") == ("returned", "2026-11-27T08:00:00Z", None)


def test_p03_events_older_than_the_order_are_of_an_earlier_parcel() -> None:
    old = scan("DI1", "2026-04-02T15:31:00+02:00"), scan("PC1", "2026-03-31T18:02:00+02:00")
    shown = judge(laposte(item(*old, isFinal=True, estimDate="2026-04-02T00:00:00+02:00")))
    assert only(shown, "stage", "first_scan_at", "delivered_on", "estimates") == ("announced", None, None, [])
    assert [one["counts"] for one in shown["events"]] == [False, False]
    both = judge(laposte(item(scan("PC1", "26 10:00"), *old)))
    assert only(both, "stage", "first_scan_at", "delivered_at") == ("in_transit", "2026-11-26T09:00:00Z", None)


def test_p03_a_day_is_allowed_for_clocks() -> None:
    assert told(scan("PC1", "22 11:00"))["first_scan_at"] is not None
    assert told(scan("PC1", "22 10:59"))["first_scan_at"] is None


def test_p04_a_label_is_no_scan_whatever_the_aggregator_says() -> None:
    assert only(told(scan("DR1", "24 16:05")), "stage", "first_scan_at") == ("announced", None)
    shown = relayed(row("InTransit_Other", "24 16:30", "Étiquette créée, colis pas encore remis au transporteur"))
    assert only(shown, "stage", "first_scan_at", "delay_class", "delay_since") == (
        "announced",
        None,
        "no_first_scan",
        "2026-11-26T15:00:00Z",
    )


@pytest.mark.parametrize(
    ("code", "label", "stage"),
    [
        ("DR1", "Incident : livraison impossible", "incident"),
        ("MD2", "Colis en préparation sur le site de distribution", "in_transit"),
        ("DI1", "Votre colis n'a pas pu être livré", "delivery_failed"),
        ("ET1", "Votre colis est retourné à l'expéditeur", "returning"),
        ("PB2", "Le problème est résolu, votre colis est en chemin", "in_transit"),
        ("AG1", "Destinataire absent : votre colis vous attend au bureau de poste", "waiting_at_pickup"),
        ("AG1", "Votre colis vous attend. Passé ce délai, il sera retourné à l'expéditeur", "waiting_at_pickup"),
        ("DI1", "Destinataire absent, remis à un voisin", "delivered"),
        ("DI2", "Votre colis est retourné à l'expéditeur", "returned"),
        ("ND1", "Adresse incomplète", "delivery_failed"),
        ("AG1", "Votre colis n'a pas pu être livré, il est au bureau de poste", "waiting_at_pickup"),
        ("RE1", "Colis endommagé", "returning"),
        ("DI3", "Votre colis est retardé", "in_transit"),
    ],
)
def test_p05_incident_failure_and_return_are_read_before_the_code_and_the_code_before_delivery(
    code: str, label: str, stage: str
) -> None:
    shown = told(scan(code, "27 18:20", label), scan("PC1", "26 17:00"))
    assert shown["stage"] == stage
    assert code in shown["stage_reason"]


def test_p05_a_problem_while_it_is_prepared_is_an_announcement() -> None:
    shown = told(scan("DR2", "24 18:00", "Un problème est survenu dans la préparation de votre colis"))
    assert only(shown, "stage", "first_scan_at") == ("announced", None)


def test_p05_an_incident_under_an_announcement_is_no_scan() -> None:
    assert told(scan("DR1", "27 18:20", "Incident : livraison impossible"))["first_scan_at"] is None


def test_p05_a_carrier_without_codes_that_tried_to_deliver_has_failed() -> None:
    shown = relayed(
        row(None, "27 11:40", "Le livreur a tenté de livrer le colis, absent"), row("InTransit_PickedUp", "26 18:00")
    )
    assert only(shown, "stage", "stage_since", "delivered_at") == ("delivery_failed", "2026-11-27T10:40:00Z", None)


@pytest.mark.parametrize(
    "arrived",
    [
        row("AvailableForPickup_Other", "27 10:40"),
        row(None, "27 10:40", "Votre colis vous attend en consigne"),
        row("Delivered_Other", "27 10:40", "DELIVEREDPS : colis livré au Relais GLS, en attente de retrait"),
        row("Lockers_New", "27 10:40", "Votre colis est disponible en consigne"),
    ],
)
def test_p06_a_parcel_at_a_point_waits_whatever_the_row_is_called(arrived: dict[str, Any]) -> None:
    shown = relayed(arrived, row("InTransit_PickedUp", "26 18:00"))
    assert only(shown, "stage", "delay_class", "delay_since", "delivered_on") == (
        "waiting_at_pickup",
        "waiting_at_pickup",
        "2026-11-27T09:40:00Z",
        None,
    )


@pytest.mark.parametrize(
    ("label", "who"),
    [
        ("Remis à M. Durand, voisin au n° 4", "neighbour"),
        ("Distribué dans la boîte à lettres, au gardien ou au destinataire", "unclear"),
        ("Votre colis a été livré", "unclear"),
        ("Livré dans la boîte aux lettres du destinataire", "letter_box"),
        ("Remis au gardien de l'immeuble", "caretaker"),
        ("Remis au destinataire contre signature", "addressee"),
        ("Livré contre signature", "unclear"),
        ("Retiré par le destinataire au bureau de poste", "pickup_point"),
        ("Delivered to the addressee's neighbour", "neighbour"),
    ],
)
def test_p07_the_kind_of_hand_over_is_kept(label: str, who: str) -> None:
    assert only(told(scan("DI1", "26 12:00", label), scan("PC1", "25 12:00")), "stage", "handed_to") == (
        "delivered",
        who,
    )


def test_p07_what_waited_at_a_point_was_collected_there() -> None:
    shown = told(scan("DI1", "27 12:00", "Votre colis est livré"), scan("AG1", "26 12:00"), scan("PC1", "25 12:00"))
    assert shown["handed_to"] == "pickup_point"


LATE_EVENING = {"date": "2026-07-09", "time": "21:44", "timezone": None}


def test_p08_a_clock_without_zone_is_the_one_of_paris_in_mainland_france_only() -> None:
    then: dict[str, Any] = {"now": "2026-07-11T09:00:00+02:00", "read": None, "ordered_at": None, "declared_at": None}
    lyon = relayed(row("InTransit_Arrival", LATE_EVENING), **then)
    assert only(lyon["events"][0], "happened_at", "happened_on", "time_known") == (
        "2026-07-09T19:44:00Z",
        "2026-07-09",
        "zone_assumed",
    )
    for place in ("Poznań, PL", "Le Port, RE", "Lyon", None):
        (event,) = relayed(row("InTransit_Arrival", LATE_EVENING, place=place), **then)["events"]
        assert only(event, "happened_at", "happened_on", "time_known") == (None, "2026-07-09", "day"), place


def test_p09_days_stay_days_and_keep_the_carriers_order() -> None:
    day = {"date": "2026-11-24", "time": None, "timezone": None}
    shown = relayed(row(None, day, "Livré"), row(None, day, "En cours de livraison"))
    assert only(shown, "stage", "stage_since", "delivered_at", "delivered_on") == (
        "delivered",
        None,
        None,
        "2026-11-24",
    )
    assert only(shown, "first_scan_at", "first_scan_on") == (None, "2026-11-24")
    assert [one["label"] for one in shown["events"]] == ["En cours de livraison", "Livré"]
    assert {(one["happened_at"], one["time_known"]) for one in shown["events"]} == {(None, "day")}


@pytest.mark.parametrize(
    ("now", "late"),
    [
        ("2026-11-27T17:30:00+01:00", None),
        ("2026-11-27T23:59:59+01:00", None),
        ("2026-11-28T00:00:00+01:00", "past_promise"),
    ],
)
def test_p09_a_promise_is_broken_when_its_paris_day_has_ended(now: str, late: str | None) -> None:
    answer = laposte(
        item(scan("MD2", "27 08:05"), scan("PC1", "26 17:00"), estimDate="2026-11-27T00:00:00+01:00"),
        read="2026-11-27T16:00:00Z",
    )
    shown = judge(answer, now=now)
    assert shown["estimates"] == [{"day": "2026-11-27", "seen_at": "2026-11-27T16:00:00Z"}]
    assert shown["delay_class"] == late


@pytest.mark.parametrize(
    "nothing", [None, "", "0001-01-01T00:00:00", "1970-01-01T01:00:00+01:00", "1900-01-01", 0, {}, "gestern"]
)
def test_p10_a_made_up_date_is_no_time_and_its_row_keeps_its_place(nothing: Any) -> None:
    shown = told(scan("ET1", "27 05:00"), scan("PC1", nothing), scan("DR1", "24 15:00"))
    assert [one["code"] for one in shown["events"]] == ["DR1", "PC1", "ET1"]
    assert only(shown["events"][1], "happened_at", "happened_on", "time_known") == (None, None, "none")
    assert only(shown, "first_scan_at", "stage", "stage_since") == ("2026-11-27T04:00:00Z", "in_transit", None)


def test_p10_an_undated_scan_is_a_scan() -> None:
    shown = told(scan("PC1", None), scan("DR1", "24 15:00"))
    assert only(shown, "stage", "first_scan_at", "delay_class") == ("in_transit", None, None)


MIXED = [
    item(number="6A22222222222"),
    failed(104, "6A33333333333"),
    item(*ON_ITS_WAY),
    {"returnCode": 200, "shipment": {"idShip": "6A44444444444", "event": None}},
    "no item at all",
]


@pytest.mark.parametrize(
    ("number", "stage", "events"),
    [
        (NUMBER, "in_transit", 2),
        ("6a333 33333333", "not_known", 0),
        ("6A22222222222", "announced", 0),
        ("6A44444444444", "announced", 0),
    ],
)
def test_p11_items_are_matched_by_their_number(number: str, stage: str, events: int) -> None:
    shown = judge(laposte(MIXED, 207), parcel_number=number)
    assert (shown["stage"], len(shown["events"]), shown["source_state"]) == (stage, events, "ok")


def test_p12_an_answer_read_again_or_an_older_copy_changes_nothing() -> None:
    whole = [laposte(item(*ROUND), read=f"2026-11-26T1{hour}:30:00Z") for hour in (3, 5)]
    shown = judge(*whole, laposte(item(*ROUND[1:]), read="2026-11-27T08:00:00Z"))
    assert only(shown, "stage", "delivered_at") == ("delivered", "2026-11-26T13:02:00Z")
    assert [one["seen_at"] for one in shown["events"]] == ["2026-11-26T13:30:00Z"] * 4


@pytest.mark.parametrize(
    ("status", "body", "state"),
    [
        (429, {"code": "TOO_MANY_REQUESTS", "message": "Quota"}, "down"),
        (403, HTML, "down"),
        (200, HTML, "down"),
        (200, "", "down"),
        (None, None, "down"),
        (401, {"code": "UNAUTHORIZED", "message": "..."}, "refused"),
        (403, {"code": "FORBIDDEN"}, "refused"),
        (503, {"code": "SERVICE_UNAVAILABLE"}, "down"),
        (504, failed(504), "down"),
        (200, failed(504), "no_information"),
        (207, [item(number="6A22222222222"), failed(504)], "no_information"),
        (207, [failed(504), failed(504, "6A22222222222")], "down"),
        (207, [failed(105)], "no_information"),
        (404, failed(104), "ok"),
        (404, "Not Found", "no_information"),
        (404, HTML, "down"),
        (404, {"code": "RESOURCE_NOT_FOUND"}, "ok"),
        (400, failed(400), "no_information"),
        (200, item(*ROUND, number="6A22222222222"), "down"),
        (200, [], "no_information"),
    ],
)
def test_p13_p14_a_failed_reading_changes_no_stage_and_says_how_the_source_is(
    status: Any, body: Any, state: str
) -> None:
    shown = judge(laposte(item(*ON_ITS_WAY), read="2026-11-27T08:00:00Z"), laposte(body, status))
    assert only(shown, "stage", "source_state", "first_scan_at") == ("in_transit", state, "2026-11-26T16:00:00Z")


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (laposte(failed(104), 404), "ok"),
        (track17(tracked(status="NotFound")), "ok"),
        (track17({"number": NUMBER, "carrier": 100304, "track_info": {}}), "no_information"),
        (track17({"number": NUMBER, "carrier": 100304, "origin": 1}), "no_information"),
    ],
)
def test_p15_not_known_yet_is_no_alarm_before_the_limit(answer: dict[str, Any], state: str) -> None:
    answer["read_at"] = "2026-11-24T15:05:00Z"
    soon = judge(answer, now="2026-11-24T20:00:00+01:00")
    assert only(soon, "stage", "delay_class", "source_state", "events") == ("not_known", None, state, [])
    assert only(judge(answer), "delay_class", "delay_since") == ("no_first_scan", "2026-11-26T15:00:00Z")


def test_p16_a_silent_parcel_is_stalled_by_the_carriers_own_week() -> None:
    shown = told(scan("ET3", "21 23:40"), scan("PC1", "20 17:00"), ordered_at="2026-11-19T07:00:00Z")
    assert only(shown, "stage", "delay_class", "delay_since") == ("in_transit", "stalled", "2026-11-25T22:40:00Z")


POLISH = tracked(row("Delivered_Other", "27 10:00", "Doręczona", "Poznań, PL"), carrier=16101, status="Delivered")


def test_p18_another_carriers_rows_stay_visible_and_decide_nothing() -> None:
    shown = judge(track17(POLISH), carrier_name="GLS")
    assert only(shown, "stage", "first_scan_at", "delivered_on") == ("not_known", None, None)
    assert only(shown["events"][0], "counts", "reason") == (False, "other_carrier")
    assert shown["delay_class"] == "no_first_scan"


def test_p18_rows_of_a_carrier_that_was_replaced_are_absent() -> None:
    ours = tracked(row("InTransit_Arrival", "27 08:00"), carrier=100005)
    first = track17(POLISH, read="2026-11-27T10:00:00Z")
    shown = judge(first, track17(ours), carrier_name="GLS")
    assert [(one["label"], one["counts"]) for one in shown["events"]] == [(None, True)]
    kept = judge(track17(ours, read="2026-11-27T10:00:00Z"), track17(POLISH), carrier_name="GLS")
    assert only(kept, "stage", "delivered_on") == ("in_transit", None)
    assert [one["counts"] for one in kept["events"]] == [True, False]


def test_p19_a_wording_or_a_code_nobody_mapped_leaves_the_stage_and_is_news() -> None:
    shown = told(scan(None, "26 12:00", "Livraison effectuée"), scan("MD2", "26 08:00"), scan("PC1", "25 17:00"))
    assert only(shown, "stage", "delivered_on") == ("out_for_delivery", None)
    assert only(shown["events"][-1], "stage", "counts", "reason") == (None, True, "not_understood")
    rows = scan("XZ9", "24 18:00", "Votre colis a été livré"), scan("PC1", "23 17:00")
    answer = laposte(item(*rows), read="2026-11-27T16:00:00Z")
    assert only(judge(answer, now="2026-11-27T17:59:00+01:00"), "stage", "delay_class") == ("in_transit", None)
    assert only(judge(answer, now="2026-11-27T18:00:00+01:00"), "delay_class", "delay_since") == (
        "stalled",
        "2026-11-27T17:00:00Z",
    )


def test_p20_a_reworded_row_is_one_event_with_its_newest_words() -> None:
    reads = [
        laposte(
            item(scan("ET1", "25 05:12", label), scan("PC1", "24 17:00", "Pris en charge")),
            read=f"2026-11-25T{hour}:00:00Z",
        )
        for hour, label in (("08", "PARIS, FR - En cours"), ("14", "Paris : en cours"), ("20", "Paris: on its way"))
    ]
    shown = judge(*reads)
    assert [(one["label"], one["seen_at"]) for one in shown["events"]] == [
        ("Pris en charge", "2026-11-25T08:00:00Z"),
        ("Paris: on its way", "2026-11-25T08:00:00Z"),
    ]


def test_p20_equal_rows_of_one_answer_are_two_events_paired_by_their_place() -> None:
    pair = [scan("ET1", "25 05:12", "Départ"), scan("ET1", "25 05:12", "Arrivée")]
    read = [laposte(item(*pair, scan("PC1", "24 17:00")), read=f"2026-11-25T0{hour}:00:00Z") for hour in (8, 9)]
    more = laposte(item(scan("ET1", "25 05:12", "Encore"), *pair, scan("PC1", "24 17:00")))
    assert [one["label"] for one in judge(*read)["events"]] == ["Libellé PC1", "Arrivée", "Départ"]
    assert [(one["label"], one["seen_at"][:13]) for one in judge(*read, more)["events"][1:]] == [
        ("Arrivée", "2026-11-25T08"),
        ("Départ", "2026-11-25T08"),
        ("Encore", "2026-11-28T08"),
    ]


def test_p21_labels_are_plain_text_and_are_read_as_such() -> None:
    labels = [
        "Colis distribu&eacute;",
        'Disponible dans <a href="https://x.example?a=12+rue">Filiale</a>',
        "<img src=x onerror=alert(1)>Colis trié",
    ]
    codes = ["DI1", "AG1", "ET1"]
    shown = told(
        *(
            scan(code, f"2{7 - place} 10:00", label)
            for place, (code, label) in enumerate(zip(codes, labels, strict=True))
        )
    )
    assert [one["label"] for one in shown["events"]] == ["Colis trié", "Disponible dans Filiale", "Colis distribué"]
    assert told(scan("DI1", "27 10:00", "Colis distribuÃ©"))["events"][0]["label"] == "Colis distribué"


def test_p22_the_carriers_own_bound_begins_at_the_first_scan_and_overseas_has_its_own() -> None:
    rows = [scan("ET1", "14 08:00"), scan("PC1", "10 16:40"), scan("DR1", "10 09:00")]
    known: dict[str, Any] = {
        "now": "2026-11-16T09:00:00+01:00",
        "ordered_at": "2026-11-09T07:00:00Z",
        "declared_at": "2026-11-10T08:30:00Z",
        "promised_max_at": None,
    }
    answer = laposte(item(*rows), read="2026-11-16T07:30:00Z")
    assert only(judge(answer, **known), "delay_class", "delay_since") == ("past_promise", "2026-11-13T23:00:00Z")
    assert judge(answer, postcode="97433", **known)["delay_class"] is None
    later = {**known, "now": "2026-11-21T08:00:00+01:00", "postcode": "97433"}
    assert only(judge(answer, **later), "delay_class", "delay_since") == ("stalled", "2026-11-21T07:00:00Z")


def test_what_is_later_is_left_out_and_listed() -> None:
    early = laposte(item(scan("ET1", "27 12:00"), scan("PC1", "26 17:00")), read="2026-11-26T17:00:00Z")
    shown = judge(early, laposte(failed(104)), now="2026-11-26T18:30:00+01:00")
    assert (shown["stage"], len(shown["events"]), shown["source_state"]) == ("in_transit", 1, "ok")
    assert shown["later"] == [
        {"what": "event: ET1", "id": NUMBER, "at": "2026-11-27T11:00:00Z"},
        {"what": "answer: laposte", "id": NUMBER, "at": "2026-11-28T08:00:00Z"},
    ]
    before = judge(early, now="2026-11-24T10:00:00+01:00")
    assert [fact["what"] for fact in before["later"]] == ["declared_at", "answer: laposte"]
    assert only(before, "stage", "source_state", "delay_class") == ("not_known", "not_asked", None)


def test_a_date_of_another_age_is_later_and_costs_nothing_else() -> None:
    for at in ("9999-12-31T23:59:59+00:00", "9999-12-31T23:59:59-05:00", "2126-01-01T00:00:00"):
        shown = told(scan("DI1", at), scan("PC1", "26 17:00"))
        assert (shown["stage"], len(shown["later"])) == ("in_transit", 1)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"answers": []}',
        b'{"parcel": []}',
        b'{"parcel": {}}',
        b'{"parcel": {"parcel_number": " "}}',
        b'{"parcel": {"parcel_number": "\\ud83d"}}',
        b"[" * 5000,
        "{}".encode("utf-16"),
    ],
)
def test_what_is_no_parcel_is_one_sentence(content: bytes) -> None:
    with pytest.raises(CannotExplain, match="no parcel that can be read") as problem:
        explained_parcel_file(content, instant_of(NOW))
    assert "\n" not in str(problem.value)


WRONG: list[Any] = [None, 0, 1.5, True, "x", "", [], {}, [[]], [{}], [None], {"number": 1}, -1, 1e300]


@pytest.mark.parametrize("wrong", WRONG)
def test_no_wrong_type_anywhere_costs_the_verdict(wrong: Any) -> None:
    """Each field of a good answer in turn is something else; what else is known of the parcel is still said."""
    good = [laposte(item(*ON_ITS_WAY, contextData={"deliveryChoice": {"deliveryChoice": 0}}, estimDate="2026-12-01"))]
    good.append(
        track17(
            tracked(row("InTransit_Arrival", "27 08:00", "x"), time_metrics={"estimated_delivery_date": {"to": None}})
        )
    )
    for answer in good:
        for place in list(_places(answer)):
            damaged = orjson.loads(orjson.dumps(answer))
            _put(damaged, place, wrong)
            assert judge(damaged)["parcel_number"] == NUMBER
    for field in ("carrier_name", "ordered_at", "declared_at", "promised_max_at", "postcode", "country_code"):
        assert judge(*good, **{field: wrong})["stage"] in {"in_transit", "announced"}
    assert explained_parcel_file(
        orjson.dumps({"parcel": {"parcel_number": NUMBER}, "answers": wrong}),
        instant_of(NOW),
    )


def _places(value: Any, path: tuple[Any, ...] = ()) -> Any:
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        yield (*path, key)
        yield from _places(part, (*path, key))


def _put(value: Any, path: tuple[Any, ...], wrong: Any) -> None:
    for key in path[:-1]:
        value = value[key]
    value[path[-1]] = wrong


def test_what_is_damaged_is_named_and_the_rest_stands() -> None:
    shown = judge(
        laposte(item(*ON_ITS_WAY)),
        {"source": "dhl", "body": {}},
        7,
        declared_at="yesterday",
        promised_max_at="2026-02-31",
        ordered_at="0001-01-01T00:00:00",
    )
    assert [(one["code"], one["arguments"]["field"]) for one in shown["findings"]] == [
        ("date_damaged", "declared_at"),
        ("date_damaged", "promised_max_at"),
        ("answer_unreadable", "answers[1]"),
        ("answer_unreadable", "answers[2]"),
    ]
    assert only(shown, "stage", "source_state", "delay_class") == ("in_transit", "ok", None)


def test_five_thousand_rows_read_twice_are_judged_in_a_second_of_work() -> None:
    rows = [
        scan("ET1", f"2026-11-27T{place // 600:02}:{place // 10 % 60:02}:{place % 10}0+01:00") for place in range(5_000)
    ]
    rows = [*rows[::-1], scan("PC1", "26 17:00")]
    begun = time.process_time()
    shown = judge(laposte(item(*rows), read="2026-11-27T23:00:00Z"), laposte(item(*rows)))
    assert (len(shown["events"]), shown["first_scan_at"]) == (5_001, "2026-11-26T16:00:00Z")
    assert time.process_time() - begun < 2
