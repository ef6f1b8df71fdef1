"""The queries of the pages on exact data; the public ones run as they are on the analysts' file."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import duckdb
import polars as pl
import pytest

from dashboard.levels import queries as level_queries
from dashboard.orders import queries as order_queries
from dashboard.orders.detail import queries as detail_queries
from dashboard.orders.lines import stock_words
from dashboard.orders.queries import OrderFilter
from dashboard.parts.questions import answer
from dashboard.parts.rows import query_names, query_text, read_rows
from dashboard.sync import queries as sync_queries
from dashboard.today import queries as today_queries
from etl.preflight.orders.needs import needs_by_order
from etl.store.snapshots.snapshots import open_snapshot

PRIVATE = {"orders/address_of", "orders/addressed_orders", "orders/destinations_of", "papers/paper_addresses"}
PARAMETERS = {
    "window_days": 30,
    "opened_from": datetime(2026, 1, 1, tzinfo=UTC),
    "is_idle_shown": False,
    "parcel_numbers": ["6A12345678901"],
    "page_size": 25,
    "skipped": 0,
    "carrier": "Colissimo",
    "department": "33",
    "order_id": "A1",
    "order_ids": ["A1", "S2"],
    "search": "A",
    "compact": "A",
    "compact_end": "B",
    "number": "A",
    "number_end": "B",
    "kind": None,
    "status": None,
    "channel": None,
    "due_from": None,
    "due_until": None,
    "now": datetime(2026, 11, 25, tzinfo=UTC),
    "published_at": datetime(2026, 11, 25, tzinfo=UTC),
    "confirmed_at": None,
    "metric": "ship_in_time",
    "dimension": "carrier",
    "member": "Colissimo",
    "only_failures": True,
    "is_max": False,
    "first_day": date(2026, 10, 27),
    "last_day": date(2026, 11, 25),
    "from_at": datetime(2026, 10, 26, 23, tzinfo=UTC),
    "horizon_days": 14,
    "is_restock_only": True,
    "listing": "SKU-LAMP",
    "sku": "SKU-LAMP",
    "until_at": datetime(2026, 11, 25, 23, tzinfo=UTC),
}


@pytest.fixture
def snapshot(shop):
    return open_snapshot(shop.home)


@pytest.mark.parametrize("name", query_names())
def test_a_query_runs_on_the_analysts_file_unless_it_is_private(snapshot, name):
    text = query_text(name)
    given = {key: PARAMETERS[key] for key in re.findall(r"\$([a-z_]+)", text)}
    with duckdb.connect(str(snapshot.marts), read_only=True) as connection:
        if name in PRIVATE:
            with pytest.raises(duckdb.CatalogException):
                connection.sql(text, params=given)
        else:
            assert (connection.sql(text, params=given) if given else connection.sql(text)).pl().width > 0


def test_the_queue_is_ordered_by_slack(snapshot):
    found = order_queries.owed_orders(snapshot, OrderFilter())
    assert found["order_id"].to_list() == ["S1", "S2", "A1", "A2", "S3"]
    assert found["matching"].to_list() == [5] * 5


@pytest.mark.parametrize(
    ("wanted", "order_ids"),
    [
        (OrderFilter(kind="accept_order"), ["A1", "A2"]),
        (OrderFilter(search="S"), ["S1", "S2", "S3"]),
        (OrderFilter(search="RA1"), ["A1"]),
        (OrderFilter(search="SKU-LAMP"), ["S1", "A1"]),
        (OrderFilter(channel="DARTY"), []),
        (OrderFilter(search="' or 1=1 --"), []),
        (OrderFilter(search="%"), []),
    ],
)
def test_the_queue_keeps_what_its_filters_ask_for(snapshot, wanted, order_ids):
    assert order_queries.owed_orders(snapshot, wanted)["order_id"].to_list() == order_ids


def test_the_queue_is_cut_by_due_instants(snapshot):
    now = datetime.now(UTC)
    late = order_queries.owed_orders(snapshot, OrderFilter(due_until=now))
    soon = order_queries.owed_orders(snapshot, OrderFilter(due_from=now, due_until=now + timedelta(hours=4)))
    assert (late["order_id"].to_list(), soon["order_id"].to_list()) == (["S1"], ["S2", "A1"])


def test_pages_of_the_queue_follow_each_other(snapshot):
    first, second = (order_queries.owed_orders(snapshot, OrderFilter(), page, page_size=3) for page in (1, 2))
    assert first["order_id"].to_list() + second["order_id"].to_list() == ["S1", "S2", "A1", "A2", "S3"]


@pytest.mark.parametrize(
    ("wanted", "order_ids"),
    [
        (OrderFilter(), {"A1", "A2", "S1", "S2", "S3", "D1", "F1"}),
        (OrderFilter(status="Shipped"), {"D1"}),
        (OrderFilter(search="SKU-PILLOW"), {"S2", "S3", "D1", "F1"}),
        (OrderFilter(search="SKU-PILLOW", status="Shipped"), {"D1"}),
        (OrderFilter(search="D"), {"D1"}),
    ],
)
def test_all_orders_are_found_by_number_reference_and_sku(snapshot, wanted, order_ids):
    found, matching = order_queries.all_orders(snapshot, wanted)
    assert set(found["order_id"]) == order_ids
    assert matching == len(order_ids)


def test_all_orders_come_last_changed_first(snapshot):
    found, _matching = order_queries.all_orders(snapshot, OrderFilter())
    assert found["updated_at"].is_sorted(descending=True)


def test_stock_counts_what_other_open_orders_wait_for(snapshot):
    lines = order_queries.lines_of(snapshot, ("A1", "S2"))
    needs = {need.seller_product_id: need for of_order in needs_by_order(lines).values() for need in of_order}
    lamp, pillow = needs["SKU-LAMP"], needs["SKU-PILLOW"]
    assert (lamp.needed, lamp.in_stock, lamp.promised, lamp.left, lamp.is_short) == (2, 2, 1, 1, True)
    assert (pillow.needed, pillow.in_stock, pillow.promised, pillow.left, pillow.is_short) == (2, 40, 2, 38, False)


def test_a_listing_on_two_lines_of_an_order_is_needed_once_and_whole(shop):
    shop.publish(2, extra_sql="insert into order_lines by name select 'A2' as order_id, 'L9' as order_line_id, "
                 "'WaitingAcceptance' as status, 3 as quantity, 'SKU-TABLE' as seller_product_id")  # fmt: skip
    needs = needs_by_order(order_queries.lines_of(open_snapshot(shop.home), ("A2",)))["A2"]
    assert [(need.needed, need.in_stock, need.promised) for need in needs] == [(4, 12, 0)]


def test_an_unknown_listing_makes_the_stock_unknown(snapshot):
    lines = order_queries.lines_of(snapshot, ("A1",)).with_columns(stock_quantity=pl.lit(None, dtype=pl.Int64))
    assert stock_words(needs_by_order(lines)["A1"]) == "stock inconnu"


def test_what_is_owed_is_counted_by_deadline(snapshot):
    found = today_queries.open_deadlines(snapshot)
    assert found["kind"].to_list() == ["ship_order", "ship_order", "accept_order", "accept_order", "ship_order"]
    assert found["obligations"].sum() == 5


def test_kept_rates_cover_thirty_days(snapshot):
    levels = answer(snapshot, level_queries.KEPT_RATES)
    assert levels.group_by("metric").len().sort("metric").rows() == [("accept_in_time", 30), ("ship_in_time", 30)]


def test_beginnings_are_counted_by_paris_day(shop):
    shop.publish(2, extra_sql="update obligations set opened_at = timestamptz '2026-11-20 23:30:00+00'")
    found = answer(open_snapshot(shop.home), today_queries.beginnings(datetime(2026, 11, 23, 12, tzinfo=UTC)))
    assert found.rows() == [
        ("accept_order", datetime(2026, 11, 21, tzinfo=UTC).date(), 2),
        ("ship_order", datetime(2026, 11, 21, tzinfo=UTC).date(), 4),
    ]


def test_what_orders_still_owe_is_known_by_order(snapshot):
    assert order_queries.still_owed(snapshot, ("A1", "S1", "D1", "nothing")) == {
        "A1": "accept_order",
        "S1": "ship_order",
    }
    assert order_queries.still_owed(snapshot, ()) == {}


def test_an_order_is_read_whole(snapshot):
    assert detail_queries.order_facts(snapshot, "nothing") is None
    assert detail_queries.order_facts(snapshot, "D1")["status"] == "Shipped"
    assert detail_queries.parcels_of(snapshot, "D1")["parcel_number"].to_list() == ["6A 1234-5678901"]
    assert detail_queries.obligations_of(snapshot, "S1")["late_seconds"].to_list() == [10800.0]
    assert detail_queries.addresses_of(snapshot, "S1")[0]["city"] == "Bordeaux"


def test_runs_come_newest_first(snapshot):
    assert sync_queries.runs(snapshot)["run_id"].to_list() == [2, 1]
    assert sync_queries.count_runs(snapshot) == 2


def test_an_answer_is_kept_until_the_next_snapshot(shop):
    first = open_snapshot(shop.home)
    assert order_queries.owed_orders(first, OrderFilter()).height == 5
    shop.publish(2, extra_sql="delete from obligations")
    assert order_queries.owed_orders(first, OrderFilter()).height == 5
    assert order_queries.owed_orders(open_snapshot(shop.home), OrderFilter()).height == 0


def test_reading_leaves_no_connection_open(snapshot):
    read_rows(snapshot, "parts/channels", {})
    with duckdb.connect(str(snapshot.marts)) as writable:
        assert writable.sql("select count(*) from orders").fetchall() == [(7,)]
