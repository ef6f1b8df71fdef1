"""What a sheet of parcels is held against, read once for the whole sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from etl.domain.tracking.carrier_names import CarrierNames
from etl.domain.tracking.numbers import normalised_number
from etl.preflight.basis import Basis
from etl.preflight.orders.facts import preflight_facts
from etl.preflight.orders.queries import carrier_labels
from etl.preflight.parcels.queries import number_owners
from etl.preflight.parcels.rows import ParcelRow, tidied
from etl.preflight.parcels.verdicts import SheetFacts


def sheet_facts(
    basis: Basis,
    rows: Sequence[ParcelRow],
    *,
    choices: Mapping[str, int],
    carrier_choices: Mapping[str, str],
    default_carrier: str,
    open_elsewhere: Mapping[str, Sequence[str]],
) -> SheetFacts:
    """Read everything the rows of a sheet are judged by: some ten queries, however many rows."""
    carriers = CarrierNames(carrier_labels(basis), carrier_choices)
    sound = [tidied(row, carriers.label(row.carrier_name or default_carrier)) for row in rows if not row.faults]
    return SheetFacts(
        orders=preflight_facts(basis, {row.order_id for row in sound}),
        carriers=carriers,
        now=basis.now,
        number_owners=number_owners(basis, {normalised_number(row.parcel_number) for row in sound}),
        choices=choices,
        default_carrier=default_carrier,
        open_elsewhere=open_elsewhere,
    )
