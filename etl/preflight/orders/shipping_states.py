"""How far each order is shipped: what the data shows, overlaid with what the outbox has under way or just done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import polars as pl
from sqlalchemy import Engine

from etl.actions.outbox.reading import Wanted, list_actions
from etl.actions.states import LIVE, State
from etl.domain.orders.shipping import OrderState
from etl.domain.tracking.numbers import normalised_number

Parcels = list[tuple[str, list[str] | None]]


def asked_parcels(ops: Engine, order_ids: tuple[str, ...]) -> dict[str, Parcels]:
    """Parcels by order that the outbox has sent, or still will: number, and its lines or None for all."""
    wanted = Wanted(kinds={"ship_order"}, targets=order_ids, states=LIVE | {State.DONE})
    found: dict[str, Parcels] = defaultdict(list)
    for action in list_actions(ops, wanted):
        lines = action.payload.get("order_line_ids")
        found[action.target].append((normalised_number(action.payload["parcel_number"]), lines))
    return found


def order_states(lines: pl.DataFrame, asked: Mapping[str, Parcels]) -> dict[str, OrderState]:
    """Orders by id, from the frame `shipping_lines` and the parcels that the outbox holds for them."""
    return {
        group[0]["order_id"]: _order(group, asked.get(group[0]["order_id"], []))
        for group in (frame.to_dicts() for frame in lines.partition_by("order_id", maintain_order=True))
    }


def _order(lines: list[dict[str, Any]], asked: Parcels) -> OrderState:
    first = lines[0]
    states = {line["order_line_id"]: line["line_status"] for line in lines if line["order_line_id"]}
    under_way = frozenset(number for number, _lines in asked)
    return OrderState(
        order_id=first["order_id"],
        status=first["status"],
        supply_mode=first["supply_mode"],
        sales_channel_id=first["sales_channel_id"],
        lines=states,
        numbers=under_way | frozenset(map(normalised_number, first["parcel_numbers"] or ())),
        asked=under_way,
        carried=_carried(lines, [(number, wanted or list(states)) for number, wanted in asked]),
    )


def _carried(lines: list[dict[str, Any]], asked: list[tuple[str, list[str]]]) -> dict[str, frozenset[str]]:
    """Lines by parcel number, those of the data and those under way together."""
    carried: dict[str, set[str]] = defaultdict(set)
    for line in lines:
        for number in line["line_numbers"] or ():
            carried[normalised_number(number)].add(line["order_line_id"])
    for number, wanted in asked:
        carried[number].update(wanted)
    return {number: frozenset(on) for number, on in carried.items()}
