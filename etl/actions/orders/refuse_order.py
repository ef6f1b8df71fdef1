"""`refuse_order`: tell the marketplace that the order will not be served. Discharges the obligation `accept_order`."""

from __future__ import annotations

from typing import Final

from etl.actions.orders.decisions import OrderDecision
from etl.domain.orders.statuses import ACCEPTED_STATUSES, TERMINAL_STATUSES

REFUSE_ORDER: Final = OrderDecision(
    name="refuse_order",
    approval_status="Refused",
    shown_by=frozenset({"Refused"}),
    ruled_out_by=ACCEPTED_STATUSES | (TERMINAL_STATUSES - {"Refused"}),
)
