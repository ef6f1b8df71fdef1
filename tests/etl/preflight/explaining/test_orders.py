"""Orders explained from what the API serves: exact verdicts, and one reading for file, store and marts."""

import copy
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.preflight.explaining.explanation import CannotExplain, instant_of, written
from etl.preflight.explaining.hand_over import handed_over
from etl.preflight.explaining.orders import explained_file
from tests.examples import examples

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
LINE: dict[str, Any] = {
    "orderLineId": "L1",
    "status": "InPreparation",
    "quantity": 1,
    "totalPrice": {"offerPrice": 49.89, "sellingPrice": 49.89},
    "offerPrice": {"unitSalesPrice": 44.9, "shippingCost": 4.99, "commission": {"amountWithVat": 7.18}},
    "offer": {"id": "OF-1", "sellerProductId": "SKU-1", "supplyMode": "Seller", "productTitle": "Lampe"},
    "delivery": {"mode": "TrackedHomeDelivery", "shippedAtMax": "2026-12-02T16:00:00Z"},
    "shippingAddress": {
        "lastName": "Durand",
        "addressLine1": "12 rue des Lilas",
        "postalCode": "33000",
        "city": "Bordeaux",
        "countryCode": "FR",
        "phone": "+33600000000",
    },
    "parcels": [],
}
ORDER: dict[str, Any] = {
    "orderId": "O1",
    "reference": "O1",
    "salesChannel": {"id": "CDISFR", "name": "Cdiscount"},
    "customer": {"reference": "C1"},
    "purchasedAt": "2026-11-30T09:00:00Z",
    "createdAt": "2026-11-30T09:00:00Z",
    "updatedAt": "2026-11-30T10:00:00Z",
    "shippedAtMax": "2026-12-02T16:00:00Z",
    "status": "InPreparation",
    "currencyCode": "EUR",
    "totalPrice": {"offerPrice": 49.89, "sellingPrice": 49.89},
    "lines": [LINE],
}
DUE = "2026-12-02T16:00:00Z"


def explained(order: Any, now: datetime = NOW) -> dict[str, Any]:
    content = order if isinstance(order, bytes) else orjson.dumps(order)
    shown: dict[str, Any] = orjson.loads(orjson.dumps(explained_file(content, now)))
    return shown


def of(shown: dict[str, Any], kind: str) -> dict[str, Any]:
    (found,) = [owed for owed in shown["obligations"] if owed["kind"] == kind]
    return dict(found)


def test_an_order_in_preparation_is_explained_to_the_last_key() -> None:
    shown = explained(ORDER)
    assert shown == {
        "order_id": "O1",
        "status": "InPreparation",
        "obligations": [
            {
                "kind": "ship_order",
                "occurrence": "1",
                "opened_at": "2026-11-30T09:00:00Z",
                "alert_at": "2026-12-01T16:00:00Z",
                "due_at": DUE,
                "due_calendar_at": DUE,
                "due_working_at": None,
                "due_rule": "ship_by_instant",
                "state": "open",
                "discharged_at": None,
                "discharged_by": None,
                "late_by_seconds": None,
            }
        ],
        "findings": [],
        "not_checked": [
            "listing_unknown",
            "not_listed",
            "open_elsewhere",
            "same_buyer",
            "stock_covers",
            "stock_short",
            "under_way",
            "unusual_value",
        ],
        "later": [],
        "now": "2026-12-01T09:00:00Z",
    }


def test_both_clocks_of_an_answer_are_told_and_a_day_off_ends_with_the_midnight_after() -> None:
    saturday = {**ORDER, "status": "WaitingAcceptance", "createdAt": "2026-11-28T10:00:00Z", "updatedAt": None}
    owed = of(explained({**saturday, "lines": [{**LINE, "status": "WaitingAcceptance"}]}), "accept_order")
    assert (owed["due_at"], owed["due_calendar_at"]) == ("2026-11-30T10:00:00Z", "2026-11-30T10:00:00Z")
    assert (owed["due_working_at"], owed["due_rule"]) == ("2026-12-01T23:00:00Z", "48_hours")
    assert (owed["state"], owed["late_by_seconds"]) == ("broken", 23 * 3600)


def test_the_events_of_an_order_date_its_past_whatever_their_keys_are_called() -> None:
    told = [
        {"label": "WaitingAcceptance", "when": "2026-11-30T09:15:00Z"},
        {"previousStatus": "WaitingAcceptance", "newStatus": "Accepted", "date": "2026-11-30T15:00:00Z"},
        {"status": "InPreparation", "occurredAt": "2026-11-30T15:20:00+00:00", "by": "system"},
    ]
    shown = explained({**ORDER, "statusEvents": told})
    accepted, shipped = of(shown, "accept_order"), of(shown, "ship_order")
    assert (accepted["opened_at"], accepted["state"]) == ("2026-11-30T09:15:00Z", "kept")
    assert accepted["discharged_at"] == "2026-11-30T15:00:00Z"
    assert (shipped["opened_at"], shipped["state"]) == ("2026-11-30T15:20:00Z", "open")


def test_what_comes_after_the_instant_asked_about_is_left_out_and_listed() -> None:
    told = [{"status": "WaitingAcceptance", "at": "2026-11-30T09:15:00Z"}, {"status": "Shipped", "at": DUE}]
    shown = explained({**ORDER, "updatedAt": "2026-12-01T10:00:00Z", "statusEvents": told})
    assert [(fact["what"], fact["id"], fact["at"]) for fact in shown["later"]] == [
        ("updatedAt", "O1", "2026-12-01T10:00:00Z"),
        ("statusEvents: Shipped", "O1", DUE),
    ]
    assert of(shown, "ship_order")["state"] == "open"
    assert shown["findings"] == []


@pytest.mark.parametrize(
    ("changes", "state", "discharged_at"),
    [
        ({"status": "Shipped", "updatedAt": "2026-12-02T15:59:59.500Z"}, "kept", "2026-12-02T15:59:59.500Z"),
        ({"status": "Shipped", "updatedAt": "2026-12-02T16:00:01Z"}, "broken", "2026-12-02T16:00:01Z"),
        ({"status": "Shipped", "updatedAt": None}, "void", None),
        ({"status": "Delivered", "updatedAt": "2026-12-02T15:00:00Z"}, "kept", None),
        ({"status": "Delivered", "updatedAt": "2026-12-05T15:00:00Z"}, "void", None),
        ({"lines": [{**LINE, "status": "Shipped"}]}, "kept", None),
        ({"lines": [{**LINE, "status": "Shipped"}], "updatedAt": "2026-12-05T15:00:00Z"}, "void", None),
        ({"lines": [{**LINE, "status": "Cancelled"}]}, "void", None),
    ],
)
def test_a_shipment_is_judged_by_what_is_certain(
    changes: dict[str, Any], state: str, discharged_at: str | None
) -> None:
    owed = of(explained({**ORDER, **changes}, datetime(2026, 12, 7, tzinfo=UTC)), "ship_order")
    assert (owed["state"], owed["discharged_at"]) == (state, discharged_at)


@pytest.mark.parametrize(
    ("modes", "is_owed"),
    [
        (["Seller"], True),
        (["Fulfillment", "Seller"], True),
        (["Fulfillment", "Drone"], True),
        ([None], True),
        (["Fulfillment", "Xdock"], False),
    ],
)
def test_supply_modes_are_read_line_by_line_and_an_unknown_one_is_the_sellers(
    modes: list[str | None], is_owed: bool
) -> None:
    lines = [
        {**LINE, "orderLineId": f"L{n}", "offer": {**LINE["offer"], "supplyMode": mode}} for n, mode in enumerate(modes)
    ]
    assert [owed["kind"] for owed in explained({**ORDER, "lines": lines})["obligations"]] == ["ship_order"] * is_owed


def test_a_ship_by_that_cannot_be_read_is_asked_about_and_another_amount_only_noted() -> None:
    damaged = {**ORDER, "shippedAtMax": "02/12/2026", "totalPrice": {"sellingPrice": "49,89"}}
    shown = explained(damaged)
    assert of(shown, "ship_order")["due_at"] == DUE
    assert shown["findings"] == [
        {"code": "ship_by_unreadable", "severity": "asks", "arguments": {"field": "shippedAtMax"}},
        {"code": "field_damaged", "severity": "notes", "arguments": {"field": "totalPrice.sellingPrice"}},
    ]


def test_a_customer_who_wants_to_cancel_is_a_question() -> None:
    lines = [{**LINE, "status": "CancelRequest"}, {**LINE, "orderLineId": "L2"}]
    assert [(one["code"], one["severity"]) for one in explained({**ORDER, "lines": lines})["findings"]] == [
        ("cancellation_requested", "asks")
    ]


def test_of_two_equal_keys_the_last_counts() -> None:
    text = orjson.dumps(ORDER).replace(
        b'"status":"InPreparation","currencyCode"', b'"status":"Accepted","status":"InPreparation","currencyCode"'
    )
    assert explained(text)["status"] == "InPreparation"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"null",
        b"{",
        b'{"orderId": "O1"}',
        b'{"orderId": {"a": 1}, "status": "Shipped"}',
        b'{"orderId": "O1", "status": "Shipped", "title": "\\x"}',
        b'{"orderId": "O1", "status": "Shipped", "title": "\\ud83d"}',
        b'{"orderId": "O1", "status": "Shipped", "title": "\xff"}',
        b'{"orderId": "O1", "status": "Shipped", "title": "\x01"}',
        b'{"orderId": "O1", "status": "Shipped", "n": NaN}',
        b'{"a":' * 5000 + b"1" + b"}" * 5000,
    ],
)
def test_what_is_no_order_is_refused_in_one_sentence(content: bytes) -> None:
    with pytest.raises(CannotExplain, match=r"^[^\n]+$"):
        explained_file(content, NOW)


def test_an_instant_before_the_order_was_made_is_refused() -> None:
    with pytest.raises(CannotExplain, match="made after 2026-11-30T08:59:59Z"):
        explained_file(orjson.dumps(ORDER), datetime(2026, 11, 30, 8, 59, 59, tzinfo=UTC))


@pytest.mark.parametrize(
    "text", ["2026-12-01T09:00:00", "yesterday", "2026-12-01", "", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00"]
)
def test_an_instant_needs_a_zone_and_a_year_with_working_days(text: str) -> None:
    with pytest.raises(CannotExplain):
        instant_of(text)


def test_instants_are_written_in_utc_with_milliseconds_only_when_there_are_any() -> None:
    assert instant_of("2026-12-01T10:00:00+01:00") == NOW
    assert written(NOW) == "2026-12-01T09:00:00Z"
    assert written(NOW.replace(microsecond=500_000)) == "2026-12-01T09:00:00.500Z"


# --- whatever is damaged ---------------------------------------------------------------------------------------------


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inside:
        yield (*path, key)
        yield from places(part, (*path, key))


def damaged(path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    """The order with another value at a place, or without it."""
    order = copy.deepcopy(ORDER)
    inside: Any = order
    for key in path[:-1]:
        inside = inside[key]
    if value is GONE:
        del inside[path[-1]]
    else:
        inside[path[-1]] = value
    return order


GONE = object()
ODD = (GONE, None, True, 0, -1, 1e30, [], {}, [None], [{}], "", " ", "\x00", "49,89", "infinity", "0001-01-01T00:00:00")
READABLE = {
    ("orderId",): ("49,89", "infinity", "0001-01-01T00:00:00", 0, -1, 1e30),
    ("status",): ("infinity",),
}
"""What can be an id, and what a status that we do not know."""
DECIDES = {
    ("orderId",),
    ("status",),
    ("shippedAtMax",),
    ("lines",),
    ("lines", 0),
    ("lines", 0, "delivery"),
    ("lines", 0, "status"),
}


def test_every_field_dropped_emptied_or_retyped_leaves_the_deadline_that_does_not_hang_on_it() -> None:
    """One hand-over of all of them: a verdict for each, and the same due instant as of the order that is whole."""
    kinds = [(path, value) for path in places(ORDER) for value in ODD if path not in {("orderId",), ("status",)}]
    orders = [{**damaged(path, value), "orderId": f"X{n:05}"} for n, (path, value) in enumerate(kinds)]
    with handed_over([orjson.dumps(order) for order in orders], NOW) as given:
        assert given.misfits() == []
        owed = dict(
            given.warehouse.frame(
                "select order_id, due_at from marts.obligations where kind = 'ship_order' order by 1"
            ).rows()
        )
    due = datetime(2026, 12, 2, 16, tzinfo=UTC)
    lost = [
        (path, value)
        for n, (path, value) in enumerate(kinds)
        if path not in DECIDES and path[-1] not in {"supplyMode", "offer"} and owed.get(f"X{n:05}") != due
    ]
    assert lost == []


@settings(max_examples=examples(8), deadline=None)
@given(path=st.sampled_from(sorted(set(places(ORDER)), key=str)), value=st.sampled_from(ODD))
def test_a_damaged_order_gets_a_verdict_or_one_sentence(path: tuple[Any, ...], value: Any) -> None:
    if path in READABLE and value not in READABLE[path]:
        with pytest.raises(CannotExplain, match=r"^[^\n]+$"):
            explained(damaged(path, value))
        return
    shown = explained(damaged(path, value))
    assert [owed["kind"] for owed in shown["obligations"]] == ["ship_order"] * (path != ("status",))
