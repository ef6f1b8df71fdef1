"""What a sheet of parcels is held against: the snapshot, overlaid with what the outbox has under way or just done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from sqlalchemy import Engine

from dashboard.queries.orders import carrier_labels
from dashboard.queries.shipping import number_owners, sheet_orders
from etl.actions.listings import Wanted, list_actions
from etl.actions.states import LIVE, State
from etl.domain.carrier_names import CarrierNames
from etl.domain.order_shipping import OrderState
from etl.domain.parcel_sheets import ParcelRow
from etl.domain.parcel_verdicts import KnownWorld
from etl.domain.tracking_numbers import normalised_number
from etl.store.snapshots import Snapshot


def known_world(
    snapshot: Snapshot,
    ops: Engine,
    rows: Sequence[ParcelRow],
    *,
    choices: Mapping[str, int],
    carrier_choices: Mapping[str, str],
    default_carrier: str,
) -> KnownWorld:
    """Read everything the rows of a sheet are judged by: two queries on the snapshot, one on the outbox."""
    order_ids = tuple(sorted({row.order_id for row in rows if not row.faults}))
    numbers = tuple(sorted({normalised_number(row.parcel_number) for row in rows if not row.faults}))
    asked = asked_numbers(ops, order_ids)
    return KnownWorld(
        orders=order_states(sheet_orders(snapshot, order_ids), asked),
        carriers=CarrierNames(carrier_labels(snapshot), carrier_choices),
        number_owners=_owners(number_owners(snapshot, numbers), asked),
        choices=choices,
        default_carrier=default_carrier,
    )


def asked_numbers(ops: Engine, order_ids: tuple[str, ...]) -> dict[str, frozenset[str]]:
    """Parcel numbers by order that the outbox has sent, or still will."""
    wanted = Wanted(kinds={"ship_order"}, targets=order_ids, states=LIVE | {State.DONE})
    found: dict[str, set[str]] = defaultdict(set)
    for action in list_actions(ops, wanted):
        found[action.target].add(normalised_number(action.payload["parcel_number"]))
    return {order_id: frozenset(numbers) for order_id, numbers in found.items()}


def order_states(lines: pl.DataFrame, asked: Mapping[str, frozenset[str]]) -> dict[str, OrderState]:
    """Orders by id, from the frame `sheet_orders` and the numbers that the outbox holds for them."""
    return {
        group[0]["order_id"]: _order(group, asked.get(group[0]["order_id"], frozenset()))
        for group in (frame.to_dicts() for frame in lines.partition_by("order_id", maintain_order=True))
    }


def _order(lines: list[dict[str, Any]], asked: frozenset[str]) -> OrderState:
    first = lines[0]
    return OrderState(
        order_id=first["order_id"],
        status=first["status"],
        supply_mode=first["supply_mode"],
        sales_channel_id=first["sales_channel_id"],
        lines={line["order_line_id"]: line["line_status"] for line in lines if line["order_line_id"]},
        numbers=asked | frozenset(map(normalised_number, first["parcel_numbers"] or ())),
        asked=asked,
    )


def _owners(found: pl.DataFrame, asked: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    owners: dict[str, set[str]] = defaultdict(set)
    for number, order_id in found.iter_rows():
        owners[number].add(order_id)
    for order_id, numbers in asked.items():
        for number in numbers:
            owners[number].add(order_id)
    return {number: frozenset(order_ids) for number, order_ids in owners.items()}
