"""Any interleaving of pages, repetitions, stale versions and crashes ends as if the last versions had come once."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.store.orders.records import ORDERS as ORDER_RECORDS
from etl.store.warehouse.landing import land
from tests.examples import examples

STATUSES = ("Processing", "WaitingAcceptance", "Accepted", "InPreparation", "Shipped", "Delivered")
ORDERS = 3
SETTINGS = settings(
    max_examples=examples(4),
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)

versions = st.tuples(st.integers(0, ORDERS - 1), st.integers(0, len(STATUSES) - 1))
steps = st.lists(st.tuples(st.lists(versions, min_size=1, max_size=6), st.booleans()), min_size=1, max_size=5)


def version(order: Any, line: Any, number: int, step: int, example: int) -> dict[str, Any]:
    """The order as it stands after `step` changes: other lines, parcels and addresses each time."""
    parcels = [{"parcelNumber": f"P{n}", "carrierName": "Colissimo"} for n in range(max(0, step - 3))]
    address = {"firstName": "Camille", "postalCode": f"{33000 + step}", "countryCode": "FR"} if step > 2 else None
    lines = [line(f"L{n}", quantity=step + 1, parcels=parcels, shippingAddress=address) for n in range(1 + step % 2)]
    return dict(
        order(f"E{example}-{number}", status=STATUSES[step], updatedAt=f"2026-11-21T10:00:{step:02d}Z", lines=lines)
    )


def contents(shelf: Any, example: int) -> dict[str, list[tuple[Any, ...]]]:
    mine = f"where order_id like 'E{example}-%' order by all"
    cut = f"replace(order_id, 'E{example}-', '')"
    return {
        "orders": shelf.rows(
            f"select {cut}, status, updated_at, payload_hash is null, is_missing from core.orders {mine}"
        ),
        "lines": shelf.rows(f"select {cut}, order_line_id, quantity, department_code from core.order_lines {mine}"),
        "parcels": shelf.rows(f"select {cut}, order_line_id, parcel_number from core.shipments {mine}"),
        "addresses": shelf.rows(f"select {cut}, order_line_id, first_name, postal_code from core.addresses {mine}"),
    }


def land_and_die(shelf: Any, records: list[Any], page: Any) -> None:
    def die() -> None:
        with shelf.warehouse.transaction():
            land(shelf.warehouse, ORDER_RECORDS, [page(*records)], run_id=shelf.run_id, fetched_at=shelf.now)
            raise InterruptedError

    with pytest.raises(InterruptedError):
        die()


@SETTINGS
@given(history=steps)
def test_the_end_is_the_same_whatever_came_on_the_way(
    shelf: Any, order: Any, line: Any, page: Any, history: list[tuple[list[tuple[int, int]], bool]]
) -> None:
    lived = shelf.lived = getattr(shelf, "lived", 0) + 2
    newest: dict[int, int] = {}
    for batch, dies in history:
        records = [version(order, line, number, step, lived) for number, step in batch]
        if dies:
            land_and_die(shelf, records, page)
        else:
            newest |= {number: max(step, newest.get(number, 0)) for number, step in sorted(batch)}
            shelf.land(*records)
            shelf.land(*records[:2])
    shelf.land(*(version(order, line, number, step, lived + 1) for number, step in newest.items()))
    assert contents(shelf, lived) == contents(shelf, lived + 1)
    assert {int(number): status for number, status, *_ in contents(shelf, lived)["orders"]} == {
        number: STATUSES[step] for number, step in newest.items()
    }
    for number, step in newest.items():
        events = shelf.rows(
            "select from_status, to_status from core.order_status_events "
            f"where order_id = 'E{lived}-{number}' order by seen_at"
        )
        assert [before for before, _ in events] == [None, *(after for _, after in events[:-1])]
        assert events[-1][1] == STATUSES[step]
