"""The queries of every page, each with what the page would give it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from benchmarks.marketplace import START
from dashboard.formats import paris
from dashboard.level_words import METRICS_IN_ORDER
from dashboard.queries import carriers, levels, order, orders, papers, preflight, shipping, stock, sync, today
from dashboard.queries.levels import Cases
from dashboard.queries.orders import OrderFilter
from dashboard.queries.questions import answer
from dashboard.queries.rows import rows
from dashboard.queries.stock import StockFilter
from etl.domain.thresholds import DIRECTIONS
from etl.store.snapshots import Snapshot

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
    order_ids = tuple(orders.owed_orders(snapshot, OrderFilter())["order_id"].to_list())
    listing = orders.lines_of(snapshot, order_ids)["seller_product_id"][0]
    buyer = preflight.preflight_orders(snapshot, order_ids[:1])["customer_id"][0]
    to_ship = orders.owed_orders(snapshot, OrderFilter(kind="ship_order"), page_size=SHEET_ROWS)
    return Sample(
        order_ids,
        order_ids[0],
        str(listing),
        str(buyer),
        _shipped_parcel(snapshot),
        tuple(to_ship["order_id"].to_list()),
    )


def _shipped_parcel(snapshot: Snapshot) -> str:
    shipped, _ = orders.all_orders(snapshot, OrderFilter(status="Shipped"))
    numbers = [order.parcels_of(snapshot, order_id)["parcel_number"].to_list() for order_id in shipped["order_id"]]
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
        "freshness": lambda: sync.freshness(snapshot),
        "open_deadlines": lambda: today.open_deadlines(snapshot),
        "opened_by_day": lambda: today.opened_by_day(snapshot, START),
        "service_levels": lambda: today.service_levels(snapshot),
        "owed_orders": lambda: orders.owed_orders(snapshot, OrderFilter(), page_size=5),
        "lines_of": lambda: orders.lines_of(snapshot, seen.order_ids[:5]),
    }


def _queue(snapshot: Snapshot, seen: Sample) -> dict[str, Call]:
    soon = OrderFilter(kind="ship_order", channel="CDISFR", due_until=START + timedelta(days=1))
    return {
        "owed_orders": lambda: orders.owed_orders(snapshot, OrderFilter()),
        "owed_orders, page 40": lambda: orders.owed_orders(snapshot, OrderFilter(), 40),
        "owed_orders, filtered": lambda: orders.owed_orders(snapshot, soon),
        "owed_orders, order": lambda: orders.owed_orders(snapshot, OrderFilter(search=seen.order_id)),
        "owed_orders, listing": lambda: orders.owed_orders(snapshot, OrderFilter(search=seen.listing)),
        "owed_orders, buyer": lambda: orders.owed_orders(snapshot, OrderFilter(search=seen.buyer)),
        "owed_orders, parcel": lambda: orders.owed_orders(snapshot, OrderFilter(search=seen.parcel_number)),
        "lines_of": lambda: orders.lines_of(snapshot, seen.order_ids),
        "still_owed": lambda: orders.still_owed(snapshot, seen.order_ids),
        "channels": lambda: orders.channels(snapshot),
        "statuses": lambda: orders.statuses(snapshot),
        "carrier_labels": lambda: orders.carrier_labels(snapshot),
    }


def _all_orders(snapshot: Snapshot, seen: Sample) -> dict[str, Call]:
    return {
        "all_orders": lambda: orders.all_orders(snapshot, OrderFilter()),
        "all_orders, page 40": lambda: orders.all_orders(snapshot, OrderFilter(), 40),
        "all_orders, status": lambda: orders.all_orders(snapshot, OrderFilter(status="Shipped")),
        "all_orders, channel": lambda: orders.all_orders(snapshot, OrderFilter(channel="CDISFR")),
        "all_orders, order": lambda: orders.all_orders(snapshot, OrderFilter(search=seen.order_id)),
        "all_orders, listing": lambda: orders.all_orders(snapshot, OrderFilter(search=seen.listing)),
        "all_orders, buyer": lambda: orders.all_orders(snapshot, OrderFilter(search=seen.buyer)),
        "all_orders, parcel": lambda: orders.all_orders(snapshot, OrderFilter(search=seen.parcel_number)),
    }


def _order(snapshot: Snapshot, seen: Sample) -> dict[str, Call]:
    return {
        "order_facts": lambda: order.order_facts(snapshot, seen.order_id),
        "lines_of": lambda: orders.lines_of(snapshot, (seen.order_id,)),
        "status_events": lambda: order.status_events(snapshot, seen.order_id),
        "obligations_of": lambda: order.obligations_of(snapshot, seen.order_id),
        "parcels_of": lambda: order.parcels_of(snapshot, seen.order_id),
        "addresses_of": lambda: order.addresses_of(snapshot, seen.order_id),
        "carriers for an order": partial(answer, snapshot, carriers.choice("33")),
        "number_owners": lambda: shipping.number_owners(snapshot, (seen.parcel_number,)),
        **_checks(snapshot, (seen.order_id,)),
    }


def _checks(snapshot: Snapshot, order_ids: tuple[str, ...]) -> dict[str, Call]:
    return {
        "preflight_orders": lambda: preflight.preflight_orders(snapshot, order_ids),
        "same_buyers": lambda: preflight.same_buyers(snapshot, order_ids),
        "usual_amounts": lambda: preflight.usual_amounts(snapshot),
        "destinations_of": lambda: preflight.destinations_of(snapshot, order_ids),
        "sheet_orders": lambda: shipping.sheet_orders(snapshot, order_ids),
    }


def _sheet(snapshot: Snapshot, seen: Sample) -> dict[str, Call]:
    numbers = (seen.parcel_number, *(f"NEW{number}" for number in range(SHEET_ROWS)))
    return {
        "number_owners": lambda: shipping.number_owners(snapshot, numbers),
        **_checks(snapshot, seen.sheet),
    }


def _papers(snapshot: Snapshot, seen: Sample) -> dict[str, Call]:
    chosen = papers.paper_selection(snapshot, seen.sheet)
    return {
        "paper_selection": lambda: papers.paper_selection(snapshot, seen.sheet),
        "without_address": lambda: papers.without_address(snapshot, chosen),
        "address_labels_of": lambda: papers.address_labels_of(snapshot, chosen),
        "shop_name": lambda: papers.shop_name(snapshot),
    }


def _stock(snapshot: Snapshot, seen: Sample) -> dict[str, Call]:
    day = paris(START).date()
    asked = {
        "to restock": stock.stock(StockFilter(day)),
        "all listings, page 40": stock.stock(StockFilter(day, is_restock_only=False), 40),
        "search": stock.stock(StockFilter(day, is_restock_only=False, search=seen.listing)),
        "orders_waiting_for": stock.orders_waiting_for(seen.listing),
    }
    return {name: partial(answer, snapshot, one) for name, one in asked.items()}


def _carriers(snapshot: Snapshot) -> dict[str, Call]:
    asked = {
        "scores": carriers.scores(90, ""),
        "by_department": carriers.by_department(90, "Colissimo"),
    }
    return {
        **{name: partial(answer, snapshot, one) for name, one in asked.items()},
        "departments_served": lambda: rows(snapshot, "departments_served"),
    }


def _service_levels(snapshot: Snapshot) -> dict[str, Call]:
    day = answer(snapshot, levels.levels_now(30))["day"][0]
    asked = {
        "levels_now": levels.levels_now(30),
        "level": levels.level("ship_in_time", 30),
        "trend": levels.trend("ship_in_time", 60),
        "budget_days": levels.budget_days("ship_in_time", 60),
        "breakdown, SKU": levels.breakdown("line_shipping_rate", 60, "seller_product"),
        "breakdown, carrier": levels.breakdown("ship_in_time", 60, "carrier"),
        "durations": levels.durations(30),
        "time_by_step": levels.time_by_step(60, day),
        "indicators": levels.indicators(30),
        "thresholds": levels.THRESHOLDS,
        "threshold_history": levels.threshold_history("ship_in_time"),
    }
    return {name: partial(answer, snapshot, one) for name, one in asked.items()}


def _cases(snapshot: Snapshot, seen: Sample) -> dict[str, Call]:
    asked = {
        **{metric: Cases(metric, 30) for metric in METRICS_IN_ORDER},
        "60 days, all cases": Cases("ship_in_time", 60, only_failures=False),
        "60 days, of a listing": Cases("ship_in_time", 60, dimension="seller_product", member=seen.listing),
    }
    day = answer(snapshot, levels.levels_now(30))["day"][0]
    return {
        name: partial(answer, snapshot, levels.cases(one, day, DIRECTIONS[one.metric])) for name, one in asked.items()
    }


def _sync(snapshot: Snapshot) -> dict[str, Call]:
    return {
        "runs": lambda: sync.runs(snapshot),
        "order_counts": lambda: sync.order_counts(snapshot),
        "rejects": lambda: sync.rejects(snapshot),
        "drift": lambda: sync.drift(snapshot),
        "data_quality": lambda: sync.data_quality(snapshot),
    }
