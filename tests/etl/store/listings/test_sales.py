"""Units ordered by listing and day, kept by difference, and what the stock was."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.store.listings.records import OFFERS, purge_stock_events
from etl.store.listings.sales import count_all_sales
from etl.store.warehouse.landing import land

TODAY = date(2026, 11, 23)


def sales(shelf: Any) -> list[tuple[Any, ...]]:
    return shelf.rows("select seller_product_id, day, unit_count from marts.listing_sales_days order by all")


def test_units_are_counted_by_listing_and_paris_day(shelf: Any, order: Any, line: Any) -> None:
    late = "2026-11-20T23:30:00Z"  # half past midnight in Paris
    other = {**line()["offer"], "sellerProductId": "SKU-2"}
    shelf.land(
        order("O1", lines=[line("L1", quantity=2), line("L2", quantity=3, offer=other)]),
        order("O2", createdAt=late, lines=[line("L1", quantity=5)]),
        order("O3", status="Rejected"),
        order("O4", status="Cancelled"),
        order("O5", lines=[line(offer={**other, "supplyMode": "Fulfillment"})]),
        order("O6", createdAt="2026-08-24T10:00:00Z"),
    )
    shelf.build()
    assert sales(shelf) == [
        ("SKU-1", date(2026, 11, 20), 3),
        ("SKU-1", date(2026, 11, 21), 5),
        ("SKU-2", date(2026, 11, 20), 3),
    ]


changes = st.lists(
    st.tuples(
        st.sampled_from(["O1", "O2", "O3", "O4"]),
        st.sampled_from(["WaitingAcceptance", "InPreparation", "Rejected", "Cancelled", "Shipped"]),
        st.sampled_from(["SKU-1", "SKU-2"]),
        st.integers(1, 4),
        st.integers(0, 3),
        st.booleans(),
    ),
    min_size=1,
    max_size=8,
)


QUICK = settings(max_examples=2, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
THOROUGH = settings(QUICK, max_examples=100, derandomize=False)


@QUICK
@given(steps=changes)
def test_counting_by_difference_is_counting_everything(
    tmp_path_factory: Any, shelf_at: Any, order: Any, line: Any, steps: Any
) -> None:
    by_difference_is_everything(tmp_path_factory, shelf_at, order, line, steps)


@pytest.mark.slow
@pytest.mark.timeout(900)
@THOROUGH
@given(steps=changes)
def test_counting_by_difference_is_counting_everything_a_hundred_times(
    tmp_path_factory: Any, shelf_at: Any, order: Any, line: Any, steps: Any
) -> None:
    by_difference_is_everything(tmp_path_factory, shelf_at, order, line, steps)


def by_difference_is_everything(tmp_path_factory: Any, shelf_at: Any, order: Any, line: Any, steps: Any) -> None:
    shelf = shelf_at(tmp_path_factory.mktemp("shelf"))
    try:
        for number, (order_id, status, sku, quantity, days_back, is_built) in enumerate(steps):
            created = datetime(2026, 11, 20, 10, tzinfo=UTC) - timedelta(days=days_back)
            shelf.land(
                order(
                    order_id,
                    status=status,
                    createdAt=created.strftime("%Y-%m-%dT%H:%M:%SZ"),
                    updatedAt=f"2026-11-21T10:{number:02d}:00Z",
                    lines=[line(quantity=quantity, offer={**line()["offer"], "sellerProductId": sku})],
                )
            )
            if is_built:
                shelf.build()
        shelf.build()
        by_difference = sales(shelf)
        count_all_sales(shelf.between_builds())
        assert by_difference == sales(shelf)
    finally:
        shelf.close()


def offers_page(*offers: tuple[str, str, int | None]) -> bytes:
    items = [
        {"offerId": offer_id, "sellerExternalReference": sku, "quantity": quantity, "salesChannelId": "CDISFR"}
        for offer_id, sku, quantity in offers
    ]
    return orjson.dumps({"itemsPerPage": len(items), "items": items})


def land_stock(shelf: Any, *offers: tuple[str, str, int | None], minutes: int = 5) -> None:
    shelf.now += timedelta(minutes=minutes)
    shelf.run_id += 1
    shelf.warehouse.run(
        "insert into core.sync_runs (run_id, resource, started_at, ended_at, state) "
        "values (?, 'offers', ?, ?, 'landed')",
        [shelf.run_id, shelf.now, shelf.now],
    )
    with shelf.warehouse.transaction():
        land(shelf.warehouse, OFFERS, [offers_page(*offers)], run_id=shelf.run_id, fetched_at=shelf.now)


def stock_events(shelf: Any, table: str = "marts.listing_stock_events") -> list[tuple[Any, ...]]:
    return shelf.rows(f"select seller_product_id, stock_quantity, since_at from {table} order by all")


def test_each_change_of_stock_is_kept_once_with_the_instant_it_was_seen(shelf: Any, order: Any) -> None:
    shelf.land(order())
    began = shelf.now
    land_stock(shelf, ("F1", "A", 5), ("F2", "B", 1))
    land_stock(shelf, ("F1", "A", 5), ("F2", "B", 1))
    shelf.build()
    land_stock(shelf, ("F1", "A", 3), ("F2", "B", 1))
    shelf.build()
    shelf.build()
    at = [began + timedelta(minutes=5 * step) for step in (1, 2, 3)]
    expected = [("A", 3, at[2]), ("A", 5, at[0]), ("B", 1, at[0])]
    assert stock_events(shelf) == expected
    assert stock_events(shelf, "core.listing_stock_events") == expected


def test_the_offers_of_one_reference_are_taken_together(shelf: Any) -> None:
    land_stock(shelf, ("F1", "A", 5), ("F2", "A", 4))
    land_stock(shelf, ("F1", "A", 5), ("F2", "A", None))
    assert [row[1] for row in stock_events(shelf, "core.listing_stock_events")] == [5, 9]


def test_a_warehouse_of_before_learns_the_stock_at_its_next_reading(shelf: Any) -> None:
    land_stock(shelf, ("F1", "A", 5))
    shelf.warehouse.run("delete from core.listing_stock_events")
    land_stock(shelf, ("F1", "A", 5))
    assert [(sku, stock) for sku, stock, _ in stock_events(shelf, "core.listing_stock_events")] == [("A", 5)]


@pytest.mark.parametrize(("days_later", "left"), [(59, [5, 4, 3]), (61, [3])])
def test_what_the_stock_was_is_forgotten_after_two_months_but_not_what_it_is(
    shelf: Any, days_later: int, left: list[int]
) -> None:
    for quantity in (5, 4, 3):
        land_stock(shelf, ("F1", "A", quantity))
    purge_stock_events(shelf.warehouse, shelf.now + timedelta(days=days_later))
    rows = shelf.rows("select stock_quantity from core.listing_stock_events order by since_at")
    assert [quantity for (quantity,) in rows] == left


def test_stock_is_dated_by_the_marketplaces_own_last_change_of_the_offer(shelf: Any) -> None:
    changed_at = shelf.now - timedelta(days=9)
    shelf.now += timedelta(minutes=5)
    item = {"offerId": "F1", "sellerExternalReference": "A", "quantity": 5, "updatedAt": changed_at.isoformat()}
    page = orjson.dumps({"itemsPerPage": 1, "items": [item]})
    with shelf.warehouse.transaction():
        land(shelf.warehouse, OFFERS, [page], run_id=1, fetched_at=shelf.now)
    assert stock_events(shelf, "core.listing_stock_events") == [("A", 5, changed_at)]


def test_an_offer_dated_in_the_future_is_dated_by_its_reading(shelf: Any) -> None:
    item = {"offerId": "F1", "sellerExternalReference": "A", "quantity": 5, "updatedAt": "2199-01-01T00:00:00Z"}
    with shelf.warehouse.transaction():
        land(
            shelf.warehouse,
            OFFERS,
            [orjson.dumps({"itemsPerPage": 1, "items": [item]})],
            run_id=1,
            fetched_at=shelf.now,
        )
    assert stock_events(shelf, "core.listing_stock_events") == [("A", 5, shelf.now)]
