"""A parcel as it was entered, with what is known of its number and carrier elsewhere: what its checks judge."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from etl.domain.tracking.numbers import normalised_number
from etl.preflight.basis import Basis
from etl.preflight.orders.queries import carrier_labels
from etl.preflight.parcels.checks import Parcel
from etl.preflight.parcels.queries import number_owners


def entered_parcel(basis: Basis, order_id: str, payload: Mapping[str, Any], *, has_postcode: bool = False) -> Parcel:
    """The parcel of a `ship_order` payload that is about to be asked for `order_id`."""
    labels = carrier_labels(basis)
    handed_over, number = payload.get("handed_over_at"), normalised_number(payload["parcel_number"])
    return Parcel(
        parcel_number=payload["parcel_number"],
        carrier_name=payload["carrier_name"],
        tracking_url=payload.get("tracking_url"),
        order_line_ids=tuple(payload.get("order_line_ids") or ()),
        handed_over_at=None if handed_over is None else datetime.fromisoformat(handed_over),
        is_listed_carrier=not labels or payload["carrier_name"] in labels,  # before they are read, any may be listed
        other_orders=tuple(sorted(number_owners(basis, {number}).get(number, frozenset()) - {order_id})),
        has_postcode=has_postcode,
    )
