"""Orders from page bytes to core tables: exact rows, in any order, as often as they come."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from etl.store.warehouse.landing import Landed, PageFacts
from etl.store.warehouse.landing import page_facts as facts_of

CORE = ("orders", "order_lines", "addresses", "shipments", "order_status_events")


def page_facts(warehouse: Any, body: bytes) -> PageFacts:
    return facts_of(warehouse, body, id_field="orderId", changed_field="updatedAt")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def later(second: int) -> str:
    return f"2026-11-21T10:00:{second:02d}Z"


def test_a_minimal_page_becomes_exactly_these_rows(shelf: Any, order: Any) -> None:
    assert shelf.land(order()) == Landed(record_count=1, changed_count=1, rejected_count=0)
    (landed,) = shelf.warehouse.frame("select * exclude (payload_hash) from core.orders").rows(named=True)
    assert landed == {
        "order_id": "O1",
        "reference": "R-O1",
        "sales_channel_id": "CDISFR",
        "sales_channel_name": "Cdiscount",
        "is_business_order": False,
        "supply_mode": "Seller",
        "customer_id": "C-1",
        "status": "InPreparation",
        "payment_method": "Card",
        "currency_code": "EUR",
        "purchased_at": utc("2026-11-20T09:59:00"),
        "created_at": utc("2026-11-20T10:00:00"),
        "updated_at": utc("2026-11-21T10:00:00"),
        "ship_by_at": utc("2026-11-24T22:59:59"),
        "total_offer_price": Decimal("49.89"),
        "total_selling_price": Decimal("49.89"),
        "fetched_at": shelf.now,
        "run_id": 1,
        "absent_count": 0,
        "is_missing": False,
        "damaged_fields": [],
    }
    (line,) = shelf.warehouse.frame("select * from core.order_lines").rows(named=True)
    assert line == {
        "order_id": "O1",
        "order_line_id": "L1",
        "status": "InPreparation",
        "quantity": 1,
        "seller_product_id": "SKU-1",
        "offer_id": "OF-1",
        "product_id": "AUC1",
        "product_title": "Lampe",
        "product_gtin": "3700000000012",
        "condition": "New",
        "supply_mode": "Seller",
        "unit_sales_price": Decimal("44.90"),
        "shipping_cost": Decimal("4.99"),
        "commission_amount": Decimal("7.18"),
        "total_offer_price": Decimal("49.89"),
        "total_selling_price": Decimal("49.89"),
        "delivery_mode": "TrackedHomeDelivery",
        "promised_from_at": utc("2026-11-26T00:00:00"),
        "promised_until_at": utc("2026-11-28T00:00:00"),
        "ship_by_at": utc("2026-11-24T22:59:59"),
        "country_code": "FR",
        "department_code": "33",
    }
    assert shelf.rows("select civility, first_name, last_name, address_line_1, city, phone from core.addresses") == [
        ("Mme", "Camille", "Durand", "12 rue des Lilas", "Bordeaux", "+33600000000")
    ]
    assert shelf.rows("select key, payload ->> '$.status', source_updated_at, run_id from raw.orders") == [
        ("O1", "InPreparation", utc("2026-11-21T10:00:00"), 1)
    ]


def test_the_same_page_twice_changes_nothing_not_even_a_run_id(shelf: Any, order: Any) -> None:
    shelf.land(order("O1"), order("O2"))
    before = {name: shelf.table(f"core.{name}") for name in CORE}
    assert shelf.land(order("O1"), order("O2")) == Landed(2, 0, 0)
    assert all(shelf.table(f"core.{name}").equals(before[name]) for name in CORE)
    assert shelf.rows("select count(*) from raw.orders") == [(2,)]


def test_an_older_version_never_overwrites_a_newer_one(shelf: Any, order: Any) -> None:
    shelf.land(order(status="Shipped", updatedAt=later(9)))
    assert shelf.land(order(status="InPreparation", updatedAt=later(8))).changed_count == 0
    assert shelf.rows("select status, updated_at from core.orders") == [("Shipped", utc("2026-11-21T10:00:09"))]


def test_of_several_versions_in_one_batch_the_newest_lands_whatever_their_order(shelf: Any, order: Any) -> None:
    versions = [order(status=status, updatedAt=later(n)) for n, status in enumerate(("Accepted", "Shipped", "Refused"))]
    landed = shelf.land(versions[1], versions[2], versions[0], versions[2])
    assert (landed.record_count, landed.changed_count) == (4, 1)
    assert shelf.rows("select status from core.orders") == [("Refused",)]
    assert shelf.rows("select count(*) from core.order_lines") == [(1,)]


def test_a_change_within_the_same_second_is_seen_at_the_next_reading(shelf: Any, order: Any) -> None:
    shelf.land(order(status="Accepted"))
    assert shelf.land(order(status="InPreparation")).changed_count == 1
    assert shelf.rows("select status from core.orders") == [("InPreparation",)]


def test_a_status_change_is_bounded_by_the_two_polls_and_by_what_the_marketplace_dates(shelf: Any, order: Any) -> None:
    shelf.land(order(status="WaitingAcceptance", updatedAt="2026-11-23T08:00:00Z"))
    first = shelf.now
    shelf.land(order(status="Accepted", updatedAt="2026-11-23T09:01:30Z"))
    second = shelf.now
    shelf.land(order(status="InPreparation", updatedAt="2026-11-23T23:00:00Z"))
    columns = "from_status, to_status, seen_at, not_before_at, not_after_at, source"
    assert shelf.rows(f"select {columns} from core.order_status_events order by seen_at") == [
        (None, "WaitingAcceptance", first, utc("2026-11-20T10:00:00"), utc("2026-11-23T08:00:00"), "first_seen"),
        ("WaitingAcceptance", "Accepted", second, first, utc("2026-11-23T09:01:30"), "poll"),
        ("Accepted", "InPreparation", shelf.now, second, shelf.now, "poll"),
    ]


def test_a_change_that_leaves_the_status_as_it_was_is_no_status_event(shelf: Any, order: Any) -> None:
    shelf.land(order())
    shelf.land(order(updatedAt=later(30), reference="R-new"))
    assert shelf.rows("select reference from core.orders") == [("R-new",)]
    assert shelf.rows("select count(*) from core.order_status_events") == [(1,)]


def test_money_and_numbers_may_come_as_text_and_ids_as_numbers(shelf: Any, order: Any, line: Any) -> None:
    price = {"offerPrice": "289.98", "sellingPrice": "289.98"}
    shelf.land(
        order(
            orderId=12345,
            totalPrice=price,
            lines=[line(orderLineId=7, quantity="2", totalPrice=price, offerPrice={"unitSalesPrice": "144.99"})],
        )
    )
    assert shelf.rows("select order_id, total_selling_price from core.orders") == [("12345", Decimal("289.98"))]
    assert shelf.rows("select order_line_id, quantity, unit_sales_price, total_offer_price from core.order_lines") == [
        ("7", 2, Decimal("144.99"), Decimal("289.98"))
    ]


def test_the_other_spelling_of_the_commission_is_read_too(shelf: Any, order: Any, line: Any) -> None:
    shelf.land(order(lines=[line(offerPrice={"commission": {"amountWithTax": 6.01}})]))
    assert shelf.rows("select commission_amount from core.order_lines") == [(Decimal("6.01"),)]


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-21T10:00:00Z",
        "2026-11-21T10:00:00.000Z",
        "2026-11-21T11:00:00+01:00",
        "2026-11-21T10:00:00",
        "2026-11-21T10:00:00.0000000Z",
    ],
    ids=["zulu", "milliseconds", "offset", "zoneless is UTC", "seven digits"],
)
def test_an_instant_means_the_same_in_every_form_it_comes_in(shelf: Any, order: Any, text: str) -> None:
    shelf.land(order(updatedAt=text, createdAt=text))
    assert shelf.rows("select updated_at, created_at from core.orders") == [(utc("2026-11-21T10:00:00"),) * 2]


def test_fractions_of_a_second_are_kept(shelf: Any, order: Any) -> None:
    shelf.land(order(updatedAt="2026-11-21T10:00:00.1234567Z"))
    assert shelf.rows("select updated_at from core.orders") == [(utc("2026-11-21T10:00:00.123456"),)]


def test_what_may_be_absent_or_null_lands_as_null(shelf: Any, order: Any, line: Any) -> None:
    bare = {"orderId": "O1", "status": "Processing", "createdAt": later(0), "updatedAt": later(1)}
    assert shelf.land({**bare, "lines": [{"orderLineId": "L1", "quantity": 1}]}).changed_count == 1
    nulls = dict.fromkeys(("reference", "customer", "payment", "totalPrice", "shippedAtMax", "billingAddress"))
    shelf.land(order("O2", **nulls, lines=[line(shippingAddress=None, parcels=None, delivery=None, offer=None)]))
    columns = "reference, customer_id, total_selling_price, ship_by_at, supply_mode"
    assert shelf.rows(f"select {columns} from core.orders") == [(None,) * 5] * 2
    assert shelf.rows("select country_code, department_code from core.order_lines") == [(None, None)] * 2
    assert shelf.rows("select count(*) from core.addresses") == [(0,)]


def test_the_ship_by_date_of_the_lines_serves_when_the_order_has_none(shelf: Any, order: Any, line: Any) -> None:
    dates = ("2026-11-26T22:59:59Z", "2026-11-25T22:59:59Z")
    lines = [line(f"L{n}", delivery={"shippedAtMax": date}) for n, date in enumerate(dates)]
    shelf.land(order(shippedAtMax=None, lines=lines))
    assert shelf.rows("select ship_by_at from core.orders") == [(utc("2026-11-25T22:59:59"),)]


YEAR_ONE = "0001-01-01T00:00:00"


def ship_bys(shelf: Any) -> list[Any]:
    shelf.build()
    return [at and at.astimezone(UTC) for (at,) in shelf.rows("select ship_by_at from marts.orders order by order_id")]


def test_a_ship_by_date_in_the_year_one_means_none_is_known(shelf: Any, order: Any, line: Any) -> None:
    shelf.land(order(shippedAtMax=YEAR_ONE, lines=[line(delivery={"shippedAtMax": YEAR_ONE})]))
    assert ship_bys(shelf) == [None]
    assert shelf.rows("select due_rule, due_at from marts.obligations where kind = 'ship_order'") == [
        ("no_ship_by", None)
    ]


def test_the_earliest_known_ship_by_counts_of_the_order_and_of_its_lines_that_are_still_to_ship(
    shelf: Any, order: Any, line: Any
) -> None:
    def of_line(ship_by: str | None, status: str = "InPreparation", line_id: str = "L1", **changes: Any) -> Any:
        return line(line_id, status=status, delivery={"shippedAtMax": ship_by}, **changes)

    early, late = "2026-11-24T10:00:00Z", "2026-11-25T10:00:00Z"
    elsewhere = {"offer": {"sellerProductId": "S", "supplyMode": "Fulfillment"}}
    shelf.land(
        order("A", shippedAtMax=YEAR_ONE, lines=[of_line(late)]),
        order("B", shippedAtMax=late, lines=[of_line(early)]),
        order("C", shippedAtMax=early, lines=[of_line(late)]),
        order("D", shippedAtMax=None, lines=[of_line(early, "Cancelled"), of_line(late, line_id="L2")]),
        order("E", shippedAtMax=None, lines=[of_line(early, "Shipped"), of_line(late, line_id="L2")]),
        order("F", shippedAtMax=None, lines=[of_line(early, **elsewhere), of_line(late, line_id="L2")]),
        order("G", shippedAtMax=None, lines=[of_line(YEAR_ONE), of_line(late, line_id="L2")]),
        order("H", shippedAtMax=None, lines=[of_line(early, "Shipped"), of_line(late, "Shipped", line_id="L2")]),
        # a day lasts until the midnight after it: later than the hours of the same day
        order("I", shippedAtMax="2026-11-24", lines=[of_line(early)]),
    )
    first, second = datetime(2026, 11, 24, 10, tzinfo=UTC), datetime(2026, 11, 25, 10, tzinfo=UTC)
    assert ship_bys(shelf) == [second, first, first, second, second, second, second, first, first]


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("2026-12-02", (datetime(2026, 12, 2, 23, tzinfo=UTC), "ship_by_day", [])),
        ("2026-12-02T00:00:00+01:00", (datetime(2026, 12, 2, 23, tzinfo=UTC), "ship_by_day", [])),
        ("2026-12-01T23:00:00.000Z", (datetime(2026, 12, 2, 23, tzinfo=UTC), "ship_by_day", [])),
        ("2026-12-02T00:00:00Z", (datetime(2026, 12, 2, 0, tzinfo=UTC), "ship_by_instant", [])),
        ("2026-12-02T00:00:00", (datetime(2026, 12, 2, 0, tzinfo=UTC), "ship_by_instant", [])),
        ("02/12/2026", (None, "no_ship_by", ["shippedAtMax"])),
        ("2026-12-02T16:00:00z", (None, "no_ship_by", ["shippedAtMax"])),
        ("infinity", (None, "no_ship_by", ["shippedAtMax"])),
        (1764691200, (None, "no_ship_by", ["shippedAtMax"])),
        ("9999-12-31T23:59:59Z", (None, "no_ship_by", [])),
        (None, (None, "no_ship_by", [])),
    ],
)
def test_a_ship_by_is_a_day_an_instant_or_not_known(
    shelf: Any, order: Any, line: Any, written: Any, wanted: tuple[Any, ...]
) -> None:
    shelf.land(order(shippedAtMax=written, lines=[line(delivery={})]))
    shelf.build()
    ((found, given, damaged),) = shelf.rows(
        "select due_at, due_rule, damaged_fields from marts.obligations join marts.orders using (order_id) "
        "where kind = 'ship_order'"
    )
    assert (found and found.astimezone(UTC), given, damaged) == wanted


def test_an_order_of_several_lines_and_parcels_keeps_each(shelf: Any, order: Any, line: Any) -> None:
    parcels = [
        {"parcelNumber": "P1", "carrierName": "Colissimo ", "trackingUrl": "https://track.invalid/P1"},
        {"parcelNumber": "P2", "carrierName": "Chronopost", "trackingUrl": None},
    ]
    shelf.land(order(status="Shipped", lines=[line("L1", parcels=parcels), line("L2", parcels=parcels[:1])]))
    assert shelf.rows(
        "select order_line_id, parcel_number, carrier_name, tracking_url from core.shipments order by all"
    ) == [
        ("L1", "P1", "Colissimo", "https://track.invalid/P1"),
        ("L1", "P2", "Chronopost", None),
        ("L2", "P1", "Colissimo", "https://track.invalid/P1"),
    ]
    assert shelf.rows("select count(*) from core.order_lines") == [(2,)]


def test_lines_and_parcels_that_are_gone_from_the_newer_version_are_gone_here(
    shelf: Any, order: Any, line: Any
) -> None:
    shelf.land(order(lines=[line("L1", parcels=[{"parcelNumber": "P1"}]), line("L2")]))
    shelf.land(order(lines=[line("L2", shippingAddress=None)], updatedAt=later(30)))
    assert shelf.rows("select order_line_id from core.order_lines") == [("L2",)]
    assert shelf.rows("select count(*) from core.shipments") == [(0,)]
    assert shelf.rows("select count(*) from core.addresses") == [(0,)]


def test_a_parcel_keeps_the_instant_it_was_first_seen(shelf: Any, order: Any, line: Any) -> None:
    shelf.land(order(lines=[line(parcels=[{"parcelNumber": "P1"}])]))
    first = shelf.now
    shelf.land(order(lines=[line(parcels=[{"parcelNumber": "P1"}, {"parcelNumber": "P2"}])], updatedAt=later(30)))
    assert shelf.rows("select parcel_number, first_seen_at from core.shipments order by 1") == [
        ("P1", first),
        ("P2", first + timedelta(minutes=1)),
    ]


def test_a_parcel_told_twice_is_one_however_often_the_order_changes(shelf: Any, order: Any, line: Any) -> None:
    twice = [{"parcelNumber": "P1", "carrierName": "Colissimo"}] * 2
    for second in range(4):
        shelf.land(order(lines=[line(parcels=twice)], updatedAt=later(second)))
    assert shelf.rows("select parcel_number from core.shipments") == [("P1",)]


@pytest.mark.parametrize(
    ("place", "department"),
    [
        (("33000", "FR"), "33"),
        (("01000", "FR"), "01"),
        (("20000", "FR"), "2A"),
        (("20137", "FR"), "2A"),
        (("20200", "FR"), "2B"),
        (("20620", "FR"), "2B"),
        (("97110", "FR"), "971"),
        (("98800", "FR"), "988"),
        (("1000", "BE"), None),
        ((None, "FR"), None),
        (("75008", None), None),
    ],
)
def test_the_department_follows_from_the_postal_code(
    shelf: Any, order: Any, line: Any, place: tuple[str | None, str | None], department: str | None
) -> None:
    address = {"firstName": "Camille", "postalCode": place[0], "countryCode": place[1]}
    shelf.land(order(lines=[line(shippingAddress=address)]))
    assert shelf.rows("select country_code, department_code from core.order_lines") == [(place[1], department)]


def test_an_unknown_status_passes_through_and_is_reported_as_drift(shelf: Any, order: Any) -> None:
    shelf.land(order("O1", status="AwaitingCarrierSlot"), order("O2", status="AwaitingCarrierSlot"))
    assert shelf.rows("select distinct status from core.orders") == [("AwaitingCarrierSlot",)]
    assert shelf.rows("select kind, path, record_count from core.sync_drift") == [
        ("unknown_value", "$.status = AwaitingCarrierSlot", 2)
    ]


def test_unknown_fields_are_kept_in_raw_and_reported_with_when_they_came(shelf: Any, order: Any, line: Any) -> None:
    shelf.land(order(loyaltyTier="gold", lines=[line(carbonFootprint={"grams": 412})]))
    first = shelf.now
    shelf.land(order(loyaltyTier="silver", updatedAt=later(30)))
    assert shelf.rows("select payload ->> '$.loyaltyTier' from raw.orders order by source_updated_at") == [
        ("gold",),
        ("silver",),
    ]
    columns = "path, example, first_seen_at, last_seen_at, record_count"
    assert shelf.rows(f"select {columns} from core.sync_drift order by path") == [
        ("$.lines[].carbonFootprint", "O1", first, first, 1),
        ("$.loyaltyTier", "O1", first, shelf.now, 2),
    ]


def test_a_known_order_drifts_from_nothing(shelf: Any, order: Any) -> None:
    shelf.land(order())
    assert shelf.rows("select * from core.sync_drift") == []


def test_page_facts_tell_the_reader_where_to_go_on(shelf: Any, order: Any, page: Any) -> None:
    facts = page_facts(shelf.warehouse, page(order("A", updatedAt=later(1)), order("B", updatedAt=later(5))))
    assert (facts.is_valid, facts.item_count, facts.is_ascending) == (True, 2, True)
    assert facts.newest_at == utc("2026-11-21T10:00:05")
    descending = page_facts(shelf.warehouse, page(order("A", updatedAt=later(5)), order("B", updatedAt=later(1))))
    assert (descending.newest_at, descending.is_ascending) == (utc("2026-11-21T10:00:05"), False)


@pytest.mark.parametrize(
    "body",
    [b'{"items":[{"a":}]}', b'{"items":[1,2', b"\xff\xfe", b"", b"<html></html>", b'{"items": 5}', b'{"items":null}'],
)
def test_an_answer_that_is_not_a_page_is_not_taken_for_an_empty_one(shelf: Any, body: bytes) -> None:
    facts = page_facts(shelf.warehouse, body)
    assert not facts.is_valid or facts.item_count is None


@pytest.mark.parametrize("instant", ["infinity", "9999-12-31T23:59:59.9999999Z", "290000-01-01T00:00:00Z"])
def test_an_instant_that_cannot_be_does_not_lead_the_reader_astray(
    shelf: Any, order: Any, page: Any, instant: str
) -> None:
    facts = page_facts(shelf.warehouse, page(order("A", updatedAt=later(1)), order("B", updatedAt=instant)))
    assert facts.newest_at == utc("2026-11-21T10:00:01")
