"""What counts for each service level, and the days that are kept by difference against counting all anew."""

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from sqlalchemy import insert

from etl.domain.registry import DIRECTIONS
from etl.store.levels.counting import count_all
from etl.store.marts.gate import pass_gate
from etl.store.ops.database import writing
from etl.store.ops.schema import action, event_log


def at(day: int, hour: int, minute: int = 0) -> str:
    return f"2026-11-{day:02d}T{hour:02d}:{minute:02d}:00Z"


def vanish(shelf: Any, order_id: str) -> None:
    shelf.warehouse.run(
        "update core.orders set is_missing = true, run_id = ? where order_id = ?", [shelf.run_id, order_id]
    )


def own(shelf: Any, kind: str, order_id: str, sent_at: datetime) -> None:
    words = {"kind": kind, "target": order_id, "fingerprint": f"{kind}{order_id}", "requested_by": "ana"}
    instants = dict.fromkeys(("requested_at", "not_before_at", "patience_from_at", "sent_at"), sent_at)
    with writing(shelf.ops) as connection:
        action_id = f"{kind}-{order_id}-{sent_at:%H%M}"
        connection.execute(insert(action).values(action_id=action_id, payload={}, state="done", **words, **instants))
        connection.execute(insert(event_log).values(action_id=action_id, at=sent_at, actor="worker", to_state="done"))


def cases(shelf: Any, metric: str) -> dict[str, tuple[date, bool]]:
    """Day and whether it counts in the numerator, by order (and line), once the marts are built."""
    shelf.build()
    return built_cases(shelf, metric)


def built_cases(shelf: Any, metric: str) -> dict[str, tuple[date, bool]]:
    """The same of marts that hold everything already."""
    found = shelf.rows(
        "select order_id || coalesce('/' || order_line_id, ''), day, is_numerator "
        f"from marts.service_level_cases where metric = '{metric}' order by all"
    )
    return {case: (day, counts) for case, day, counts in found}


def step(shelf: Any, order: Any, instant: str, **changes: Any) -> None:
    """Read an order as it stands at an instant, once nobody can have read anything else since."""
    shelf.now = datetime.fromisoformat(instant)
    shelf.land(order(updatedAt=instant, **changes))


def live(shelf: Any, order: Any, order_id: str, *statuses: tuple[str, str], **changes: Any) -> None:
    for status, instant in statuses:
        step(shelf, order, instant, order_id=order_id, status=status, **changes)


# --- acceptance --------------------------------------------------------------------------------------------------


def test_an_answer_counts_in_time_by_its_deadline_and_in_24_hours_by_the_target(shelf: Any, order: Any) -> None:
    live(shelf, order, "quick", ("WaitingAcceptance", at(20, 11)), ("Accepted", at(20, 12)))
    live(shelf, order, "slow", ("WaitingAcceptance", at(20, 12)), ("Accepted", at(22, 9)))
    live(shelf, order, "late", ("WaitingAcceptance", at(20, 13)), ("Refused", at(23, 9)))
    friday, sunday = date(2026, 11, 20), date(2026, 11, 22)
    assert cases(shelf, "accept_in_time") == {"late": (sunday, False), "quick": (friday, True), "slow": (sunday, True)}
    assert built_cases(shelf, "accept_in_24h") == {
        "late": (sunday, False),
        "quick": (friday, True),
        "slow": (sunday, False),
    }


def test_what_waits_is_no_case_until_its_deadline_and_a_failure_from_then_on(shelf: Any, order: Any) -> None:
    live(shelf, order, "waits", ("WaitingAcceptance", at(20, 11)))
    metrics = ("accept_in_time", "accept_in_24h", "acceptance_rate")
    shelf.build()
    assert [built_cases(shelf, metric) for metric in metrics] == [{}, {}, {}]
    shelf.now = datetime(2026, 11, 22, 10, 1, tzinfo=UTC)
    shelf.build()
    overdue = [built_cases(shelf, metric) for metric in metrics]
    sunday, friday = date(2026, 11, 22), date(2026, 11, 20)
    assert overdue == [{"waits": (sunday, False)}, {"waits": (sunday, False)}, {"waits": (friday, False)}]


def test_acceptance_counts_by_the_day_of_creation_what_was_answered_or_expired(shelf: Any, order: Any) -> None:
    live(shelf, order, "kept", ("WaitingAcceptance", at(20, 11)), ("Accepted", at(21, 12)))
    live(shelf, order, "refused", ("WaitingAcceptance", at(20, 11)), ("Refused", at(21, 13)))
    live(shelf, order, "legacy", ("WaitingAcceptance", at(20, 11)), ("AutomaticCancellation", at(22, 11)))
    live(shelf, order, "unanswered", ("WaitingAcceptance", at(20, 11)), ("Cancelled", at(22, 12)))
    live(shelf, order, "customer", ("WaitingAcceptance", at(20, 11)), ("Cancelled", at(21, 14)))
    live(shelf, order, "rejected", ("Rejected", at(21, 15)))
    live(shelf, order, "payment", ("PaymentRefused", at(21, 15)))
    live(shelf, order, "fraud", ("BlockedFraud", at(21, 15)))
    created = date(2026, 11, 20)
    accepted = {"kept": True, "refused": False, "legacy": False, "unanswered": False}
    assert cases(shelf, "acceptance_rate") == {name: (created, kept) for name, kept in sorted(accepted.items())}


def test_cancellations_count_only_where_something_tells_that_they_are_the_sellers(shelf: Any, order: Any) -> None:
    live(shelf, order, "refused", ("WaitingAcceptance", at(20, 11)), ("Refused", at(21, 13)))
    live(shelf, order, "unanswered", ("WaitingAcceptance", at(20, 11)), ("Cancelled", at(22, 12)))
    live(shelf, order, "customer", ("WaitingAcceptance", at(20, 11)), ("Cancelled", at(21, 14)))
    live(shelf, order, "regretted", ("Accepted", at(20, 11)), ("Cancelled", at(21, 14)))
    live(shelf, order, "open", ("InPreparation", at(20, 11)))
    live(shelf, order, "waiting", ("WaitingAcceptance", at(22, 11)), createdAt=at(22, 10))
    counted = {name: failed for name, (_, failed) in cases(shelf, "seller_cancellation_rate").items()}
    assert counted == {"open": False, "refused": True, "unanswered": True, "waiting": False}


def test_what_is_accepted_automatically_is_accepted_but_was_nobodys_answer(shelf: Any, order: Any) -> None:
    channel = {"id": "SCID01", "name": "Another"}
    live(shelf, order, "auto", ("Processing", at(20, 11)), ("InPreparation", at(20, 12)), salesChannel=channel)
    friday = date(2026, 11, 20)
    assert cases(shelf, "acceptance_rate") == {"auto": (friday, True)}
    assert built_cases(shelf, "seller_cancellation_rate") == {"auto": (friday, False)}
    assert built_cases(shelf, "accept_in_time") == {}
    assert built_cases(shelf, "accept_in_24h") == {}


def test_every_answer_the_rules_know_is_the_one_the_levels_count(shelf: Any, order: Any, line: Any) -> None:
    chance = random.Random(5)
    for _ in range(2):
        shelf.now += timedelta(hours=11)
        shelf.land(*(random_order(order, line, f"O{number}", chance, shelf.now) for number in range(900)))
    shelf.build()
    found = shelf.rows(
        "select discharged_by, c.is_numerator, count(*) from marts.obligations as b "
        "left join marts.service_level_cases as c on c.order_id = b.order_id and c.metric = 'acceptance_rate' "
        "where kind = 'accept_order' and discharged_by is not null group by all order by all"
    )
    answers = {(by, counts) for by, counts, _ in found}
    assert answers == {("accepted", True), ("refused", False), ("expired", False), ("cancelled", None)}


def test_orders_of_the_marketplaces_warehouse_count_nowhere(shelf: Any, order: Any, line: Any) -> None:
    offer = line()["offer"] | {"supplyMode": "Fulfillment"}
    live(shelf, order, "theirs", ("WaitingAcceptance", at(20, 11)), ("Shipped", at(21, 12)), lines=[line(offer=offer)])
    shelf.build()
    assert shelf.rows("select * from marts.service_level_cases") == []
    assert shelf.rows("select * from marts.service_level_days") == []


# --- shipping ----------------------------------------------------------------------------------------------------

PARCEL = {"parcelNumber": "6A00000000001", "carrierName": "Colissimo", "trackingUrl": None}


def test_shipping_counts_on_the_day_of_the_ship_by_and_late_shipments_are_the_rest(shelf: Any, order: Any) -> None:
    monday = {"shippedAtMax": at(23, 20)}
    live(shelf, order, "kept", ("InPreparation", at(21, 11)), ("Shipped", at(23, 12)), **monday)
    live(shelf, order, "late", ("InPreparation", at(21, 12)), ("Shipped", at(24, 9)), **monday)
    live(shelf, order, "overdue", ("InPreparation", at(21, 13)), **monday)
    live(shelf, order, "gone", ("InPreparation", at(21, 13)), ("Cancelled", at(22, 9)), **monday)
    live(shelf, order, "open", ("InPreparation", at(24, 9)), shippedAtMax=at(26, 20))
    day = date(2026, 11, 23)
    assert cases(shelf, "ship_in_time") == {"kept": (day, True), "late": (day, False), "overdue": (day, False)}
    assert built_cases(shelf, "late_shipment_rate") == {
        "kept": (day, False),
        "late": (day, True),
        "overdue": (day, True),
    }


def test_lines_count_as_shipped_late_or_not_and_one_cancelled_or_refused_beside_them_counts_for_nobody(
    shelf: Any, order: Any, line: Any
) -> None:
    due = {"shippedAtMax": at(23, 20)}
    statuses = ("Shipped", "Cancelled", "InPreparation", "Refused")
    lines = [line(f"L{number}", status=status) for number, status in enumerate(statuses, start=1)]
    live(shelf, order, "part", ("InPreparation", at(21, 11)), lines=lines, **due)
    live(shelf, order, "late", ("InPreparation", at(21, 12)), **due)
    step(shelf, order, at(24, 9), order_id="late", status="Shipped", lines=[line(status="Shipped")], **due)
    counted = {case: hit for case, (_, hit) in cases(shelf, "line_shipping_rate").items()}
    assert counted == {"late/L1": True, "part/L1": True, "part/L3": False}


@pytest.mark.parametrize(
    ("shipment", "counted"),
    [
        (([PARCEL], 44.90, "TrackedHomeDelivery"), True),
        (([PARCEL | {"carrierName": " colissimo "}], 44.90, "TrackedHomeDelivery"), True),
        (([PARCEL | {"carrierName": "My cousin"}], 44.90, "TrackedHomeDelivery"), False),
        (([PARCEL | {"parcelNumber": None}], 44.90, "TrackedHomeDelivery"), False),
        (([PARCEL | {"parcelNumber": ""}], 44.90, "TrackedHomeDelivery"), False),
        (([], 44.90, "TrackedHomeDelivery"), False),
        (([], 44.90, "STD"), False),
        (([], 9.90, "TrackedHomeDelivery"), False),
        (([], 9.90, None), False),
        (([], 9.90, "NTHD"), None),
        (([], 15.00, "NonTrackedHomeDelivery"), None),
    ],
)
def test_tracking_is_covered_by_a_number_with_a_listed_carrier_where_it_is_owed(
    shelf: Any, order: Any, line: Any, shipment: tuple[list[Any], float, str | None], counted: bool | None
) -> None:
    parcels, price, mode = shipment
    shelf.warehouse.run("insert into core.carriers values ('COL', 'Colissimo ')")
    delivery = {"mode": mode, "shippedAtMax": at(24, 22)}
    shipped = line(status="Shipped", parcels=parcels, delivery=delivery, offerPrice={"unitSalesPrice": price})
    live(shelf, order, "O1", ("InPreparation", at(21, 11)))
    step(shelf, order, at(22, 12), order_id="O1", status="Shipped", lines=[shipped])
    expected = {} if counted is None else {"O1": (date(2026, 11, 22), counted)}
    assert cases(shelf, "tracking_coverage") == expected


def test_a_carrier_that_comes_into_the_list_is_recognised_on_what_was_shipped_before(
    shelf: Any, order: Any, line: Any
) -> None:
    shelf.warehouse.run("insert into core.carriers values ('DPD', 'DPD')")
    live(shelf, order, "O1", ("InPreparation", at(21, 11)))
    step(shelf, order, at(22, 12), order_id="O1", status="Shipped", lines=[line(status="Shipped", parcels=[PARCEL])])
    assert [hit for _, hit in cases(shelf, "tracking_coverage").values()] == [False]
    shelf.warehouse.run("insert into core.carriers values ('COL', 'Colissimo')")
    assert [hit for _, hit in cases(shelf, "tracking_coverage").values()] == [True]
    assert shelf.rows(
        "select numerator, denominator from marts.service_level_days "
        "where metric = 'tracking_coverage' and dimension = 'carrier' and member = 'Colissimo'"
    ) == [(1, 1)]


def test_without_carrier_scans_the_declaration_lag_has_an_empty_population(shelf: Any, order: Any) -> None:
    live(shelf, order, "O1", ("InPreparation", at(21, 11)), ("Shipped", at(22, 12)))
    assert cases(shelf, "declared_in_24h") == {}
    levels = shelf.rows(
        "select distinct denominator, value, state from marts.service_levels where metric = 'declared_in_24h'"
    )
    assert levels == [(0, None, "unknown")]


def shipped_on(shelf: Any, order: Any, order_id: str, day: int, due: str) -> None:
    """An order of the past of which only the Paris day of shipping is known."""
    live(shelf, order, order_id, ("Delivered", at(26, 9)), shippedAtMax=due)
    first = datetime(2026, 11, day - 1, 23, tzinfo=UTC)
    event = [order_id, shelf.now, first, first + timedelta(hours=23, minutes=59, seconds=59)]
    shelf.warehouse.run(
        "insert into core.order_status_events values ($1, null, 'Shipped', $2, $3, $4, 'shipped_window', 1)", event
    )


def bounds(shelf: Any, metric: str) -> dict[str, tuple[bool, int, int]]:
    shelf.build()
    found = shelf.rows(
        "select order_id, is_numerator, numerator_low, numerator_high "
        f"from marts.service_level_cases where metric = '{metric}'"
    )
    return {order_id: (counts, low, high) for order_id, counts, low, high in found}


def test_where_only_the_day_of_shipping_is_known_an_hour_within_it_is_uncertain_and_counts_against_us(
    shelf: Any, order: Any
) -> None:
    shipped_on(shelf, order, "before", 22, at(23, 15))
    shipped_on(shelf, order, "that day", 23, at(23, 15))
    shipped_on(shelf, order, "after", 24, at(23, 15))
    shipped_on(shelf, order, "day named", 23, "2026-11-23")
    shipped_on(shelf, order, "day missed", 24, "2026-11-23")
    sure, missed = (True, 1, 1), (False, 0, 0)
    assert bounds(shelf, "ship_in_time") == {
        "before": sure, "that day": (False, 0, 1), "after": missed, "day named": sure, "day missed": missed
    }  # fmt: skip
    assert bounds(shelf, "late_shipment_rate") == {
        "before": missed, "that day": (True, 0, 1), "after": sure, "day named": missed, "day missed": sure
    }  # fmt: skip
    assert shelf.rows(
        "select metric, numerator, numerator_low, numerator_high, denominator from marts.service_levels "
        "where metric in ('ship_in_time', 'late_shipment_rate') and window_days = 30 and denominator > 0 "
        "qualify day = max(day) over () order by metric"
    ) == [("late_shipment_rate", 3, 2, 3, 5), ("ship_in_time", 2, 2, 3, 5)]
    assert shelf.rows(
        "select settled_from_at, settled_until_at from marts.service_level_cases "
        "where order_id = 'that day' and metric = 'ship_in_time'"
    ) == [(datetime(2026, 11, 22, 23, tzinfo=UTC), datetime(2026, 11, 23, 22, 59, 59, tzinfo=UTC))]
    pass_gate(shelf.warehouse, shelf.now)


def test_what_happened_between_two_readings_around_its_deadline_is_uncertain(shelf: Any, order: Any) -> None:
    due = {"shippedAtMax": at(23, 20)}
    live(shelf, order, "gap", ("InPreparation", at(22, 12)), ("Shipped", at(24, 9)), **due)
    live(shelf, order, "late", ("InPreparation", at(23, 21)), ("Shipped", at(24, 9)), **due)
    own(shelf, "ship_order", "gap2", datetime(2026, 11, 24, 8, tzinfo=UTC))
    live(shelf, order, "gap2", ("InPreparation", at(22, 12)), ("Shipped", at(24, 9)), **due)
    assert bounds(shelf, "ship_in_time") == {"gap": (False, 0, 1), "late": (False, 0, 0), "gap2": (False, 0, 0)}


# --- the numbers are their cases ---------------------------------------------------------------------------------

STATUSES = ("WaitingAcceptance", "Accepted", "InPreparation", "Shipped", "Delivered", "Cancelled", "Refused")
CARRIERS = ("Colissimo", "DPD", "My cousin", None)


def random_order(order: Any, line: Any, order_id: str, chance: random.Random, now: datetime) -> Any:
    status = chance.choice(STATUSES)
    parcel = {"parcelNumber": chance.choice(["P1", None]), "carrierName": chance.choice(CARRIERS), "trackingUrl": None}
    parcels = [parcel] if status in {"Shipped", "Delivered"} else []
    lines = [
        line(
            f"L{number}",
            status=chance.choice([status, status, "Cancelled"]),
            parcels=parcels,
            offer=line()["offer"] | {"sellerProductId": chance.choice(["SKU-1", "SKU-2", None])},
            shippingAddress=chance.choice([line()["shippingAddress"], None]),
        )
        for number in range(chance.choice([1, 2]))
    ]
    return order(
        order_id,
        status=status,
        lines=lines,
        createdAt=(now - timedelta(days=chance.choice([1, 3, 50, 95, 140]))).isoformat(),
        updatedAt=(now - timedelta(minutes=chance.choice([1, 600]))).isoformat(),
        shippedAtMax=(now + timedelta(hours=chance.choice([-2200, -30, 1, 2, 40]))).isoformat(),
        salesChannel={"id": chance.choice(["CDISFR", "SCID01"]), "name": "A channel"},
    )


def counted_anew(shelf: Any) -> pl.DataFrame:
    """The days as a full count gives them, leaving the kept ones alone."""
    kept = "select * from marts.service_level_days order by all"
    with shelf.warehouse.transaction():
        before: pl.DataFrame = shelf.warehouse.frame(kept)
        count_all(shelf.between_builds())
        anew: pl.DataFrame = shelf.warehouse.frame(kept)
        shelf.warehouse.run("delete from marts.service_level_days")
        with shelf.warehouse.lending("kept_days", before):
            shelf.warehouse.run("insert into marts.service_level_days by name from kept_days")
    return anew


@pytest.mark.parametrize("seed", [1, 2])
def test_days_kept_by_difference_equal_a_full_count_under_random_changes(
    shelf: Any, order: Any, line: Any, seed: int
) -> None:
    chance = random.Random(seed)
    names = [f"O{number}" for number in range(14)]
    metrics: set[str] = set()
    for _ in range(9):
        shelf.now += timedelta(minutes=chance.choice([2, 50, 80]))  # one Paris day: only the first build counts all
        changed = chance.sample(names, chance.randrange(6))
        if changed:
            shelf.land(*(random_order(order, line, name, chance, shelf.now) for name in changed))
            if chance.random() < 0.4:
                vanish(shelf, chance.choice(changed))
        if chance.random() < 0.5:
            own(shelf, chance.choice(["approve_order", "ship_order"]), chance.choice(names), shelf.now)
        shelf.build()
        days = shelf.table("marts.service_level_days")
        assert days.equals(counted_anew(shelf))
        metrics |= set(days["metric"])
    assert metrics >= set(DIRECTIONS) - {"declared_in_24h", "accept_in_24h"}
    pass_gate(shelf.warehouse, shelf.now)


@pytest.mark.parametrize("seed", range(2))
def test_every_level_and_breakdown_is_the_count_of_its_cases(shelf: Any, order: Any, line: Any, seed: int) -> None:
    chance = random.Random(100 + seed)
    for _ in range(3):
        shelf.now += timedelta(minutes=50)
        shelf.land(*(random_order(order, line, f"O{number}", chance, shelf.now) for number in range(30)))
        shelf.build()
    levels = shelf.rows(
        "select metric, window_days, day, numerator, denominator from marts.service_levels where denominator > 0"
    )
    assert len(levels) > 100
    for metric, window, day, numerator, denominator in chance.sample(levels, 60):
        assert shelf.rows(
            "select count(*) filter (is_numerator), count(*) from marts.service_level_cases "
            f"where metric = '{metric}' and day > date '{day}' - {window} and day <= date '{day}'"
        ) == [(numerator, denominator)]
    members = {
        "sales_channel": "coalesce(sales_channel_id, '') = '{}'",
        "carrier": "coalesce(carrier_name, '') = '{}'",
        "department": "coalesce(department_code, '') = '{}'",
        "weekday": "isodow(day)::varchar = '{}'",
        "seller_product": "if(len(seller_product_ids) = 0, '' = '{0}', list_contains(seller_product_ids, '{0}'))",
    }
    breakdowns = shelf.rows(
        "select metric, window_days, day, dimension, member, numerator, denominator from marts.service_level_breakdowns"
    )
    assert {row[3] for row in breakdowns} == set(members)
    for metric, window, day, dimension, member, numerator, denominator in chance.sample(breakdowns, 80):
        assert shelf.rows(
            "select count(*) filter (is_numerator), count(*) from marts.service_level_cases "
            f"where metric = '{metric}' and day > date '{day}' - {window} and day <= date '{day}' "
            f"and {members[dimension].format(member)}"
        ) == [(numerator, denominator)]


def test_durations_are_those_of_the_obligations_on_both_clocks(shelf: Any, order: Any) -> None:
    live(shelf, order, "quick", ("WaitingAcceptance", at(19, 15)), ("Accepted", at(20, 9)))
    late = {"shippedAtMax": at(20, 16)}
    live(shelf, order, "late", ("InPreparation", at(20, 10)), ("Shipped", at(23, 9)), **late)
    live(shelf, order, "overdue", ("InPreparation", at(20, 11)), **late)
    shelf.now = datetime(2026, 11, 23, 11, tzinfo=UTC)
    shelf.build()
    found = shelf.rows(
        "select measure, clock, case_count, median_seconds, max_seconds, within_target_count "
        "from marts.service_durations where window_days = 7 order by all"
    )
    hour = 3600
    assert found == [
        ("acceptance_time", "calendar", 1, 18 * hour, 18 * hour, 1),
        ("acceptance_time", "working", 1, 3 * hour, 3 * hour, 1),
        ("lateness", "calendar", 2, 65 * hour, 67 * hour, None),
        ("lateness", "working", 2, 2 * hour, 4 * hour, None),
    ]
    elapsed = "select elapsed_calendar, elapsed_working from marts.obligations where order_id = 'quick'"
    assert shelf.rows(elapsed) == [(18 * hour, 3 * hour)]


def test_a_store_without_orders_has_every_level_and_none_of_them_says_anything(shelf: Any) -> None:
    shelf.build()
    pass_gate(shelf.warehouse, shelf.now)
    levels = shelf.rows("select distinct numerator, denominator, value, state from marts.service_levels")
    assert levels == [(0, 0, None, "unknown")]
    assert shelf.rows("select count(distinct metric), count(*) from marts.service_levels") == [(9, 9 * 3 * 61)]
    durations = shelf.rows(
        "select distinct case_count, median_seconds, p90_seconds, max_seconds from marts.service_durations"
    )
    assert durations == [(0, None, None, None)]
    for empty in ("service_level_days", "service_level_breakdowns", "marketplace_indicators", "failures_rolling_off"):
        assert shelf.rows(f"select * from marts.{empty}") == []


def test_failures_leave_each_window_on_the_day_after_its_last(shelf: Any, order: Any) -> None:
    monday = {"shippedAtMax": at(16, 20)}
    live(shelf, order, "late", ("InPreparation", at(14, 11)), ("Shipped", at(17, 9)), **monday)
    live(shelf, order, "kept", ("InPreparation", at(14, 12)), ("Shipped", at(16, 9)), **monday)
    shelf.now = datetime(2026, 11, 18, 9, tzinfo=UTC)
    shelf.build()
    leaving = shelf.rows(
        "select metric, window_days, day, failures from marts.failures_rolling_off "
        "where metric in ('ship_in_time', 'late_shipment_rate') order by all"
    )
    days = {7: date(2026, 11, 23), 30: date(2026, 12, 16), 60: date(2027, 1, 15)}
    metrics = ("late_shipment_rate", "ship_in_time")
    assert leaving == [(metric, window, day, 1) for metric in metrics for window, day in days.items()]
    for window, day in days.items():
        for now, failures in ((day - timedelta(days=1), 1), (day, 0)):
            shelf.now = datetime(now.year, now.month, now.day, 9, tzinfo=UTC)
            shelf.build()
            assert shelf.rows(
                "select denominator - numerator from marts.service_levels where metric = 'ship_in_time' "
                f"and window_days = {window} and day = date '{now}'"
            ) == [(failures,)]
