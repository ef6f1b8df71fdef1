"""When a status changed, how that is known and how exactly; and what was believed at any instant before."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from etl.store.ops.database import writing
from etl.store.ops.schema import action, event_log

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def read(shelf: Any, order: Any, status: str, *, at: datetime, updated: datetime | None = None, **changes: Any) -> None:
    shelf.now = at - timedelta(minutes=1)
    shelf.land(order(status=status, updatedAt=(updated or at).isoformat(), **changes))


def moment(shelf: Any, name: str) -> tuple[Any, ...]:
    shelf.build()
    (found,) = shelf.rows(f"select {name}_at, {name}_source, {name}_uncertainty from marts.orders")
    return tuple(found)


def add_event(shelf: Any, to_status: str, source: str, first: datetime, last: datetime) -> None:
    shelf.warehouse.run(
        "insert into core.order_status_events values ('O1', null, ?, ?, ?, ?, ?, ?)",
        [to_status, shelf.now, first, last, source, shelf.run_id],
    )


def own(shelf: Any, kind: str, sent_at: datetime) -> None:
    words = {"kind": kind, "target": "O1", "fingerprint": kind, "requested_by": "ana", "state": "done", "payload": {}}
    instants = dict.fromkeys(("requested_at", "not_before_at", "patience_from_at", "sent_at"), sent_at)
    with writing(shelf.ops) as connection:
        connection.execute(insert(action).values(action_id=kind, **words, **instants))
        connection.execute(insert(event_log).values(action_id=kind, at=sent_at, actor="worker", to_state="done"))


STEPS = [("accepted", "WaitingAcceptance", "Accepted"), ("shipped", "InPreparation", "Shipped")]


@pytest.mark.parametrize(("name", "before", "after"), STEPS)
def test_a_change_between_two_readings_is_as_uncertain_as_they_are_apart(
    shelf: Any, order: Any, name: str, before: str, after: str
) -> None:
    read(shelf, order, before, at=NOON)
    read(shelf, order, after, at=NOON + timedelta(minutes=15), updated=NOON + timedelta(minutes=10))
    assert moment(shelf, name) == (NOON + timedelta(minutes=10), "poll", 600)


@pytest.mark.parametrize(("name", "before", "after"), STEPS)
def test_what_the_marketplace_tells_is_closer_than_the_readings(
    shelf: Any, order: Any, name: str, before: str, after: str
) -> None:
    read(shelf, order, before, at=NOON)
    read(shelf, order, after, at=NOON + timedelta(minutes=15))
    told = NOON + timedelta(minutes=4)
    add_event(shelf, after, "status_event", told, told)
    assert moment(shelf, name) == (told, "status_event", 0)


OWN = {"accepted": "approve_order", "shipped": "ship_order"}


@pytest.mark.parametrize(("name", "before", "after"), STEPS)
def test_an_own_action_is_dated_by_its_sending_to_the_second(
    shelf: Any, order: Any, name: str, before: str, after: str
) -> None:
    read(shelf, order, before, at=NOON)
    own(shelf, OWN[name], NOON + timedelta(minutes=2))
    read(shelf, order, after, at=NOON + timedelta(minutes=15))
    assert moment(shelf, name) == (NOON + timedelta(minutes=2), "action", 0)


def test_a_shipment_dated_by_its_day_is_as_uncertain_as_the_day_is_long(shelf: Any, order: Any) -> None:
    read(shelf, order, "Delivered", at=NOON, shippedAtMax="2026-11-20T22:59:59Z")
    first, last = datetime(2026, 11, 18, 23, tzinfo=UTC), datetime(2026, 11, 19, 22, 59, 59, tzinfo=UTC)
    add_event(shelf, "Shipped", "shipped_window", first, last)
    assert moment(shelf, "shipped") == (last, "shipped_window", 86399)


def test_an_order_found_shipped_or_delivered_is_only_known_to_be_so_since_it_was_made(shelf: Any, order: Any) -> None:
    read(shelf, order, "Shipped", at=NOON)
    assert moment(shelf, "shipped") == (NOON, "first_seen", 26 * 3600)
    assert moment(shelf, "delivered") == (None, None, None)
    read(shelf, order, "Delivered", at=NOON + timedelta(hours=1))
    assert moment(shelf, "delivered") == (NOON + timedelta(hours=1), "poll", 3600)


def test_what_nobody_saw_has_neither_source_nor_bounds(shelf: Any, order: Any) -> None:
    read(shelf, order, "InPreparation", at=NOON)
    assert moment(shelf, "accepted") == (None, None, None)


def believed(shelf: Any, instant: datetime) -> list[tuple[Any, ...]]:
    """What the published file answers, as an analyst would ask it."""
    snapshot = shelf.publish()
    with snapshot.connect() as connection:
        asked = "select order_id, status, seen_at, not_before_at from orders_as_of(?) order by 1"
        return connection.sql(asked, params=[instant]).pl().rows()


def test_orders_are_listed_as_they_were_believed_to_be_at_an_instant(shelf: Any, order: Any) -> None:
    read(shelf, order, "WaitingAcceptance", at=NOON)
    read(shelf, order, "Accepted", at=NOON + timedelta(hours=1))
    read(shelf, order, "Delivered", at=NOON + timedelta(hours=2), order_id="O2")
    add_event(shelf, "Shipped", "shipped_window", NOON - timedelta(days=1), NOON - timedelta(hours=2))
    made = datetime(2026, 11, 20, 10, tzinfo=UTC)
    assert believed(shelf, NOON - timedelta(seconds=1)) == []
    assert believed(shelf, NOON) == [("O1", "WaitingAcceptance", NOON, made)]
    assert believed(shelf, NOON + timedelta(minutes=59)) == [("O1", "WaitingAcceptance", NOON, made)]
    assert believed(shelf, NOON + timedelta(days=1)) == [
        ("O1", "Accepted", NOON + timedelta(hours=1), NOON),
        ("O2", "Delivered", NOON + timedelta(hours=2), made),
    ]
