"""A parcel as it was entered, with what is known of its number and carrier elsewhere: what its checks judge."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dashboard.orders.queries import carrier_labels
from dashboard.outbox.standing import LOOK_BACK
from dashboard.parts.desk import Desk
from etl.actions.orders.asked_parcels import orders_asked_with
from etl.domain.tracking.numbers import normalised_number
from etl.preflight.parcels.checks import Parcel
from etl.preflight.parcels.queries import number_owners
from etl.store.snapshots.snapshots import Snapshot


def entered_parcel(
    desk: Desk, snapshot: Snapshot, order_id: str, payload: Mapping[str, Any], *, has_postcode: bool = False
) -> Parcel:
    """The parcel of a `ship_order` payload that is about to be asked for `order_id`."""
    handed_over = payload.get("handed_over_at")
    return Parcel(
        parcel_number=payload["parcel_number"],
        carrier_name=payload["carrier_name"],
        tracking_url=payload.get("tracking_url"),
        order_line_ids=tuple(payload.get("order_line_ids") or ()),
        handed_over_at=None if handed_over is None else datetime.fromisoformat(handed_over),
        is_listed_carrier=payload["carrier_name"] in carrier_labels(snapshot),
        other_orders=_other_orders(desk, snapshot, order_id, normalised_number(payload["parcel_number"])),
        has_postcode=has_postcode,
    )


def _other_orders(desk: Desk, snapshot: Snapshot, order_id: str, number: str) -> tuple[str, ...]:
    """Orders that carry the number already, or soon will: the snapshot's, and those asked for since."""
    if not number:
        return ()
    asked = {target for _number, target in orders_asked_with(desk.ops, [number], desk.now - LOOK_BACK)}
    shipped = set(number_owners(snapshot, (number,))["order_id"].to_list())
    return tuple(sorted((asked | shipped) - {order_id}))
