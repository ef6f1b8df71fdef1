"""The classes of delay: from when each holds, by whose days, and which is shown first."""

from datetime import UTC, datetime
from typing import Any

import polars as pl
import pytest

from etl.domain.parcels.delays import BOUNDS_SCHEMA, DelayBounds, delay_at, next_delay_at
from etl.domain.parcels.judging import delays
from tests.etl.preflight.explaining.answering import failed, item, judge, laposte, only, relayed, row, scan, told

NOTHING = {"promised_max_at": None, "declared_at": None, "ordered_at": None}


def delayed(*rows: Any, now: str, **parcel: Any) -> tuple[Any, ...]:
    answer = laposte(item(*rows), read=None)
    return only(judge(answer, now=now, **{**NOTHING, **parcel}), "delay_class", "delay_since")


@pytest.mark.parametrize(
    ("carrier", "declared", "since"),
    [
        ("Colissimo", "2026-11-06T15:00:00Z", "2026-11-09T15:00:00Z"),  # Friday: Saturday, Monday
        ("colis privé ", "2026-11-06T15:00:00Z", "2026-11-09T15:00:00Z"),
        ("mondial-relay", "2026-11-06T15:00:00Z", "2026-11-09T15:00:00Z"),
        ("La Poste / Colissimo / Chronopost", "2026-11-06T15:00:00Z", "2026-11-09T15:00:00Z"),
        ("GLS", "2026-11-06T15:00:00Z", "2026-11-10T15:00:00Z"),  # Friday: Monday, Tuesday
        ("GLS", "2026-11-07T15:00:00Z", "2026-11-10T23:00:00Z"),  # Saturday: the end of Tuesday
        ("Colissimo", "2026-11-08T15:00:00Z", "2026-11-10T23:00:00Z"),  # Sunday: the end of Tuesday
        ("Colissimo", "2026-11-10T15:00:00Z", "2026-11-13T15:00:00Z"),  # Tuesday before Armistice Day
        ("Transport Martin", "2026-11-06T15:00:00Z", "2026-11-10T15:00:00Z"),
        ("Colissimo", "2026-10-23T22:30:00Z", "2026-10-26T23:30:00Z"),  # the clocks of Paris go back between
    ],
)
def test_no_first_scan_after_two_working_days_of_the_carriers_own_week(carrier: str, declared: str, since: str) -> None:
    before = judge(
        laposte(failed(104), read=declared), carrier_name=carrier, now=declared, **{**NOTHING, "declared_at": declared}
    )
    assert before["delay_class"] is None
    shown = judge(
        laposte(failed(104), read=declared), carrier_name=carrier, now=since, **{**NOTHING, "declared_at": declared}
    )
    assert only(shown, "delay_class", "delay_since") == ("no_first_scan", since)


def test_an_order_first_seen_as_delivered_has_no_clock_of_a_first_scan() -> None:
    assert delayed(scan("DR1", "02 10:00"), now="2026-11-28T10:00:00Z") == (None, None)


@pytest.mark.parametrize(
    ("carrier", "since"),
    [("Colissimo", "2026-11-06T09:00:00Z"), ("Chronopost", "2026-11-05T09:00:00Z")],
)
def test_stalled_after_the_carriers_silent_days(carrier: str, since: str) -> None:
    parcel = {"promised_max_at": "2026-12-24T00:00:00Z", "carrier_name": carrier}
    assert delayed(scan("ET1", "03 10:00"), now=since.replace("09:00:00", "08:59:59"), **parcel)[0] is None
    assert delayed(scan("ET1", "03 10:00"), now=since, **parcel) == ("stalled", since)


@pytest.mark.parametrize(
    "place",
    [
        {"postcode": "97433"},
        {"country_code": "RE"},
        {"country_code": "DE", "postcode": "10115"},
        {"postcode": "B-1000"},
    ],
)
def test_overseas_and_abroad_seven_calendar_days_are_silence(place: dict[str, Any]) -> None:
    parcel = {"promised_max_at": "2026-12-24T00:00:00Z", **place}
    assert delayed(scan("ET1", "2026-10-20T10:00:00+02:00"), now="2026-10-27T08:59:59Z", **parcel)[0] is None
    assert delayed(scan("ET1", "03 10:00"), now="2026-11-10T09:00:00Z", **parcel) == ("stalled", "2026-11-10T09:00:00Z")


def test_after_a_day_without_hour_the_days_of_silence_begin_with_its_end() -> None:
    parcel = {"promised_max_at": "2026-12-24T00:00:00Z"}
    assert delayed(scan("ET1", "2026-11-03"), now="2026-11-07T00:00:00+01:00", **parcel) == (
        "stalled",
        "2026-11-06T23:00:00Z",
    )
    assert delayed(scan("ET1", "2026-11-03"), now="2026-11-06T23:59:59+01:00", **parcel)[0] is None


def test_undated_rows_feed_no_duration() -> None:
    assert delayed(scan("ET1", None), scan("PC1", None), now="2026-12-28T10:00:00Z") == (None, None)
    dated = delayed(
        scan("ET1", None), scan("PC1", "03 10:00"), now="2026-11-28T10:00:00Z", promised_max_at="2026-12-24"
    )
    assert dated == ("stalled", "2026-11-06T09:00:00Z")


@pytest.mark.parametrize(
    ("parcel", "since"),
    [
        ({}, "2026-11-05T23:00:00Z"),  # Colissimo, two working days
        ({"carrier_name": "Mondial Relay"}, "2026-11-09T23:00:00Z"),
        ({"carrier_name": "Chronopost"}, "2026-11-04T23:00:00Z"),
        ({"postcode": "97433"}, "2026-12-04T23:00:00Z"),  # 31 calendar days
        ({"country_code": "BE", "postcode": "1000"}, "2026-11-11T23:00:00Z"),  # 8 calendar days
    ],
)
def test_without_any_promise_the_carriers_own_upper_bound_counts_from_the_first_scan(parcel: Any, since: str) -> None:
    at_end = scan("ET1", since[:19].replace("T23", "T22") + "+00:00"), scan("PC1", "03 17:00")
    answer = laposte(item(*at_end)) if parcel.get("carrier_name") != "Mondial Relay" else None
    if answer is None:
        told_rows = row("InTransit_Arrival", at_end[0]["date"]), row("InTransit_PickedUp", "03 17:00")
        shown = relayed(*told_rows, now=since, read=None, **NOTHING)
    else:
        shown = judge({**answer, "read_at": None}, now=since, **{**NOTHING, **parcel})
    assert only(shown, "delay_class", "delay_since") == ("past_promise", since)


def test_the_earlier_of_promise_and_first_estimate_is_the_promise() -> None:
    def late(promised: Any, *estimates: str) -> Any:
        reads = [laposte(item(scan("ET1", "27 10:00"), estimDate=f"2026-11-{day}")) for day in estimates]
        return only(judge(*reads, promised_max_at=promised), "delay_class", "delay_since")

    assert late("2026-12-03", "26", "30") == ("past_promise", "2026-11-26T23:00:00Z")
    assert late("2026-11-25T23:30:00Z", "27") == ("past_promise", "2026-11-26T23:00:00Z")
    assert late("0001-01-01T00:00:00", "27") == ("past_promise", "2026-11-27T23:00:00Z")
    assert late("2026-12-03", "30", "26") == (None, None)
    assert late("9999-12-31", "30") == (None, None)


def chosen(day: Any, choice: Any = 2, read: str = "2026-11-10T08:00:00Z") -> dict[str, Any]:
    context = {"deliveryChoice": {"deliveryChoice": choice}}
    return laposte(item(scan("ET1", "03 10:00"), estimDate=day, contextData=context), read=read)


def test_until_the_end_of_a_day_that_the_buyer_chose_nothing_is_late() -> None:
    def late(now: str, *answers: Any, promised: str = "2026-11-05") -> Any:
        return only(judge(*answers, now=now, **{**NOTHING, "promised_max_at": promised}), "delay_class", "delay_since")

    day = chosen("2026-11-12T00:00:00+01:00")
    assert late("2026-11-12T23:59:59+01:00", day) == (None, None)
    assert late("2026-11-13T00:00:00+01:00", day) == ("stalled", "2026-11-12T23:00:00Z")
    undone = chosen("2026-11-12T00:00:00+01:00", choice=1, read="2026-11-11T08:00:00Z")
    assert late("2026-11-12T10:00:00+01:00", day, undone) == ("stalled", "2026-11-06T09:00:00Z")
    moved = scan("ET1", "12 20:00")
    context = {"deliveryChoice": {"deliveryChoice": "2"}}
    later = laposte(item(moved, estimDate="2026-11-12", contextData=context), read="2026-11-12T20:00:00Z")
    assert late("2026-11-14T00:00:00+01:00", later) == ("past_promise", "2026-11-12T23:00:00Z")
    assert late("2026-11-20T00:00:00+01:00", later) == ("stalled", "2026-11-16T19:00:00Z")


def test_the_class_that_is_shown_is_the_first_that_holds() -> None:
    promised = {"promised_max_at": "2026-11-04", "declared_at": "2026-11-02T10:00:00Z"}
    assert delayed(scan("DR1", "02 11:00"), now="2026-11-28T10:00:00Z", **promised)[0] == "no_first_scan"
    assert delayed(scan("AG1", "03 11:00"), now="2026-11-28T10:00:00Z", **promised) == (
        "waiting_at_pickup",
        "2026-11-03T10:00:00Z",
    )
    assert delayed(scan("RE1", "03 11:00"), now="2026-11-28T10:00:00Z", **promised)[0] == "returning"
    assert delayed(scan("PB1", "03 11:00"), now="2026-11-28T10:00:00Z", **promised)[0] == "stalled"
    assert delayed(scan("PB1", "03 11:00"), now="2026-11-05T10:00:00Z", **promised)[0] == "past_promise"


def test_a_parcel_nobody_was_asked_about_can_only_be_past_its_promise() -> None:
    shown = judge(promised_max_at="2026-11-26T00:00:00Z")
    assert only(shown, "stage", "source_state", "delay_class", "delay_since") == (
        "not_known",
        "not_asked",
        "past_promise",
        "2026-11-26T23:00:00Z",
    )
    assert judge()["delay_class"] is None


def test_what_has_ended_has_no_delay() -> None:
    for code in ("DI1", "DI2"):
        assert (
            told(scan(code, "26 10:00"), scan("PC1", "25 10:00"), promised_max_at="2026-11-25")["delay_class"] is None
        )


def at(day: int, hour: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def test_time_alone_opens_a_delay_by_a_comparison_of_columns() -> None:
    rows = [
        DelayBounds(stalled_from=at(10), past_promise_from=at(5)),
        DelayBounds(no_first_scan_from=at(7), past_promise_from=at(9)),
        DelayBounds(returning_from=datetime(1970, 1, 1, tzinfo=UTC), is_since_known=False),
        DelayBounds(),
    ]
    assert delays(rows, at(6)).rows() == [("past_promise", at(5)), (None, None), ("returning", None), (None, None)]
    assert delays(rows, at(10)).rows()[:2] == [("stalled", at(10)), ("no_first_scan", at(7))]
    frame = pl.DataFrame(
        [[getattr(one, name) for name in BOUNDS_SCHEMA] for one in rows], schema=BOUNDS_SCHEMA, orient="row"
    )
    assert frame.select(next_delay_at(at(6))).to_series().to_list() == [at(10), at(7), None, None]
    assert delays([], at(6)).shape == (0, 2)
    assert set(delay_at(at(6))) == {"delay_class", "delay_since"}
