"""The incremental build of the marts: after any changes the same as building everything anew."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from sqlalchemy import insert, update

from etl.domain.tracking.numbers import normalised_number
from etl.store.errors import GateFailed
from etl.store.marts import families
from etl.store.marts.gate import checks, pass_gate
from etl.store.ops.database import writing
from etl.store.ops.schema import action, event_log

NOT_COMPARED = {"build", "data_quality", "carrier_scores"}  # carriers are scored once a day


def mart_names(shelf: Any) -> list[str]:
    names = shelf.rows("select table_name from duckdb_tables() where database_name = 'marts'")
    return sorted(name for (name,) in names if name not in NOT_COMPARED)


def everything(shelf: Any) -> dict[str, pl.DataFrame]:
    build = {name: shelf.warehouse.frame(comparable(name)) for name in mart_names(shelf)}
    return {**build, "private.addresses": shelf.table("private.addresses")}


def comparable(name: str) -> str:
    return f"select * from marts.{name} order by all"


def built_anew(shelf: Any) -> dict[str, pl.DataFrame]:
    shelf.warehouse.run("delete from marts.build")
    shelf.warehouse.run("delete from private.build")
    shelf.build()
    return everything(shelf)


def different(left: dict[str, pl.DataFrame], right: dict[str, pl.DataFrame]) -> list[str]:
    return [name for name in left if not left[name].equals(right[name])]


def decide(shelf: Any, kind: str, order_id: str, state: str = "done") -> str:
    action_id = f"{kind}-{order_id}-{shelf.now:%H%M}"
    words = {"kind": kind, "target": order_id, "fingerprint": action_id, "requested_by": "ana", "state": state}
    instants = dict.fromkeys(("requested_at", "not_before_at", "patience_from_at", "sent_at"), shelf.now)
    with writing(shelf.ops) as connection:
        connection.execute(insert(action), [{"action_id": action_id, "payload": {}, **words, **instants}])
        told = {"action_id": action_id, "at": shelf.now, "actor": "worker", "to_state": state}
        connection.execute(insert(event_log).values(told))
    return action_id


def set_auto_accept(shelf: Any, value: bool) -> None:
    shelf.warehouse.run("delete from core.sellers")
    shelf.warehouse.run("insert into core.sellers values ('1', 'Lampes', 'Active', null, ?)", [value])


STATUSES = ("WaitingAcceptance", "Accepted", "InPreparation", "Shipped", "Delivered", "Cancelled", "Refused")


@pytest.mark.parametrize("seed", [1, 2])
def test_after_random_changes_the_incremental_build_equals_a_full_one(
    shelf: Any, order: Any, line: Any, seed: int
) -> None:
    chance = random.Random(seed)
    steps: dict[str, int] = {}
    for _ in range(6):
        changed = chance.sample([f"O{n}" for n in range(12)], 5)
        for order_id in changed:
            steps[order_id] = min(steps.get(order_id, chance.randrange(3)) + 1, len(STATUSES) - 1)
        shelf.now += timedelta(hours=chance.choice([1, 9, 30]))
        shelf.land(*(_order(order, line, order_id, steps[order_id], chance) for order_id in changed))
        if chance.random() < 0.6:
            decide(shelf, chance.choice(["approve_order", "ship_order"]), chance.choice(changed))
        if chance.random() < 0.3:
            absent = chance.choice(list(steps))
            shelf.warehouse.run(
                "update core.orders set is_missing = true, absent_count = 2, run_id = ? where order_id = ?",
                [shelf.run_id, absent],
            )
        shelf.build()
    incremental = everything(shelf)
    assert incremental["orders"].height == len(steps)
    assert incremental["obligations"].height > 0
    assert different(incremental, built_anew(shelf)) == []


def test_the_first_build_of_a_new_store_equals_that_of_one_whose_marts_were_empty(
    shelf: Any, new_shelf: Any, order: Any, line: Any
) -> None:
    chance = random.Random(3)
    orders = [_order(order, line, f"O{number}", number % len(STATUSES), chance) for number in range(14)]
    for one in (shelf, new_shelf):
        one.land(*orders)
        one.build()
    assert everything(new_shelf)["orders"].height == len(orders)
    assert different(everything(shelf), everything(new_shelf)) == []


def _order(order: Any, line: Any, order_id: str, step: int, chance: random.Random) -> dict[str, Any]:
    parcels = [{"parcelNumber": f"P{order_id}"}] if step > 2 else []
    lines = [line(f"L{n}", quantity=n + 1, parcels=parcels) for n in range(chance.choice([1, 2, 3]))]
    instant = f"2026-11-22T{step + 8:02d}:00:00Z"
    return dict(order(order_id, status=STATUSES[step], updatedAt=instant, lines=lines))


def test_an_own_action_proved_after_the_order_was_built_still_dates_it(shelf: Any, order: Any) -> None:
    shelf.land(order(status="WaitingAcceptance"))
    action_id = decide(shelf, "approve_order", "O1", state="unknown")
    sent_at = shelf.now
    shelf.land(order(status="Accepted", updatedAt="2026-11-21T10:00:30Z"))
    shelf.build()
    shelf.land(order("O2"))
    shelf.build()
    with writing(shelf.ops) as connection:
        connection.execute(update(action).where(action.c.action_id == action_id).values(state="done"))
        step = {"action_id": action_id, "at": shelf.now, "actor": "worker", "from_state": "unknown", "to_state": "done"}
        connection.execute(insert(event_log).values(step))  # the mirror follows the steps
    assert shelf.build() == 1
    assert shelf.rows("select accepted_at from marts.orders where order_id = 'O1'") == [(sent_at,)]
    assert shelf.build() == 0


def test_a_switch_of_automatic_acceptance_reaches_every_order(shelf: Any, order: Any) -> None:
    set_auto_accept(shelf, False)
    shelf.land(order("O1"), order("O2"))
    shelf.build()
    shelf.land(order("O3"))
    shelf.build()
    set_auto_accept(shelf, True)
    assert shelf.build() == 3
    assert shelf.rows("select distinct is_auto_accepted from marts.orders") == [(True,)]
    incremental = everything(shelf)
    assert different(incremental, built_anew(shelf)) == []


def test_a_build_without_changes_builds_nothing_and_time_still_breaks_what_is_late(shelf: Any, order: Any) -> None:
    shelf.land(order("O1"))
    shelf.land(order("O2"))
    shelf.build()
    states = "select order_id, state from marts.obligations where kind = 'ship_order' order by 1"
    assert shelf.rows(states) == [("O1", "open"), ("O2", "open")]
    shelf.now += timedelta(days=10)
    assert shelf.build() == 0
    assert shelf.rows(states) == [("O1", "broken"), ("O2", "broken")]
    assert different(everything(shelf), built_anew(shelf)) == []


def test_a_run_that_still_goes_on_is_applied_again_until_it_has_ended(shelf: Any, order: Any) -> None:
    shelf.land(order("O1"))
    shelf.warehouse.run("update core.sync_runs set state = 'running'")
    assert [shelf.build(), shelf.build()] == [1, 1]
    shelf.warehouse.run("update core.sync_runs set state = 'landed'")
    assert [shelf.build(), shelf.build()] == [1, 0]


def test_orders_are_built_in_batches_and_found_in_the_order_of_their_ids(
    shelf: Any, order: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(families, "_AT_ONCE", 2)
    shelf.land(*(order(name) for name in ("O3", "O1", "O5", "O2", "O4")))
    shelf.build()
    found = shelf.rows("select order_id from marts.order_lines order by rowid")
    assert [order_id for (order_id,) in found] == ["O1", "O2", "O3", "O4", "O5"]
    assert shelf.rows("select count(*) from marts.obligations where kind = 'ship_order'") == [(5,)]


@pytest.mark.parametrize(
    ("later", "is_renewed"),
    [
        (timedelta(days=7), False),  # by day, somebody waits
        (timedelta(days=6, hours=18), False),
        (timedelta(days=7, hours=18), True),
    ],
)
def test_once_a_week_at_night_everything_is_built_anew(
    shelf: Any, order: Any, later: timedelta, is_renewed: bool
) -> None:
    shelf.now = datetime(2026, 11, 23, 9, tzinfo=UTC)
    shelf.land(order("O2"), order("O1"))
    shelf.build()
    shelf.land(order("O1", status="Shipped"))
    shelf.build()
    rows = "select order_id from marts.orders order by rowid"
    assert shelf.rows(rows) == [("O2",), ("O1",)]
    shelf.now += later
    assert shelf.build() == (2 if is_renewed else 0)
    assert (shelf.rows(rows) == [("O1",), ("O2",)]) is is_renewed
    assert (shelf.rows("select renewed_at from marts.build") == [(shelf.now,)]) is is_renewed


def test_a_build_cut_short_between_the_private_and_the_public_part_is_done_again(
    shelf: Any, order: Any, line: Any
) -> None:
    shelf.land(order("O1"))
    shelf.build()
    shelf.land(order("O1", updatedAt="2026-11-21T10:00:30Z", lines=[line(shippingAddress=None)]), order("O2"))
    original = shelf.warehouse.run_file

    def cut(name: str, **variables: object) -> None:
        if name == "obligations/marts/obligation_states":
            raise InterruptedError
        original(name, **variables)

    shelf.warehouse.run_file = cut
    with pytest.raises(InterruptedError):
        shelf.build()
    shelf.warehouse.run_file = original
    assert shelf.rows("select order_id from private.addresses") == [("O2",)]
    assert shelf.rows("select order_id from marts.orders") == [("O1",)]
    shelf.build()
    assert shelf.rows("select order_id from marts.orders order by 1") == [("O1",), ("O2",)]
    assert different(everything(shelf), built_anew(shelf)) == []


@pytest.mark.parametrize(
    ("declared", "published"),
    [
        ("https://track.example/6A1?zip=33000", "https://track.example/6A1?zip="),
        ("https://track.example/33000/6A1", "https://track.example//6A1"),
        ("https://track.example/6A133000", "https://track.example/6A133000"),
        ("https://track.example/?id=33000123&zip=33000#map", "https://track.example/?id=33000123&zip=#map"),
        (None, None),
    ],
)
def test_the_recipients_postcode_is_taken_out_of_the_tracking_page(
    shelf: Any, order: Any, line: Any, declared: str | None, published: str | None
) -> None:
    parcel = {"parcelNumber": "6A1", "carrierName": "Colissimo", "trackingUrl": declared}
    shelf.land(order("O1", lines=[line("L1", parcels=[parcel])]))
    shelf.build()
    assert shelf.rows("select tracking_url from marts.shipments") == [(published,)]


TRACKING_PAGES = [
    ("75 011", "https://t.example/?zip=75011&id=6A1", "https://t.example/?zip=&id=6A1"),
    ("75011", "https://t.example/?id=6A1&zip=75%20011", "https://t.example/?id=6A1&zip="),
    ("75 011", "https://t.example/?zip=75+011&id=6A1", "https://t.example/?zip=&id=6A1"),
    ("F-75011", "https://t.example/?zip=75011", "https://t.example/?zip="),
    ("75011", "https://t.example/?zip=FR-75011;6A1", "https://t.example/?zip=;6A1"),
    ("75011", "https://t.example/?q=6A1%2C75011", "https://t.example/?q=6A1%2C"),
    ("75011", "https://t.example/75011/75011/75011", "https://t.example///"),
    ("01000", "https://t.example/?zip=1000", "https://t.example/?zip="),
    ("1000", "https://t.example/?zip=01000", "https://t.example/?zip="),
    ("SW1A 1AA", "https://t.example/?postcode=sw1a1aa", "https://t.example/?postcode="),
    ("sw1a1aa", "https://t.example/SW1A%201AA/6A1", "https://t.example//6A1"),
    ("SW1A 1AA", "https://t.example/?p=Sw1a+1aA#x", "https://t.example/?p=#x"),
    ("75011", "https://t.example/?zip=75%C2%A0011", "https://t.example/?zip="),
    ("75011", "https://t.example/?zip=75%252D011", "https://t.example/?zip="),
    ("75011", "https://t.example/?zip=%37%35%30%31%31", None),
    ("75011", "https://t.example/?ref=975011&n=750112", "https://t.example/?ref=975011&n=750112"),
    ("75011", "https://t.example/broken%zz%ff%", "https://t.example/broken%zz%ff%"),
]
"""Postcode of the address, the tracking page declared, what is published of it."""


def test_a_postcode_written_another_way_is_taken_out_all_the_same(shelf: Any, order: Any, line: Any) -> None:
    orders = []
    for number, (postcode, declared, _) in enumerate(TRACKING_PAGES):
        parcel = {"parcelNumber": "6A1", "carrierName": "Colissimo", "trackingUrl": declared}
        address = {"firstName": "Camille", "postalCode": postcode, "countryCode": "FR"}
        orders.append(order(f"O{number:02}", lines=[line("L1", parcels=[parcel], shippingAddress=address)]))
    shelf.land(*orders)
    shelf.build()
    published = [url for (url,) in shelf.rows("select tracking_url from marts.shipments order by order_id")]
    assert published == [url for _, _, url in TRACKING_PAGES]


def test_the_postcode_of_another_line_is_taken_out_and_the_number_of_the_parcel_stays(
    shelf: Any, order: Any, line: Any
) -> None:
    url = "https://t.example/6A-75011-1?zip=75011&to=33000"
    parcel = {"parcelNumber": "6A-75011-1", "carrierName": "Colissimo", "trackingUrl": url}
    address = {"firstName": "Camille", "postalCode": "75011", "countryCode": "FR"}
    shelf.land(order("O1", lines=[line("L1", parcels=[parcel]), line("L2", shippingAddress=address)]))
    shelf.build()
    assert shelf.rows("select tracking_url from marts.shipments") == [("https://t.example/6A-75011-1?zip=&to=",)]


WRITTEN = ["6a 123 4", "xy\u00a012\u20093", "8R-12\u201113", "\u200b9V1\ufeff", "  ", "É1", "a.b/c"]


def test_parcel_numbers_are_normalised_as_a_sheet_of_them_is(shelf: Any, order: Any, line: Any) -> None:
    parcels = [{"parcelNumber": number, "carrierName": "Colissimo"} for number in WRITTEN]
    shelf.land(order("O1", lines=[line("L1", parcels=parcels)]))
    shelf.build()
    pairs = shelf.rows("select parcel_number, normalised_number from marts.shipments")
    assert len(pairs) >= len(WRITTEN) - 1
    assert pairs == [(written, normalised_number(written)) for written, _ in pairs]


def test_a_missing_order_owes_nothing_and_is_still_listed(shelf: Any, order: Any) -> None:
    shelf.land(order("O1"))
    shelf.build()
    assert shelf.rows("select count(*) > 0 from marts.obligations") == [(True,)]
    shelf.warehouse.run("update core.orders set is_missing = true, run_id = 2")
    shelf.build()
    assert shelf.rows("select count(*) from marts.obligations") == [(0,)]
    assert shelf.rows("select is_missing from marts.orders") == [(True,)]


SPOILERS = {
    "carriers_add_up": "insert into marts.carrier_scores (window_days, carrier_name, department_code, parcel_count) "
    "values (30, 'GLS', '33', 1)",
    "days_add_up": "update marts.service_level_days set denominator = denominator + 1 where dimension = 'shop'",
    "every_order_is_built": "delete from marts.orders where order_id = 'O1'",
    "levels_are_shares": "insert into marts.service_levels (metric, numerator, denominator) values ('m', 2, 1)",
    "no_order_lost_its_lines": "update marts.orders set line_count = null where order_id = 'O1'",
    "one_row_per_obligation": "insert into marts.obligations select * from marts.obligations",
    "one_row_per_order": "insert into marts.orders select * from marts.orders",
    "one_row_per_order_line": "insert into marts.order_lines select * from marts.order_lines",
    "states_are_known": "update marts.obligations set state = 'odd'",
}


def test_every_check_of_the_gate_is_tried_here() -> None:
    assert sorted(SPOILERS) == list(checks())


@pytest.mark.parametrize("check", SPOILERS)
def test_each_check_fails_on_what_it_is_there_for_and_says_so_in_the_mart(shelf: Any, order: Any, check: str) -> None:
    shelf.land(order("O1"), order("O2"))
    shelf.build()
    pass_gate(shelf.warehouse, shelf.now)
    assert shelf.rows("select distinct state, failing_rows from marts.data_quality") == [("passed", 0)]
    shelf.land(order("O1", status="Shipped"), order("O2", status="Shipped"))
    shelf.build()
    shelf.warehouse.run(SPOILERS[check])
    with pytest.raises(GateFailed, match=check) as failed:
        pass_gate(shelf.warehouse, shelf.now)
    failing = failed.value.failures[check]
    assert failing > 0
    assert shelf.rows(f"select state, failing_rows from marts.data_quality where check_name = '{check}'") == [
        ("failed", failing)
    ]


def test_lines_that_vanish_are_told_from_an_order_that_came_without(shelf: Any, order: Any) -> None:
    shelf.land(order("O1"), order("O2", lines=[]), order("O3", lines=["x"]), order("O4", lines=None))
    shelf.build()
    pass_gate(shelf.warehouse, shelf.now)
    shelf.warehouse.run("delete from core.order_lines where order_id = 'O1'")
    shelf.warehouse.run("update core.orders set run_id = 2")
    shelf.build()
    with pytest.raises(GateFailed, match="no_order_lost_its_lines") as failed:
        pass_gate(shelf.warehouse, shelf.now)
    assert failed.value.failures == {"no_order_lost_its_lines": 1}


TWICE = "insert into marts.orders select * from marts.orders where order_id = 'O1'"


def test_an_order_that_fails_the_gate_fails_it_until_it_is_mended(shelf: Any, order: Any) -> None:
    shelf.land(order("O1"))
    shelf.build()
    shelf.warehouse.run(TWICE)
    for order_id in ("O2", "O3"):
        shelf.land(order(order_id))
        shelf.build()
        with pytest.raises(GateFailed, match="one_row_per_order"):
            pass_gate(shelf.warehouse, shelf.now)
    shelf.land(order("O1", status="Shipped"))
    shelf.build()
    pass_gate(shelf.warehouse, shelf.now)


def test_a_new_process_looks_at_every_order_again(shelf: Any, order: Any) -> None:
    shelf.land(order("O1"))
    shelf.build()
    pass_gate(shelf.warehouse, shelf.now)
    shelf.warehouse.run(TWICE)
    shelf.warehouse.reopen()
    shelf.build()
    with pytest.raises(GateFailed, match="one_row_per_order"):
        pass_gate(shelf.warehouse, shelf.now)
