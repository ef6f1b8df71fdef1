"""A row per order line with one number is one parcel: for the whole order, when the rows name all its lines.

Tools beside the marketplace give each line an id of their own. Such an id is no line of ours and is left out, which
the row says; an order line id that our own column names stays, and is refused when the order has no such line.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from etl.domain.orders.shipping import OrderState
from etl.domain.tracking.numbers import normalised_number
from etl.preflight.parcels.rows import ParcelRow

ITEM_LEFT_OUT = "item_left_out"


def rows_by_parcel(
    rows: Sequence[ParcelRow], orders: Mapping[str, OrderState], label: Callable[[ParcelRow], str | None]
) -> list[ParcelRow]:
    """The rows, those of one parcel naming the lines of all of them: the first then stands for the others."""
    groups: dict[tuple[str, str, str | None], list[ParcelRow]] = defaultdict(list)
    for row in rows:
        if not row.faults and row.order_id in orders:
            groups[(row.order_id, normalised_number(row.parcel_number), label(row))].append(row)
    merged: dict[int, ParcelRow] = {}
    for (order_id, _number, _label), group in groups.items():
        if len(group) > 1 or group[0].item_ids:
            merged |= _merged(group, orders[order_id])
    return [merged.get(row.number, row) for row in rows]


def _merged(group: Sequence[ParcelRow], order: OrderState) -> dict[int, ParcelRow]:
    lines = [{*row.order_line_ids, *(set(row.item_ids) & set(order.lines))} for row in group]
    union = frozenset().union(*lines)
    is_whole = not all(lines) or union >= _waiting(order)
    named = () if is_whole and union <= set(order.lines) else tuple(sorted(union))
    return {
        row.number: replace(row, order_line_ids=named, item_ids=tuple(sorted(set(row.item_ids) - set(order.lines))))
        for row in group
    }


def _waiting(order: OrderState) -> set[str]:
    """The lines a parcel for the whole order holds: all of them, where other parcels may hold some."""
    if order.takes_several_parcels:
        return set(order.lines)
    return {line for line, status in order.lines.items() if status == "InPreparation"} or set(order.lines)
