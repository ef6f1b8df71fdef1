"""What the papers need of a snapshot. Addresses are read when they are printed, for staff only, and never kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import polars as pl

from dashboard.papers.address_labels import AddressLabel
from dashboard.papers.contents import LeftOut, PackedLine, PackedOrder
from dashboard.papers.postal_addresses import label_lines
from dashboard.parts.rows import read_rows, rows
from etl.store.snapshots.snapshots import Snapshot

MOST_ORDERS: Final = 1_000
READY: Final = frozenset({"InPreparation", "Shipped", "Delivered"})
NOT_YET: Final = frozenset({"Processing", "WaitingAcceptance", "Accepted"})
_GONE: Final = frozenset({"Cancelled", "CancelledByCustomer", "AutomaticCancellation", "Refused", "Rejected"})


@dataclass(frozen=True)
class Selection:
    """The orders that have papers, in the order they were asked for, and those that have none."""

    orders: tuple[PackedOrder, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def order_ids(self) -> tuple[str, ...]:
        """Ids of the orders that have papers."""
        return tuple(order.order_id for order in self.orders)


def paper_selection(snapshot: Snapshot, order_ids: Sequence[str]) -> Selection:
    """Tell the orders to be packed from those that are not; each id given ends in exactly one of the two."""
    wanted = tuple(dict.fromkeys(order_ids))
    found = read_rows(snapshot, "papers/paper_orders", {"order_ids": wanted}).partition_by("order_id", as_dict=True)
    judged = {order_id: _judged(order_id, found.get((order_id,))) for order_id in wanted}
    return Selection(
        tuple(one for one in judged.values() if isinstance(one, PackedOrder)),
        tuple(one for one in judged.values() if isinstance(one, LeftOut)),
    )


def without_address(snapshot: Snapshot, selection: Selection) -> tuple[LeftOut, ...]:
    """Which of the orders with papers have no address to print."""
    addressed = read_rows(snapshot, "orders/addressed_orders", {"order_ids": selection.order_ids})["order_id"].to_list()
    return _missing(selection, set(addressed))


def address_labels_of(snapshot: Snapshot, selection: Selection) -> tuple[list[AddressLabel], tuple[LeftOut, ...]]:
    """A label for each place the orders go, in the order of the selection, and the orders without an address."""
    places = read_rows(snapshot, "papers/paper_addresses", {"order_ids": selection.order_ids}).to_dicts()
    by_order: dict[str, list[AddressLabel]] = {}
    for place in places:
        order_id = place.pop("order_id")
        by_order.setdefault(order_id, []).append(AddressLabel(order_id, tuple(label_lines(place))))
    labels = [label for order_id in selection.order_ids for label in by_order.get(order_id, [])]
    return labels, _missing(selection, set(by_order))


def shop_name(snapshot: Snapshot) -> str:
    """The shop's name, empty before it is read."""
    found = rows(snapshot, "papers/shop_name")
    return str(found.item() or "") if found.height else ""


def _missing(selection: Selection, addressed: set[str]) -> tuple[LeftOut, ...]:
    return tuple(LeftOut(order_id, "no_address") for order_id in selection.order_ids if order_id not in addressed)


def _judged(order_id: str, lines: pl.DataFrame | None) -> PackedOrder | LeftOut:
    if lines is None:
        return LeftOut(order_id, "unknown")
    found = lines.to_dicts()
    reason = _reason(found[0], found)
    return LeftOut(order_id, reason) if reason else _packed(found[0], found)


def _reason(order: dict[str, Any], lines: list[dict[str, Any]]) -> str | None:
    if order["supply_mode"] not in {"Seller", None}:
        return "warehouse"
    if order["status"] in NOT_YET:
        return "not_yet"
    if order["status"] not in READY or not any(_is_sent(line) for line in lines):
        return "nothing_to_send"
    return None


def _is_sent(line: dict[str, Any]) -> bool:
    return line["quantity"] is not None and line["line_status"] not in _GONE


def _packed(order: dict[str, Any], lines: list[dict[str, Any]]) -> PackedOrder:
    placed_at: datetime | None = order["placed_at"]
    packed = tuple(
        PackedLine(
            line["seller_product_id"] or "", line["product_title"] or "", line["quantity"], line["condition"] or ""
        )
        for line in lines
        if _is_sent(line)
    )
    return PackedOrder(
        order["order_id"], order["reference"] or "", order["sales_channel_name"] or "", placed_at, packed
    )
