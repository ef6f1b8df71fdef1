"""What each page asks at a million orders, by the pages' own query functions, nothing kept from one call to the next.

Aim: p95 under 50 ms (issue 1, figure c). The peer is a bare scan of the same file: `count(*)` with one comparison.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from statistics import quantiles
from typing import Any
from unittest.mock import patch

from benchmarks.figures import Figure
from benchmarks.marketplace import START
from dashboard.level_words import METRICS_IN_ORDER
from dashboard.queries import carriers, levels, order, orders, rows, sync, today
from dashboard.queries.levels import Cases
from dashboard.queries.orders import OrderFilter
from dashboard.queries.questions import answer
from etl.domain.thresholds import DIRECTIONS
from etl.store.snapshots import Snapshot, open_snapshot

TIMES = 30
WARM = 2
AIM_MS = 50.0
SCAN = "select count(*) from orders where updated_at >= created_at"

Call = Callable[[], object]


@dataclass(frozen=True)
class Sample:
    """What a person would have on screen: the queue's orders, one of them, a listing of it."""

    order_ids: tuple[str, ...]
    order_id: str
    listing: str


def sample_of(snapshot: Snapshot) -> Sample:
    """The first page of the queue."""
    queue = orders.owed_orders(snapshot, OrderFilter())
    order_ids = tuple(queue["order_id"].to_list())
    lines = orders.lines_of(snapshot, order_ids)
    return Sample(order_ids, order_ids[0], str(lines["seller_product_id"][0]))


def pages_of(snapshot: Snapshot, seen: Sample) -> dict[str, dict[str, Call]]:
    """Every query function by page, each with what the page gives it."""
    return {
        "Today": _today(snapshot, seen),
        "Orders": _queue(snapshot, seen),
        "Orders, all": _all_orders(snapshot, seen),
        "Order": _order(snapshot, seen),
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
    }


def _order(snapshot: Snapshot, seen: Sample) -> dict[str, Call]:
    return {
        "order_facts": lambda: order.order_facts(snapshot, seen.order_id),
        "lines_of": lambda: orders.lines_of(snapshot, (seen.order_id,)),
        "status_events": lambda: order.status_events(snapshot, seen.order_id),
        "obligations_of": lambda: order.obligations_of(snapshot, seen.order_id),
        "parcels_of": lambda: order.parcels_of(snapshot, seen.order_id),
        "addresses_of": lambda: order.addresses_of(snapshot, seen.order_id),
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
        "carrier scores": carriers.scores(90, ""),
        "carrier by department": carriers.by_department(90, "Colissimo"),
        "carriers for an order": carriers.choice("33"),
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


def scan(snapshot: Snapshot) -> object:
    """The peer: one connection, one scan of two columns."""
    with closing(snapshot.connect()) as connection:
        return connection.sql(SCAN).fetchall()


def p50_p95(call: Call) -> tuple[float, float]:
    """Milliseconds of a call, after a warm-up."""
    times = []
    for number in range(WARM + TIMES):
        begun = time.perf_counter()
        call()
        if number >= WARM:
            times.append((time.perf_counter() - begun) * 1000)
    cuts = quantiles(times, n=100, method="inclusive")
    return cuts[49], cuts[94]


def _uncached(_path: str, name: str, bound: tuple[Any, ...], snapshot: Snapshot) -> Any:
    return rows.read_rows(snapshot, name, dict(bound))


def run(home: Path) -> list[Figure]:
    """One figure a page: its slowest query, and all of them in the details."""
    snapshot = open_snapshot(home)
    # held open, as the app holds the snapshot it shows: a connection beside it is nearly free
    with closing(snapshot.connect()), patch.object(rows, "_kept_rows", _uncached):
        timed = {
            page: {name: p50_p95(call) for name, call in calls.items()}
            for page, calls in pages_of(snapshot, sample_of(snapshot)).items()
        }
        peer = p50_p95(lambda: scan(snapshot))[1]
    return [_figure(page, calls, peer) for page, calls in timed.items()]


def _figure(page: str, calls: Mapping[str, tuple[float, float]], peer: float) -> Figure:
    slowest = max(calls, key=lambda name: calls[name][1])
    p50, p95 = calls[slowest]
    note = f"p95 of the slowest of {len(calls)}: {slowest} (p50 {p50:.1f} ms); all p50 together {_total(calls):.0f} ms"
    return Figure(
        "c", f"{page}: queries", p95, "ms", "bare count(*) scan, p95", peer, f"p95 < {AIM_MS:g} ms", p95 < AIM_MS, note,
        {"queries": {name: {"p50_ms": low, "p95_ms": high} for name, (low, high) in calls.items()}},
    )  # fmt: skip


def _total(calls: Mapping[str, tuple[float, float]]) -> float:
    return sum(p50 for p50, _ in calls.values())
