"""From a judged row of a sheet to the shipment that is asked for."""

from __future__ import annotations

from typing import Any

from etl.domain.orders.shipping import OrderState
from etl.preflight.parcels.verdicts import Judged


def shipment_payload(judged: Judged, order: OrderState, tracking_url: str | None) -> dict[str, Any]:
    """The payload of `ship_order` for a row that will be sent, with the address where its parcel is followed.

    Cdiscount France takes one parcel for the whole order, so no lines are named there, whatever the row names. A row
    without a carrier label has no shipment: `ValueError`.
    """
    row = judged.row
    if judged.carrier_label is None:
        raise ValueError(f"Row {row.number} has no carrier: only rows that will be sent have a shipment.")
    lines = list(row.order_line_ids) if order.takes_several_parcels else []
    return {
        "parcel_number": row.parcel_number,
        "carrier_name": judged.carrier_label,
        "tracking_url": tracking_url,
        "order_line_ids": lines or None,
    }
