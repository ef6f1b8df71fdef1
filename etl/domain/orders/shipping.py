"""Whether an order can still be shipped, as the snapshot and the outbox together know it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from etl.domain.orders.statuses import SHIPPED_STATUSES, allowed_actions
from etl.domain.tracking.numbers import Problem

ONE_PARCEL_CHANNEL: Final = "CDISFR"
"""Cdiscount France takes one parcel for the whole order; other channels take several with lines (octopia-api 5)."""


@dataclass(frozen=True, slots=True)
class OrderState:
    """An order as far as shipping goes. `lines`: status by line id.

    `numbers` are the parcel numbers (normalised) on it or on their way to it; `asked` those on their way or done and
    not in the data yet. `carried`: the lines each number is known to carry; a number that is not there carries all.
    """

    order_id: str
    status: str
    supply_mode: str | None
    sales_channel_id: str
    lines: Mapping[str, str] = field(default_factory=dict)
    numbers: frozenset[str] = frozenset()
    asked: frozenset[str] = frozenset()
    carried: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def takes_several_parcels(self) -> bool:
        """Whether its sales channel takes several parcels, each with its lines."""
        return self.sales_channel_id != ONE_PARCEL_CHANNEL

    def has_parcel(self, number: str, order_line_ids: tuple[str, ...]) -> bool:
        """Whether a parcel number is on the order already, for all of the lines that are named."""
        if number not in self.numbers:
            return False
        is_split = self.takes_several_parcels and order_line_ids and number in self.carried
        return not is_split or set(order_line_ids) <= self.carried[number]


def shipping_obstacle(order: OrderState | None, order_line_ids: tuple[str, ...] = ()) -> Problem | None:
    """Why another parcel cannot be declared for an order, None when it can.

    Kinds: order_unknown; not_ours_to_ship; asked_otherwise and shipped_otherwise (detail: the number); not_shippable
    (detail: the status); line_unknown (detail: the line); part_of_order.
    """
    if order is None:
        return Problem("order_unknown")
    if order.supply_mode not in {"Seller", None}:
        return Problem("not_ours_to_ship")
    if order.asked and not (order.takes_several_parcels and order_line_ids):
        return Problem("asked_otherwise", min(order.asked))
    if "ship_order" not in allowed_actions(order.status, order.supply_mode, order.lines.values()):
        return _closed(order)
    return _wrong_lines(order, order_line_ids)


def _closed(order: OrderState) -> Problem:
    if order.status in SHIPPED_STATUSES:
        return Problem("shipped_otherwise", min(order.numbers, default=""))
    return Problem("not_shippable", order.status)


def _wrong_lines(order: OrderState, order_line_ids: tuple[str, ...]) -> Problem | None:
    unknown = sorted(set(order_line_ids) - set(order.lines))
    if unknown:
        return Problem("line_unknown", unknown[0])
    open_lines = {line for line, status in order.lines.items() if status == "InPreparation"}
    if order_line_ids and not order.takes_several_parcels and not open_lines <= set(order_line_ids):
        return Problem("part_of_order")
    return None
