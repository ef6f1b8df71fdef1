"""The queries of every page, each with what the page would give it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from benchmarks.marketplace import START
from dashboard.carriers import queries as carrier_queries
from dashboard.levels import queries as level_queries
from dashboard.levels.queries import Cases
from dashboard.levels.words import METRICS_IN_ORDER
from dashboard.listings import queries as stock_queries
from dashboard.listings.queries import StockFilter
from dashboard.orders import queries as order_queries
from dashboard.orders.detail import queries as detail_queries
from dashboard.orders.queries import OrderFilter
from dashboard.papers import queries as paper_queries
from dashboard.parts.channels import channels
from dashboard.parts.freshness import freshness
from dashboard.parts.questions import answer
from dashboard.parts.rows import read_rows, rows
from dashboard.sync import queries as sync_queries
from dashboard.today import queries as today_queries
from etl.domain.registry import DIRECTIONS
from etl.store.snapshots.snapshots import Snapshot
from etl.words.formats import paris

SHEET_ROWS = 200

Call = Callable[[], object]


@dataclass(frozen=True)
class Sample:
    """What a person would have on screen or in a file: orders of the queue, one of them, what it is found by."""

    order_ids: tuple[str, ...]
    order_id: str
    listing: str
    buyer: str
    parcel_number: str
    sheet: tuple[str, ...]


def sample_of(snapshot: Snapshot) -> Sample:
    """The first page of the queue, the buyer of its first order, a parcel shipped lately, the first orders to ship."""
    order_ids = tuple(order_queries.owed_orders(snapshot, OrderFilter())["order_id"].to_list())
    listing = order_queries.lines_of(snapshot, order_ids)["seller_product_id"][0]
    buyer = rows(snapshot, "orders/preflight_orders", order_ids=order_ids[:1])["customer_id"][0]
    to_ship = order_queries.owed_orders(snapshot, OrderFilter(kind="ship_order"), page_size=SHEET_ROWS)
    return Sample(
        order_ids,
        order_ids[0],
        str(listing),
        str(buyer),
        _shipped_parcel(snapshot),
        tuple(to_ship["order_id"].to_list()),
    )


def _shipped_parcel(snapshot: Snapshot) -> str:
    shipped, _ = order_queries.all_orders(snapshot, OrderFilter(status="Shipped"))
    numbers = [
        detail_queries.parcels_of(snapshot, order_id)["parcel_number"].to_list() for order_id in shipped["order_id"]
    ]
    return next(str(number) for of_order in numbers for number in of_order if number)


def pages_of(snapshot: Snapshot, seen: Sample) -> dict[str, dict[str, Call]]:
    """Every query function by page, each with what the page gives it."""
    return {
        "Today": _today(snapshot, seen),
        "Orders": _queue(snapshot, seen),
        "Orders, all": _all_orders(snapshot, seen),
        "Order": _order(snapshot, seen),
        "Ship parcels": _sheet(snapshot, seen),
        "Papers": _papers(snapshot, seen),
        "Stock": _stock(snapshot, seen),
        "Carriers": _carriers(snapshot),
        "Service levels": _service_levels(snapshot),
        "Service levels, orders behind": _cases(snapshot, seen),
        "Sync": _sync(snapshot),
    }


def _today(snapshot: Snapshot, seen: Sample) -> dict[str, Call]:
    return {
        "freshness": lambda: freshness(snapshot),
        "open_deadlines": lambda: today_queries.open_deadlines(snapshot),
        "opened_by_day": lambda: answer(snapshot, today_queries.beginnings(START)),
        "service_levels": lambda: answer(snapshot, level_queries.KEPT_RATES),
        "owed_orders": lambda: order_queries.owed_orders(snapshot, OrderFilter(), page_size=5),
        "lines_of": lambda: order_queries.lines_of(snapshot, seen.order_ids[:5]),
    }


def _queue(snapshot: Snapshot, seen: Sample) -> dict[str, Call]:
    soon = OrderFilter(kind="ship_order", channel="CDISFR", due_until=START + timedelta(days=1))
    return {
        "owed_orders": lambda: order_queries.owed_orders(snapshot, OrderFilter()),
        "owed_orders, page 40": lambda: order_queries.owed_orders(snapshot, OrderFilter(), 40),
        "owed_orders, filtered": lambda: order_queries.owed_orders(snapshot, soon),
        "owed_orders, order": lambda: order_queries.owed_orders(snapshot, OrderFilter(search=seen.order_id)),
        "owed_orders, listing": lambda: order_queries.owed_orders(snapshot, OrderFilter(search=seen.listing)),
        "owed_orders, buyer": lambda: order_queries.owed_orders(snapshot, OrderFilter(search=seen.buyer)),
        "owed_orders, parcel": lambda: order_queries.owed_orders(snapshot, OrderFilter(search=seen.parcel_number)),
        "lines_of": lambda: order_queries.lines_of(snapshot, seen.order_ids),
        "still_owed": lambda: order_queries.still_owed(snapshot, seen.order_ids),
        "channels": lambda: channels(snapshot),
        "statuses": lambda: order_queries.statuses(snapshot),
        "carrier_labels": lambda: order_queries.carrier_labels(snapshot),
    }


def _all_orders(snapshot: Snapshot, seen: Sample) -> dict[str, Call]:
    return {
        "all_orders": lambda: order_queries.all_orders(snapshot, OrderFilter()),
        "all_orders, page 40": lambda: order_queries.all_orders(snapshot, OrderFilter(), 40),
        "all_orders, status": lambda: order_queries.all_orders(snapshot, OrderFilter(status="Shipped")),
        "all_orders, channel": lambda: order_queries.all_orders(snapshot, OrderFilter(channel="CDISFR")),
        "all_orders, order": lambda: order_queries.all_orders(snapshot, OrderFilter(search=seen.order_id)),
        "all_orders, listing": lambda: order_queries.all_orders(snapshot, OrderFilter(search=seen.listing)),
        "all_orders, buyer": lambda: order_queries.all_orders(snapshot, OrderFilter(search=seen.buyer)),
        "all_orders, parcel": lambda: order_queries.all_orders(snapshot, OrderFilter(search=seen.parcel_number)),
    }


def _order(snapshot: Snapshot, seen: Sample) -> dict[str, Call]:
    return {
        "order_facts": lambda: detail_queries.order_facts(snapshot, seen.order_id),
        "lines_of": lambda: order_queries.lines_of(snapshot, (seen.order_id,)),
        "status_events": lambda: detail_queries.status_events(snapshot, seen.order_id),
        "obligations_of": lambda: detail_queries.obligations_of(snapshot, seen.order_id),
        "parcels_of": lambda: detail_queries.parcels_of(snapshot, seen.order_id),
        "addresses_of": lambda: detail_queries.addresses_of(snapshot, seen.order_id),
        "carriers for an order": partial(answer, snapshot, carrier_queries.choice("33")),
        "number_owners": lambda: rows(snapshot, "parcels/number_owners", parcel_numbers=(seen.parcel_number,)),
        **_checks(snapshot, (seen.order_id,)),
    }


def _checks(snapshot: Snapshot, order_ids: tuple[str, ...]) -> dict[str, Call]:
    return {
        "preflight_orders": lambda: rows(snapshot, "orders/preflight_orders", order_ids=order_ids),
        "same_buyers": lambda: rows(snapshot, "orders/same_buyers", order_ids=order_ids),
        "usual_amounts": lambda: rows(snapshot, "orders/usual_amounts"),
        "destinations_of": lambda: read_rows(snapshot, "orders/destinations_of", {"order_ids": order_ids}),
        "shipping_states": lambda: rows(snapshot, "orders/shipping_states", order_ids=order_ids),
    }


def _sheet(snapshot: Snapshot, seen: Sample) -> dict[str, Call]:
    numbers = (seen.parcel_number, *(f"NEW{number}" for number in range(SHEET_ROWS)))
    return {
        "number_owners": lambda: rows(snapshot, "parcels/number_owners", parcel_numbers=numbers),
        **_checks(snapshot, seen.sheet),
    }


def _papers(snapshot: Snapshot, seen: Sample) -> dict[str, Call]:
    chosen = paper_queries.paper_selection(snapshot, seen.sheet)
    return {
        "paper_selection": lambda: paper_queries.paper_selection(snapshot, seen.sheet),
        "without_address": lambda: paper_queries.without_address(snapshot, chosen),
        "address_labels_of": lambda: paper_queries.address_labels_of(snapshot, chosen),
        "shop_name": lambda: paper_queries.shop_name(snapshot),
    }


def _stock(snapshot: Snapshot, seen: Sample) -> dict[str, Call]:
    day = paris(START).date()
    asked = {
        "to restock": stock_queries.stock(StockFilter(day)),
        "all listings, page 40": stock_queries.stock(StockFilter(day, is_restock_only=False), 40),
        "search": stock_queries.stock(StockFilter(day, is_restock_only=False, search=seen.listing)),
        "orders_waiting_for": stock_queries.orders_waiting_for(seen.listing),
    }
    return {name: partial(answer, snapshot, one) for name, one in asked.items()}


def _carriers(snapshot: Snapshot) -> dict[str, Call]:
    asked = {
        "scores": carrier_queries.scores(90, ""),
        "by_department": carrier_queries.by_department(90, "Colissimo"),
    }
    return {
        **{name: partial(answer, snapshot, one) for name, one in asked.items()},
        "departments_served": lambda: rows(snapshot, "carriers/departments_served"),
    }


def _service_levels(snapshot: Snapshot) -> dict[str, Call]:
    day = answer(snapshot, level_queries.levels_now(30))["day"][0]
    asked = {
        "levels_now": level_queries.levels_now(30),
        "level": level_queries.level("ship_in_time", 30),
        "trend": level_queries.trend("ship_in_time", 60),
        "budget_days": level_queries.budget_days("ship_in_time", 60),
        "breakdown, SKU": level_queries.breakdown("line_shipping_rate", 60, "seller_product"),
        "breakdown, carrier": level_queries.breakdown("ship_in_time", 60, "carrier"),
        "durations": level_queries.durations(30),
        "time_by_step": level_queries.time_by_step(60, day),
        "indicators": level_queries.indicators(30),
        "thresholds": level_queries.THRESHOLDS,
        "threshold_history": level_queries.threshold_history("ship_in_time"),
    }
    return {name: partial(answer, snapshot, one) for name, one in asked.items()}


def _cases(snapshot: Snapshot, seen: Sample) -> dict[str, Call]:
    asked = {
        **{metric: Cases(metric, 30) for metric in METRICS_IN_ORDER},
        "60 days, all cases": Cases("ship_in_time", 60, only_failures=False),
        "60 days, of a listing": Cases("ship_in_time", 60, dimension="seller_product", member=seen.listing),
    }
    day = answer(snapshot, level_queries.levels_now(30))["day"][0]
    return {
        name: partial(answer, snapshot, level_queries.cases(one, day, DIRECTIONS[one.metric]))
        for name, one in asked.items()
    }


def _sync(snapshot: Snapshot) -> dict[str, Call]:
    return {
        "runs": lambda: sync_queries.runs(snapshot),
        "order_counts": lambda: sync_queries.order_counts(snapshot),
        "rejects": lambda: sync_queries.rejects(snapshot),
        "drift": lambda: sync_queries.drift(snapshot),
        "data_quality": lambda: sync_queries.data_quality(snapshot),
    }
