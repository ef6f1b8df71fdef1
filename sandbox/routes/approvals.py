"""Accepting and refusing an order (API sheet 4)."""

from starlette.requests import Request
from starlette.responses import Response

from sandbox.contract.bodies import json_body
from sandbox.contract.errors import Problem
from sandbox.contract.parameters import invalid
from sandbox.marketplace.marketplace import Marketplace
from sandbox.nature.paris import moment
from sandbox.orders.statuses import ACCEPTED, ORDER_STATUSES, REFUSED, WAITING_ACCEPTANCE
from sandbox.routes.orders import order_row

_DECISIONS = {"Accepted": (ACCEPTED, "approve_order"), "Refused": (REFUSED, "refuse_order")}


async def approve(market: Marketplace, request: Request) -> Response:
    """`POST /orders/{orderId}/approval-status`, body `{"approval_status": "Accepted" | "Refused"}`."""
    body = await json_body(request)
    decision = body.get("approval_status") if isinstance(body, dict) else None
    if not isinstance(decision, str) or decision not in _DECISIONS:
        raise invalid("approval_status", f"The value '{decision}' is not valid: Accepted or Refused is expected.")
    now = market.world.now()
    identifier = request.path_params["order_id"]
    row = order_row(market, identifier)
    current = market.world.book.status(row)
    if current != WAITING_ACCEPTANCE:
        sentence = f"Cannot switch to {decision.lower()} status from {ORDER_STATUSES[current]}"
        raise Problem(market.choices.approval_wrong_state, "Conflict", {"status": [sentence]})
    status, kind = _DECISIONS[decision]
    market.world.life.enter(row, status, now)
    market.world.ledger.note(kind, identifier, moment(now), "client", {"approval_status": decision})
    return Response(status_code=market.choices.approval_success)
