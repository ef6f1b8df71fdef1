"""The facts that pre-flight checks judge, read for many orders at once from the data and the outbox."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl

from etl.actions.kinds import KINDS as ACTION_KINDS
from etl.actions.outbox.reading import Wanted, list_actions
from etl.actions.outbox.records import ActionRow
from etl.actions.outbox.unseen import is_unseen
from etl.actions.states import LIVE, State
from etl.domain.listings.needs import StockNeed
from etl.domain.orders.destinations import Destination, destination_findings
from etl.domain.orders.shipping import OrderState
from etl.domain.tracking.numbers import normalised_number
from etl.preflight.basis import Basis
from etl.preflight.orders.checks import OrderFacts, UnderWay
from etl.preflight.orders.needs import needs_by_order
from etl.preflight.orders.queries import (
    destinations_of,
    lines_of,
    preflight_orders,
    same_buyers,
    shipping_lines,
    still_owed,
    usual_amounts,
)
from etl.preflight.orders.shipping_states import asked_parcels, order_states

KINDS = frozenset({"approve_order", "refuse_order", "ship_order"})


def preflight_facts(basis: Basis, order_ids: Iterable[str]) -> dict[str, OrderFacts]:
    """The facts of some orders by id; an id that the data does not have is left out.

    Seven queries on the data and two on the outbox, however many orders. Addresses are read without a cache and
    leave this function as findings only.
    """
    wanted = tuple(sorted(set(order_ids)))
    if not wanted:
        return {}
    lines = lines_of(basis, wanted)
    states = order_states(shipping_lines(basis, wanted), asked_parcels(basis.ops, wanted))
    shared = _Shared(
        needs=needs_by_order(lines),
        findings=_findings(destinations_of(basis, wanted), lines, states),
        buyers=same_buyers(basis, wanted),
        under_way=_under_way(basis, wanted),
        usual=usual_amounts(basis),
    )
    known = preflight_orders(basis, wanted).iter_rows(named=True)
    return {row["order_id"]: _facts(row, states[row["order_id"]], shared) for row in known}


@dataclass(frozen=True)
class _Shared:
    needs: dict[str, list[StockNeed]]
    findings: dict[str, frozenset[str]]
    buyers: dict[str, tuple[str, ...]]
    under_way: dict[str, tuple[UnderWay, ...]]
    usual: dict[str, Decimal]


def _facts(row: dict[str, Any], state: OrderState, shared: _Shared) -> OrderFacts:
    order_id = row["order_id"]
    return OrderFacts(
        state=state,
        needs=tuple(shared.needs.get(order_id, ())),
        amount=row["total_selling_price"],
        currency_code=row["currency_code"],
        usual_amount=shared.usual.get(row["currency_code"]),
        due_at=row["due_at"],
        taken_from=row["taken_from"],
        is_missing=bool(row["is_missing"]),
        same_buyer=shared.buyers.get(order_id, ()),
        findings=shared.findings.get(order_id),
        under_way=shared.under_way.get(order_id, ()),
    )


def _findings(places: pl.DataFrame, lines: pl.DataFrame, states: dict[str, OrderState]) -> dict[str, frozenset[str]]:
    modes: dict[str, set[str | None]] = defaultdict(set)
    for order_id, mode in lines.select("order_id", "delivery_mode").iter_rows():
        modes[order_id].add(mode)
    by_order: dict[str, list[Destination]] = defaultdict(list)
    for place in places.iter_rows(named=True):
        by_order[place["order_id"]].append(_destination(place))
    return {
        order_id: destination_findings(
            found, sales_channel_id=states[order_id].sales_channel_id, delivery_modes=modes[order_id]
        )
        for order_id, found in by_order.items()
        if order_id in states
    }


def _destination(place: dict[str, Any]) -> Destination:
    street = tuple(place[f"address_line_{number}"] or "" for number in (1, 2, 3))
    return Destination(
        place["country_code"], place["postal_code"], place["city"], street, place["phone"], place["pickup_id"]
    )


def _under_way(basis: Basis, order_ids: tuple[str, ...]) -> dict[str, tuple[UnderWay, ...]]:
    """Live actions, and those done whose effect the data cannot show yet, the newest first."""
    asked = list_actions(basis.ops, Wanted(kinds=KINDS, targets=order_ids, states=LIVE | {State.DONE}))
    owed = still_owed(basis, order_ids)
    found: dict[str, list[UnderWay]] = defaultdict(list)
    for row in asked:
        if is_unseen(row, ACTION_KINDS, owed.get(row.target), basis.read_at, basis.now):
            found[row.target].append(_under_way_of(row))
    return {order_id: tuple(actions) for order_id, actions in found.items()}


def _under_way_of(row: ActionRow) -> UnderWay:
    lines, number = tuple(row.payload.get("order_line_ids") or ()), row.payload.get("parcel_number")
    return UnderWay(row.kind, row.state.value, row.requested_by, lines, normalised_number(number))
