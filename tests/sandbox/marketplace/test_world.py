"""The seeded world: plausible, and the same under the same seed."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import numpy as np
import pytest

from sandbox.carriers.carriers import colissimo, dpd, s10, ups
from sandbox.listings.listings import check_digit, draw_listings
from sandbox.marketplace.world import World, WorldPlan
from sandbox.nature import paris
from sandbox.orders.identifiers import line_id, order_id, row_of
from sandbox.orders.statuses import CANCELLED, IN_PREPARATION, REFUSED, SELLER, SHIPPED, WAITING_ACCEPTANCE
from sandbox.server.server import RunningSandbox, running_sandbox

START = datetime(2026, 11, 25, 10, tzinfo=UTC)
COLUMNS = ("status", "updated", "created", "customer", "ship_by", "shipped")


def world(**plan: Any) -> World:
    return World(WorldPlan(**{"orders": 3_000, "start": START, "speed": 0.0, **plan}))


def same(one: World, other: World) -> bool:
    return all(np.array_equal(one.book.orders[name], other.book.orders[name]) for name in COLUMNS)


def test_the_same_seed_gives_the_same_world_and_another_seed_another() -> None:
    assert same(world(seed=3), world(seed=3))
    assert not same(world(seed=3), world(seed=4))
    assert draw_listings(3) == draw_listings(3) != draw_listings(4)


def test_it_does_not_matter_in_how_many_steps_the_clock_is_moved() -> None:
    leap, walk = world(orders=600, autopilot=0.5), world(orders=600, autopilot=0.5)
    leap.clock.advance(6 * 86_400)
    leap.now()
    for _ in range(6 * 24 * 4):
        walk.clock.advance(900)
        walk.now()
    assert len(leap.book) > 600
    assert same(leap, walk)


def test_the_past_has_the_promised_refusals_and_late_shipments() -> None:
    orders = world(orders=40_000).book.orders
    own = (orders["supply"] == SELLER) & (orders["channel"] == 0)
    accepted, refused = orders["accepted"] > 0, orders["status"] == REFUSED
    shipped = own & (orders["shipped"] > 0)
    assert (refused & own).sum() / (own & (accepted | refused)).sum() == pytest.approx(0.06, abs=0.005)
    late = orders["shipped"][shipped] > orders["ship_by"][shipped]
    assert late.mean() == pytest.approx(0.03, abs=0.005)


def test_the_past_is_in_order_for_every_order() -> None:
    orders = world(orders=20_000).book.orders
    chain = [orders[name] for name in ("purchased", "created", "accepted", "prepared", "shipped", "delivered")]
    for earlier, later in pairwise(chain):
        happened = later > 0
        assert (earlier[happened] <= later[happened]).all()
        assert (earlier[happened] > 0).all()
    assert (orders["updated"] == np.max([*chain, orders["ended"]], axis=0)).sum() > 19_900


@pytest.mark.parametrize("start", [START, START - timedelta(days=2, hours=6), datetime(2026, 7, 14, 8, tzinfo=UTC)])
@pytest.mark.parametrize("count", [200, 5_000])
def test_at_the_start_there_is_something_to_do(start: datetime, count: int) -> None:
    orders = world(orders=count, start=start).book.orders
    now = paris.milliseconds(start)
    waiting = now - orders["created"][orders["status"] == WAITING_ACCEPTANCE]
    assert len(waiting) >= 4
    assert waiting.max() - waiting.min() > 8 * paris.HOUR
    own = (orders["status"] == IN_PREPARATION) & (orders["supply"] == SELLER)
    hours_left = (orders["ship_by"][own] - now) / paris.HOUR
    assert (hours_left < 0).sum() >= 2
    assert ((hours_left > 0) & (hours_left < 120)).sum() >= 5


def test_orders_follow_the_hours_of_paris_and_slow_days() -> None:
    created = world(orders=30_000).book.orders["created"]
    hours = np.bincount(paris.local(created) % paris.DAY // paris.HOUR, minlength=24)
    assert hours[3] * 20 < hours[20]
    days = np.bincount(paris.local_day(created) - paris.local_day(created).min())[1:-1]
    assert days.min() < 0.55 * np.median(days)


def test_channels_supply_modes_and_quantities_are_mixed() -> None:
    book = world(orders=20_000).book
    channels = Counter(book.orders["channel"].tolist())
    assert channels[0] / 20_000 == pytest.approx(0.89, abs=0.01)
    assert set(channels) == {0, 1, 2}
    assert Counter(book.orders["supply"].tolist())[SELLER] / 20_000 == pytest.approx(0.89, abs=0.01)
    assert (book.lines["quantity"] > 1).mean() > 0.05
    assert (book.orders["line_count"] > 1).mean() == pytest.approx(0.17, abs=0.01)
    assert (book.orders["status"] == CANCELLED).sum() > 100
    assert book.orders["business"].mean() == pytest.approx(1 / 23, abs=0.01)


def test_buyers_live_all_over_france_corsica_and_overseas_included(
    sign_in: Callable[[RunningSandbox], httpx.Client],
) -> None:
    with running_sandbox(orders=3_000, start=START) as sandbox, sign_in(sandbox) as api:
        pages = [api.get(f"/orders?status=Delivered&pageSize=100&pageIndex={n}").json()["items"] for n in range(1, 16)]
    orders = [order for page in pages for order in page]
    postal_codes = {order["billingAddress"]["postalCode"] for order in orders}
    assert len({code[:2] for code in postal_codes}) > 85
    assert {"20", "97"} <= {code[:2] for code in postal_codes}
    people = {(o["billingAddress"]["firstName"], o["billingAddress"]["lastName"]) for o in orders}
    assert len(people) > 1_300
    companies = [o["billingAddress"] for o in orders if o["businessOrder"]]
    assert companies
    assert all(address["companyName"] and address["companyVatNumber"] for address in companies)
    picked_up = [o["lines"][0]["shippingAddress"] for o in orders if "PickUp" in o["lines"][0]["delivery"]["mode"]]
    assert picked_up
    assert all(address["pickupId"] and address["pickupName"] for address in picked_up)


def test_the_400_listings_are_distinct_french_goods_with_valid_gtins() -> None:
    listings = draw_listings(7)
    assert len({one.title for one in listings}) == len({one.seller_product_id for one in listings}) == 400
    gtins = [one.gtin for one in listings if one.gtin]
    assert len(set(gtins)) == len(gtins) > 380
    assert all(len(gtin) == 13 and gtin[-1] == check_digit(gtin[:-1]) for gtin in gtins)
    assert check_digit("400638133393") == "1"
    assert all(100 <= one.price <= 100_000 for one in listings)
    assert {one.stock for one in listings} >= {0, 1, 2}


def test_tracking_numbers_carry_the_known_check_digits() -> None:
    assert colissimo(977_586)[2:] == "00009775862"
    assert s10(36_857_413) == "XN368574133FR"
    assert (dpd(9_980_000_020_033), dpd(9_980_000_020_034)) == ("09980000020033F", "09980000020034D")
    assert re.fullmatch(r"1Z[0-9A-Z]{16}", ups(123_456_789))


def test_shipped_orders_carry_numbers_of_their_carriers_shape(
    sign_in: Callable[[RunningSandbox], httpx.Client],
) -> None:
    shapes = {
        "Colissimo": r"\d[A-Z]\d{11}",
        "Chronopost": r"[A-Z]{2}\d{9}FR",
        "DPD": r"\d{14}[0-9A-Z]",
        "Mondial Relay": r"\d{8}",
        "Relais Colis": r"[0-9A-Z]{10,16}",
        "UPS": r"1Z[0-9A-Z]{16}",
        "GLS": r"\d{11}",
    }
    with running_sandbox(orders=1_000, start=START) as sandbox, sign_in(sandbox) as api:
        orders = api.get("/orders?status=Shipped,Delivered&pageSize=100").json()["items"]
        labels = {row["label"] for row in api.get("/carriers").json()}
    parcels = [parcel for order in orders for line in order["lines"] for parcel in line["parcels"]]
    seen = {parcel["carrierName"] for parcel in parcels}
    assert seen <= labels
    assert len(seen & set(shapes)) >= 5
    for parcel in parcels:
        assert re.fullmatch(shapes.get(parcel["carrierName"], ".+"), parcel["parcelNumber"])


def test_ids_lead_back_to_their_rows() -> None:
    bought = datetime(2023, 10, 17, 13, 54, 7, tzinfo=UTC)
    ids = [order_id(row, channel, bought) for row in range(3_000) for channel in ("CDISFR", "SCID01")]
    assert len(set(ids)) == 6_000
    assert [row_of(identifier) for identifier in ids] == [row for row in range(3_000) for _ in range(2)]
    assert ids[0].startswith("2310171354")
    assert ids[1].startswith("SCID01231017135407")
    assert row_of("2310171354") is None
    assert len({line_id(row, is_unique=True) for row in range(50_000)}) == 50_000


def test_paris_time_agrees_with_the_zone_database() -> None:
    zone = ZoneInfo("Europe/Paris")
    hours = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=n) for n in range(365 * 24)]
    instants = np.array([paris.milliseconds(hour) for hour in hours])
    walls = [hour.astimezone(zone).replace(tzinfo=UTC) for hour in hours]
    assert paris.local(instants).tolist() == [paris.milliseconds(wall) for wall in walls]
    doubled = datetime(2026, 10, 25, 1, tzinfo=UTC)
    plain = np.array([paris.milliseconds(hour) for hour in hours if hour != doubled])
    assert np.array_equal(paris.utc(paris.local(plain)), plain)


@pytest.mark.parametrize(
    ("since", "until"),
    [
        ("2026-11-20T15:00:00+01:00", "2026-11-24T15:00:00+01:00"),  # a Friday: over the week-end
        ("2026-11-21T15:00:00+01:00", "2026-11-24T23:59:59+01:00"),  # a Saturday
        ("2026-11-10T09:00:00+01:00", "2026-11-13T09:00:00+01:00"),  # over 11 November
        ("2026-04-03T09:00:00+02:00", "2026-04-08T09:00:00+02:00"),  # over Easter Monday
        ("2026-10-23T09:00:00+02:00", "2026-10-27T09:00:00+01:00"),  # over the end of summer time
    ],
)
def test_two_working_days_skip_week_ends_and_french_holidays(since: str, until: str) -> None:
    start = np.array([paris.milliseconds(datetime.fromisoformat(since))])
    assert paris.moment(paris.after_working_days(start, 2)[0]) == datetime.fromisoformat(until)


def test_the_autopilot_handles_its_share() -> None:
    alone, helped = world(orders=1_000, autopilot=0.0), world(orders=1_000, autopilot=1.0)
    for one in (alone, helped):
        one.clock.advance(10 * 86_400)
        one.now()
    new = slice(1_000, None)
    assert (helped.book.orders["status"][new] == SHIPPED).sum() > (alone.book.orders["status"][new] == SHIPPED).sum()
    assert not alone.ledger.entries()
    assert {effect["actor"] for effect in helped.ledger.entries()} == {"autopilot"}
