"""What the carriers did: the definitions of seller-rules M7, case by case, from the wire to the mart."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from etl.store.parcels.scores import score_carriers

PROMISED = "2026-11-10T22:59:59Z"
"""The end of 10 November in Paris."""


def sent(shelf: Any, order: Any, line: Any, order_id: str, *, delivered: str | None, **place: Any) -> None:
    """An order seen shipped on the 6th and, if it ever was, delivered at an instant."""
    carrier, promised = place.get("carrier", "GLS"), place.get("promised", PROMISED)
    parcels = [{"parcelNumber": f"P{order_id}", "carrierName": carrier, "trackingUrl": None}]
    parts = line("L1", parcels=parcels)
    parts["delivery"] = {**parts["delivery"], "promisedAtMax": promised}
    parts["shippingAddress"] = {**(parts.get("shippingAddress") or {}), "postalCode": place.get("postcode", "33000")}
    parts["shippingAddress"].setdefault("countryCode", "FR")
    for status, instant in (("InPreparation", "2026-11-05T09:00:00Z"), ("Shipped", "2026-11-06T09:00:00Z"),
                            ("Delivered", delivered)):  # fmt: skip
        if instant:
            shelf.now = datetime.fromisoformat(instant)
            shelf.land(
                order(order_id, status=status, updatedAt=instant, createdAt="2026-11-04T09:00:00Z", lines=[parts])
            )


def scores(shelf: Any, now: datetime, columns: str, where: str = "department_code = '' and window_days = 90") -> Any:
    shelf.now = now
    shelf.build()
    score_carriers(shelf.between_builds())
    return shelf.rows(f"select {columns} from marts.carrier_scores where {where} order by all")


LATER = datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_on_time_is_by_the_end_of_the_promised_day_in_paris_of_those_delivered(
    shelf: Any, order: Any, line: Any
) -> None:
    sent(shelf, order, line, "early", delivered="2026-11-08T09:00:00Z")
    sent(shelf, order, line, "just", delivered="2026-11-10T22:30:00Z")
    sent(shelf, order, line, "late", delivered="2026-11-10T23:30:00Z")
    sent(shelf, order, line, "lost", delivered=None)
    columns = "carrier_name, parcel_count, delivered_count, on_time_count, on_time_percent"
    assert scores(shelf, LATER, columns) == [("GLS", 4, 3, 2, 66.6667)]


def test_days_are_from_shipping_to_delivery(shelf: Any, order: Any, line: Any) -> None:
    for number, day in enumerate((8, 9, 12)):
        sent(shelf, order, line, f"O{number}", delivered=f"2026-11-{day:02d}T09:00:00Z")
    assert scores(shelf, LATER, "median_days, p90_days") == [(3.0, 6.0)]


def test_a_parcel_counts_a_week_after_its_promised_day(shelf: Any, order: Any, line: Any) -> None:
    sent(shelf, order, line, "O1", delivered="2026-11-08T09:00:00Z")
    assert scores(shelf, datetime(2026, 11, 16, 22, tzinfo=UTC), "parcel_count") == []
    assert scores(shelf, datetime(2026, 11, 16, 23, 30, tzinfo=UTC), "parcel_count") == [(1,)]


@pytest.mark.parametrize(("day", "counts"), [(26, (0, 0)), (27, (1, 1))])
def test_what_never_arrives_is_counted_from_21_days_after_its_shipping(
    shelf: Any, order: Any, line: Any, day: int, counts: tuple[int, int]
) -> None:
    sent(shelf, order, line, "lost", delivered=None)
    assert scores(shelf, datetime(2026, 11, day, 12, tzinfo=UTC), "old_count, undelivered_count") == [counts]


def test_a_carrier_has_a_row_for_each_department_and_one_for_all(shelf: Any, order: Any, line: Any) -> None:
    sent(shelf, order, line, "O1", delivered="2026-11-08T09:00:00Z", postcode="33000", carrier="GLS ")
    sent(shelf, order, line, "O2", delivered="2026-11-12T09:00:00Z", postcode="69003")
    assert scores(shelf, LATER, "carrier_name, department_code, on_time_count", "window_days = 30") == [
        ("GLS", "", 1), ("GLS", "33", 1), ("GLS", "69", 0)
    ]  # fmt: skip
