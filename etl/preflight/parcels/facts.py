"""What a sheet of parcels is held against, read once for the whole sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from etl.domain.tracking.carrier_names import CarrierNames
from etl.domain.tracking.numbers import normalised_number
from etl.preflight.basis import Basis
from etl.preflight.orders.queries import carrier_labels, shipping_lines
from etl.preflight.orders.shipping_states import asked_parcels, order_states
from etl.preflight.parcels.queries import number_owners
from etl.preflight.parcels.rows import ParcelRow
from etl.preflight.parcels.verdicts import KnownWorld


def known_world(
    basis: Basis,
    rows: Sequence[ParcelRow],
    *,
    choices: Mapping[str, int],
    carrier_choices: Mapping[str, str],
    default_carrier: str,
    open_elsewhere: Mapping[str, Sequence[str]],
) -> KnownWorld:
    """Read everything the rows of a sheet are judged by."""
    order_ids = tuple(sorted({row.order_id for row in rows if not row.faults}))
    numbers = {normalised_number(row.parcel_number) for row in rows if not row.faults}
    return KnownWorld(
        orders=order_states(shipping_lines(basis, order_ids), asked_parcels(basis.ops, order_ids)),
        carriers=CarrierNames(carrier_labels(basis), carrier_choices),
        number_owners=number_owners(basis, numbers),
        choices=choices,
        default_carrier=default_carrier,
        open_elsewhere=open_elsewhere,
    )
