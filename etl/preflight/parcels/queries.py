"""What is asked of the data about parcel numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from pathlib import Path
from typing import Final

from etl.actions.orders.asked_parcels import orders_asked_with
from etl.actions.outbox.unseen import LOOK_BACK
from etl.preflight.basis import Basis

_OWNERS: Final = Path(__file__).parent / "sql" / "number_owners.sql"


def number_owners(basis: Basis, numbers: Collection[str]) -> dict[str, frozenset[str]]:
    """The orders that some parcel numbers (normalised) are on, or soon will be: the data's, and those asked for since.

    Two queries, however many numbers.
    """
    wanted = tuple(sorted(set(numbers) - {""}))
    if not wanted:
        return {}
    owners: dict[str, set[str]] = defaultdict(set)
    shipped = basis.rows(_OWNERS, parcel_numbers=wanted).select("parcel_number", "order_id").iter_rows()
    for number, order_id in [*shipped, *orders_asked_with(basis.ops, wanted, basis.read_at - LOOK_BACK)]:
        owners[number].add(order_id)
    return {number: frozenset(order_ids) for number, order_ids in owners.items()}
