"""A bulk decision between the click that begins it and its confirmation: kept in the session, nothing is asked yet."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import streamlit as st

from dashboard.parts.basis import basis_of
from dashboard.parts.desk import Desk
from dashboard.people.presence import others_by_id
from etl.preflight.orders.checks import open_elsewhere_checks
from etl.preflight.orders.facts import preflight_facts
from etl.preflight.orders.selections import JudgedOrder, judged_acceptances, judged_refusals
from etl.store.ops.presence import Presence
from etl.store.snapshots.snapshots import Snapshot

LARGEST: Final = 500
REQUEST: Final = "bulk_request"
OPEN_ELSEWHERE: Final = "open_elsewhere"
"""The warning that a colleague has the order open; beside a single order the banner says it."""


@dataclass(frozen=True)
class BulkRequest:
    """What is to be decided of which orders; `batch_id` is settled now, so that a second click is the same batch."""

    kind: str
    order_ids: tuple[str, ...]
    batch_id: str

    @property
    def is_refusal(self) -> bool:
        """Whether the sales are to end."""
        return self.kind == "refuse_order"


def begin(kind: str, order_ids: Iterable[str]) -> None:
    """Go to the review of a decision about some orders, at most `LARGEST`."""
    st.session_state[REQUEST] = BulkRequest(kind, tuple(order_ids)[:LARGEST], str(uuid.uuid4()))


def leave() -> None:
    """Leave the review; nothing was asked."""
    st.session_state.pop(REQUEST, None)


def request_in_review() -> BulkRequest | None:
    """The decision under review in this session."""
    request: BulkRequest | None = st.session_state.get(REQUEST)
    return request


def judged(desk: Desk, snapshot: Snapshot, request: BulkRequest) -> tuple[JudgedOrder, ...]:
    """Every order of the request with its checks, against the newest data, what is under way, and who is at it."""
    judge = judged_refusals if request.is_refusal else judged_acceptances
    orders = judge(request.order_ids, preflight_facts(basis_of(desk, snapshot), request.order_ids), desk.now)
    others = others_by_id(desk.ops, "order", desk.user.name, desk.now)
    return tuple(_beside(order, others.get(order.order_id, [])) for order in orders)


def _beside(order: JudgedOrder, others: list[Presence]) -> JudgedOrder:
    """The order with a warning more when somebody else has it open: it stays out unless it is ticked."""
    for check in open_elsewhere_checks([one.person for one in others]):
        order = order.also(check)
    return order


def seen_of(order: JudgedOrder) -> dict[str, Any]:
    """What the person had on screen of an order, for the audit; no personal data."""
    facts = order.facts
    if facts is None:
        return {"screen": "bulk_review"}
    colleagues = next((check.detail["names"] for check in order.checks if check.code == OPEN_ELSEWHERE), None)
    return {
        "screen": "bulk_review",
        "status": facts.state.status,
        "due_at": facts.due_at and facts.due_at.isoformat(),
        "amount": str(facts.amount),
        "stock": {need.seller_product_id: need.left for need in facts.needs},
        "warnings": list(order.warnings),
        **({"also_open_with": colleagues} if colleagues else {}),
    }
