"""`approve_order`: promise the customer the order. Discharges the obligation `accept_order`."""

from __future__ import annotations

from typing import Final

from etl.actions.orders.decisions import OrderDecision
from etl.domain.orders.statuses import ACCEPTED_STATUSES, TERMINAL_STATUSES

APPROVE_ORDER: Final = OrderDecision(
    name="approve_order",
    approval_status="Accepted",
    shown_by=ACCEPTED_STATUSES,
    ruled_out_by=TERMINAL_STATUSES,
)
