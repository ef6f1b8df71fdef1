"""Which orders the outbox has parcel numbers for, before any data shows them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Engine, func, select

from etl.actions.states import LIVE, State
from etl.store.ops.database import reading
from etl.store.ops.schema import action


def orders_asked_with(ops: Engine, numbers: Collection[str], requested_from: datetime) -> set[tuple[str, str]]:
    """Number and order of each shipment that is live, or done and asked for since then, with one of some numbers.

    `numbers` are normalised: capitals without spaces and hyphens. Looked for where they are kept; no action is read.
    """
    written = action.c.payload["parcel_number"].as_string()
    number = func.upper(func.replace(func.replace(written, " ", ""), "-", ""))
    counting = action.c.state.in_(sorted(LIVE)) | (
        (action.c.state == State.DONE) & (action.c.requested_at >= requested_from)
    )
    found = select(number, action.c.target).where(
        action.c.kind == "ship_order", counting, number.in_(sorted(set(numbers)))
    )
    with reading(ops) as connection:
        return {(str(parcel), str(target)) for parcel, target in connection.execute(found)}
