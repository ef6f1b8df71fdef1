"""Open orders, absences, ship days, counts, listings, documents: against the sandbox, and a shop that lies."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import httpx
import pytest

from etl.domain.orders.statuses import OPEN_STATUSES
from etl.sync.documents.documents import CARRIERS, SELLER, sync_document
from etl.sync.engine.changes import sweep, sync_changed
from etl.sync.engine.runs import run_resource, sync_due
from etl.sync.engine.whole_lists import read_whole, reread_open
from etl.sync.listings.collection import OFFERS
from etl.sync.orders import counts, ship_days
from etl.sync.orders.collection import ORDERS
from etl.sync.registry import RESOURCES

DOCUMENTS = {document.name: partial(sync_document, document) for document in (SELLER, CARRIERS)}


def run(reader: Any, sync: Any, name: str = "orders") -> Any:
    return run_resource(reader, name, sync)


def rows(reader: Any, sql: str) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = reader.warehouse.frame(sql).rows()
    return found


def reread(reader: Any, clock: Any) -> Any:
    clock.forward(minutes=1)
    return run(reader, partial(reread_open, ORDERS), "open_orders")


def test_the_first_round_lands_the_marketplace_as_it_is(reader: Any, sandbox: Any) -> None:
    summary = sync_due(reader, RESOURCES)
    assert summary.has_landed
    later = {"order_sweep", "purge", "order_days", "orders_backfill"}
    assert list(summary.outcomes) == [resource.name for resource in RESOURCES if resource.name not in later]
    truth = {one["order_id"]: one["status"] for one in sandbox.true_orders()}
    assert dict(rows(reader, "select order_id, status from core.orders")) == truth
    totals = rows(reader, "select count(*), sum(quantity) from core.order_lines")[0]
    assert totals == (sandbox.truth()["lines"], sandbox.truth()["units"])
    assert (
        f"{rows(reader, 'select sum(total_selling_price) from core.orders')[0][0]}"
        == sandbox.truth()["total_selling_price"]
    )
    assert rows(reader, "select * from core.rejects") == []
    assert rows(reader, "select * from core.sync_drift") == []


def test_a_second_round_reads_little_and_changes_nothing(reader: Any, sandbox: Any, clock: Any) -> None:
    sync_due(reader, RESOURCES)
    clock.forward(seconds=15)
    summary = sync_due(reader, RESOURCES)
    assert set(summary.outcomes) <= {"orders", "ship_days"}
    assert summary.outcomes["orders"].landed.changed_count == 0
    assert summary.outcomes["orders"].request_count == 1


def test_counts_stand_beside_the_marketplaces_and_agree_after_a_full_read(reader: Any, sandbox: Any) -> None:
    sync_due(reader, RESOURCES)
    counted = {
        status: (own, theirs)
        for status, own, theirs in rows(reader, "select status, own_count, marketplace_count from core.order_counts")
    }
    assert counted == {status: (count, count) for status, count in sandbox.truth()["by_status"].items()}


def test_a_count_that_differs_and_a_status_only_we_have_are_both_shown(shop: Any, shop_reader: Any, clock: Any) -> None:
    shop.add("A", clock(), "Shipped")
    shop.add("B", clock(), "AwaitingCarrierSlot")
    run(shop_reader, partial(sync_changed, ORDERS))
    shop.other["/orders/count"] = httpx.Response(200, json={"count": 7})
    assert run(shop_reader, counts.sync_order_counts, "order_counts").state == "landed"
    assert rows(
        shop_reader, "select * exclude (counted_at) from core.order_counts where own_count > 0 order by status"
    ) == [("AwaitingCarrierSlot", 1, None), ("Shipped", 1, 7)]


@pytest.mark.parametrize("body", [b'"many"', b"{}", b"{", b"[1]", b"null"])
def test_an_answer_that_is_no_count_fails_the_run_and_keeps_the_former_counts(
    shop: Any, shop_reader: Any, body: bytes
) -> None:
    shop.other["/orders/count"] = httpx.Response(200, content=b"3")
    run(shop_reader, counts.sync_order_counts, "order_counts")
    shop.other["/orders/count"] = httpx.Response(200, content=body)
    assert run(shop_reader, counts.sync_order_counts, "order_counts").state == "failed"
    assert rows(shop_reader, "select distinct marketplace_count from core.order_counts") == [(3,)]


def test_open_orders_are_read_again_whatever_their_date_says(shop: Any, shop_reader: Any, clock: Any) -> None:
    shop.add("A", clock() - timedelta(days=40), "WaitingAcceptance")
    shop.add("B", clock() - timedelta(days=40), "Delivered")
    run(shop_reader, partial(sync_changed, ORDERS))
    shop.orders["A"]["status"] = "Accepted"  # without moving updatedAt
    assert reread(shop_reader, clock).landed.changed_count == 1
    assert rows(shop_reader, "select status from core.orders order by order_id") == [("Accepted",), ("Delivered",)]
    assert set(shop.asked[-1]["status"].split(",")) == OPEN_STATUSES


def test_an_open_order_that_has_left_the_list_is_read_by_its_id(shop: Any, shop_reader: Any, clock: Any) -> None:
    shop.add("A", clock(), "InPreparation")
    run(shop_reader, partial(sync_changed, ORDERS))
    shop.touch("A", clock(), status="Shipped")
    outcome = reread(shop_reader, clock)
    assert (outcome.request_count, outcome.landed.changed_count) == (2, 1)
    assert rows(shop_reader, "select status, is_missing from core.orders") == [("Shipped", False)]


def test_an_order_absent_twice_running_is_missing_and_comes_back_when_it_reappears(
    shop: Any, shop_reader: Any, clock: Any
) -> None:
    shop.add("A", clock(), "InPreparation")
    shop.add("B", clock(), "InPreparation")
    run(shop_reader, partial(sync_changed, ORDERS))
    hidden = shop.orders.pop("A")
    absences = "select order_id, absent_count, is_missing from core.orders order by 1"
    reread(shop_reader, clock)
    assert rows(shop_reader, absences) == [("A", 1, False), ("B", 0, False)]
    reread(shop_reader, clock)
    assert rows(shop_reader, absences) == [("A", 2, True), ("B", 0, False)]
    asked = len(shop.asked)
    reread(shop_reader, clock)
    assert len(shop.asked) == asked + 1
    shop.orders["A"] = hidden
    reread(shop_reader, clock)
    assert rows(shop_reader, absences) == [("A", 0, False), ("B", 0, False)]


def test_an_order_absent_once_and_found_again_starts_from_nothing(shop: Any, shop_reader: Any, clock: Any) -> None:
    shop.add("A", clock(), "InPreparation")
    run(shop_reader, partial(sync_changed, ORDERS))
    for _ in range(3):
        hidden = shop.orders.pop("A")
        reread(shop_reader, clock)
        shop.orders["A"] = hidden
        reread(shop_reader, clock)
    assert rows(shop_reader, "select absent_count, is_missing from core.orders") == [(0, False)]
    assert rows(shop_reader, "select count(*) from raw.orders") == [(1,)]


def test_one_order_that_is_nonsense_when_read_by_its_id_does_not_stop_the_others(
    shop: Any, shop_reader: Any, clock: Any
) -> None:
    shop.add("A", clock(), "InPreparation")
    shop.add("B", clock(), "InPreparation")
    run(shop_reader, partial(sync_changed, ORDERS))
    shop.touch("B", clock(), status="Shipped")
    del shop.orders["A"]
    shop.other["/orders/A"] = httpx.Response(200, json="Internal mapping error")
    assert reread(shop_reader, clock).state == "landed"
    assert rows(shop_reader, "select status from core.orders order by order_id") == [("InPreparation",), ("Shipped",)]
    assert rows(shop_reader, "select reason from core.rejects") == [("orderId is missing",)]


def test_ship_days_date_what_was_shipped_before_anybody_looked(reader: Any, sandbox: Any) -> None:
    run(reader, partial(sync_changed, ORDERS))
    assert ship_days.has_days_to_ask(reader)
    while ship_days.has_days_to_ask(reader):
        assert run(reader, ship_days.sync_ship_days, "ship_days").state == "landed"
    dated = dict(
        rows(
            reader,
            "select order_id, (not_after_at at time zone 'Europe/Paris')::date from core.order_status_events "
            "where source = 'shipped_window'",
        )
    )
    book = sandbox.market.world.book
    shipped = {book.id_of(row): at for row, at in enumerate(book.orders["shipped"][: len(book)].tolist()) if at}
    today = reader.clock().timestamp() * 1000
    past = {one for one, at in shipped.items() if at < today - 86_400_000}
    assert past
    assert past <= set(dated)
    assert rows(reader, "select count(*) from core.sync_windows where resource = 'ship_days' and state = 'done'") == [
        (reader.pace.history.days,)
    ]


def test_a_ship_day_is_asked_once_and_its_bounds_are_those_of_a_day_in_paris(
    shop: Any, shop_reader: Any, clock: Any
) -> None:
    shop.add("A", clock() - timedelta(days=2))
    run(shop_reader, ship_days.sync_ship_days, "ship_days")
    assert len(shop.asked) == ship_days.DAYS_PER_RUN
    first = shop.asked[0]
    assert (first["shippedAtMin"], first["shippedAtMax"]) == ("2026-11-21T23:00:00.000Z", "2026-11-22T22:59:59.000Z")
    run(shop_reader, ship_days.sync_ship_days, "ship_days")
    assert len({asked["shippedAtMin"] for asked in shop.asked}) == 2 * ship_days.DAYS_PER_RUN


def test_the_day_clocks_change_has_its_own_length(shop: Any, shop_reader: Any, clock: Any) -> None:
    clock.forward(days=-29)  # Sunday 25 October 2026, summer time ended that night
    clock.forward(days=1)
    run(shop_reader, ship_days.sync_ship_days, "ship_days")
    assert (shop.asked[0]["shippedAtMin"], shop.asked[0]["shippedAtMax"]) == (
        "2026-10-24T22:00:00.000Z",
        "2026-10-25T22:59:59.000Z",
    )


def test_listings_are_read_to_the_last_cursor_and_again_without_change(reader: Any, sandbox: Any) -> None:
    first = run(reader, partial(read_whole, OFFERS), "offers")
    assert (
        first.landed.changed_count
        == len(sandbox.market.world.listings)
        == rows(reader, "select count(*) from core.offers")[0][0]
    )
    assert run(reader, partial(read_whole, OFFERS), "offers").landed.changed_count == 0
    assert rows(reader, "select sum(stock_quantity) from core.offers")[0][0] == sandbox.truth()["stock"]


def test_offers_follow_their_cursor_and_set_aside_what_has_no_id(shop: Any, shop_reader: Any) -> None:
    offer = {
        "offerId": "F1",
        "sellerExternalReference": "SKU-1",
        "facialPrice": {"price": "12.50"},
        "stock": {"quantity": "3"},
    }
    shop.other["/offers"] = httpx.Response(200, json={"items": [offer, {"sellerExternalReference": "SKU-2"}, "x"]})
    outcome = run(shop_reader, partial(read_whole, OFFERS), "offers")
    assert (outcome.landed.record_count, outcome.landed.changed_count, outcome.landed.rejected_count) == (3, 1, 2)
    assert rows(shop_reader, "select offer_id, seller_product_id, price::varchar, stock_quantity from core.offers") == [
        ("F1", "SKU-1", "12.50", 3)
    ]


OTHER_KINDS = {
    "seller": ("/sellers", [b"[]", b"5", b'{"seller_id":', b"null"]),
    "carriers": ("/carriers", [b"{}", b'"x"', b"[1 2]"]),
    "offers": ("/offers", [b'{"items":5}', b"[]", b'{"items":[1 2]}']),
}


@pytest.mark.parametrize(("name", "body"), [(name, body) for name, (_, all_) in OTHER_KINDS.items() for body in all_])
def test_an_answer_of_another_kind_fails_its_run_and_keeps_what_was_there(
    shop: Any, shop_reader: Any, name: str, body: bytes
) -> None:
    good = {"seller": {"seller_id": 9, "auto_accept_order": True}, "carriers": [{"code": "C", "label": "Colissimo "}]}
    path = OTHER_KINDS[name][0]
    sync = {**DOCUMENTS, "offers": partial(read_whole, OFFERS)}[name]
    shop.other[path] = httpx.Response(200, json=good.get(name, {"items": [{"offerId": "F1"}]}))
    assert run(shop_reader, sync, name).state == "landed"
    shop.other[path] = httpx.Response(200, content=body)
    assert run(shop_reader, sync, name).state == "failed"
    table = {"seller": "sellers", "carriers": "carriers", "offers": "offers"}[name]
    assert rows(shop_reader, f"select count(*) from core.{table}") == [(1,)]


def test_carrier_labels_lose_their_trailing_blanks_and_doubles(shop: Any, shop_reader: Any) -> None:
    carriers = [("C1", "Colissimo "), ("C1", "Colissimo"), ("C1", "Chronopost"), ("C2", " "), ("C3", None)]
    answer = [{"code": code, "label": label} for code, label in carriers]
    shop.other["/carriers"] = httpx.Response(200, json=answer)
    run(shop_reader, DOCUMENTS["carriers"], "carriers")
    assert rows(shop_reader, "select * from core.carriers order by all") == [("C1", "Chronopost"), ("C1", "Colissimo")]


def test_the_seller_is_read_from_its_snake_case_and_a_number_is_text(shop: Any, shop_reader: Any) -> None:
    seller = {"seller_id": 98979, "shop_name": "Lampes", "seller_state": "Active", "auto_accept_order": "false"}
    shop.other["/sellers"] = httpx.Response(200, json=seller)
    run(shop_reader, DOCUMENTS["seller"], "seller")
    assert rows(shop_reader, "select * from core.sellers") == [("98979", "Lampes", "Active", None, False)]


def test_a_resource_that_fails_does_not_stop_the_next(shop: Any, shop_reader: Any, clock: Any) -> None:
    shop.add("A", clock())
    shop.other["/sellers"] = httpx.Response(400, json={"title": "Broken"})
    shop.other["/carriers"] = httpx.Response(200, json=[])
    shop.other["/sellers/indicators"] = httpx.Response(200, json={})
    shop.other["/offers"] = httpx.Response(404, json={"message": "Resource not found"})
    shop.other["/orders/count"] = httpx.Response(200, content=b"1")
    states = {name: outcome.state for name, outcome in sync_due(shop_reader, RESOURCES).outcomes.items()}
    assert states == {
        "seller": "failed",
        "carriers": "landed",
        "orders": "landed",
        "open_orders": "landed",
        "offers": "failed",
        "indicators": "landed",
        "order_counts": "landed",
        "ship_days": "landed",
        "order_day_counts": "landed",
        "reject_replay": "landed",
        "order_days": "unfinished",
    }
    assert rows(shop_reader, "select error from core.sync_runs where resource = 'seller'") == [
        ("GET /sellers: the marketplace answered 400: Broken",)
    ]


@pytest.mark.parametrize(
    ("status", "body", "state"),
    [
        (429, {"message": "slow down"}, "held_back"),
        (403, {"message": "Out of call volume quota. Replenished in 00:01:00."}, "held_back"),
        (403, {"title": "Forbidden"}, "refused"),
        (401, {"title": "Unauthorized"}, "refused"),
    ],
)
def test_what_every_resource_would_hear_ends_the_round(
    shop: Any, shop_reader: Any, status: int, body: dict[str, str], state: str
) -> None:
    shop.other["/sellers"] = httpx.Response(status, json=body)
    assert {name: outcome.state for name, outcome in sync_due(shop_reader, RESOURCES).outcomes.items()} == {
        "seller": state
    }


def test_a_marketplace_that_cannot_be_reached_is_not_tried_for_every_resource(shop: Any, shop_reader: Any) -> None:
    shop.is_reachable = False
    summary = sync_due(shop_reader, RESOURCES)
    assert [(name, outcome.state) for name, outcome in summary.outcomes.items()] == [("seller", "failed")]
    assert "http://shop.test cannot be reached" in summary.errors[0]


def test_each_resource_is_due_at_its_own_interval(shop_reader: Any, clock: Any) -> None:
    idle = [replace(resource, sync=lambda _reader, _run_id: None) for resource in RESOURCES]
    sync_due(shop_reader, idle)
    by_their_own_state = {"ship_days", "order_day_counts", "reject_replay"}

    def due_after(**span: float) -> set[str]:
        clock.forward(**span)
        return set(sync_due(shop_reader, idle).outcomes) - by_their_own_state

    assert due_after(seconds=10) == {"orders"}
    assert due_after(minutes=5) == {"orders", "offers", "order_counts"}
    assert due_after(minutes=5) == {"orders", "offers", "order_counts", "open_orders"}
    twice_a_day = {"seller", "carriers", "indicators"}
    assert due_after(hours=12) == {"orders", "offers", "order_counts", "open_orders", *twice_a_day}
    assert {"order_sweep", "purge"} <= due_after(hours=12)


def test_the_night_begins_at_two_in_paris_and_comes_once(shop_reader: Any, clock: Any) -> None:
    idle = [replace(resource, sync=lambda _reader, _run_id: None) for resource in RESOURCES]
    clock.now = datetime(2026, 11, 23, 22, 0, tzinfo=UTC)
    sync_due(shop_reader, idle)
    clock.now = datetime(2026, 11, 24, 0, 59, 59, tzinfo=UTC)
    assert "order_sweep" not in sync_due(shop_reader, idle).outcomes
    clock.forward(seconds=1)  # 02:00 in Paris
    assert "order_sweep" in sync_due(shop_reader, idle).outcomes
    clock.forward(hours=23)
    assert "order_sweep" not in sync_due(shop_reader, idle).outcomes
    clock.forward(hours=1)
    assert "order_sweep" in sync_due(shop_reader, idle).outcomes


def test_a_sweep_finds_what_slipped_through_without_moving_the_watermark(
    shop: Any, shop_reader: Any, clock: Any
) -> None:
    shop.add("A", clock() - timedelta(days=1))
    run(shop_reader, partial(sync_changed, ORDERS))
    shop.add("late", clock() - timedelta(days=20))
    run(shop_reader, partial(sync_changed, ORDERS))
    assert rows(shop_reader, "select order_id from core.orders") == [("A",)]
    before = rows(shop_reader, "select * from core.watermarks")
    run(shop_reader, partial(sweep, ORDERS), "order_sweep")
    assert rows(shop_reader, "select order_id from core.orders order by 1") == [("A",), ("late",)]
    assert rows(shop_reader, "select * from core.watermarks") == before
