"""What a client does to an order: accepts or refuses it, declares its shipment (API sheet 4 and 5)."""

from dataclasses import asdict

from starlette.requests import Request
from starlette.responses import Response

from sandbox.contract.errors import Problem
from sandbox.contract.parameters import invalid, json_body
from sandbox.marketplace.marketplace import Marketplace
from sandbox.nature.paris import moment
from sandbox.orders.book import Parcel
from sandbox.orders.shipments import Shipping, parse_parcels
from sandbox.orders.statuses import (
    ACCEPTED,
    IN_PREPARATION,
    ORDER_STATUSES,
    REFUSED,
    SHIPPED,
    WAITING_ACCEPTANCE,
)
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


def _ship(market: Marketplace, row: int, parcels: list[Parcel], now: int) -> None:
    book = market.world.book
    book.declared.setdefault(row, []).extend(parcels)
    for line in {line for parcel in parcels for line in parcel.line_rows}:
        book.lines.put("status", line, SHIPPED)
    # An order whose lines leave one after another is shipped with the last of them; till then only its date moves.
    if (book.line_statuses(row) == IN_PREPARATION).any():
        book.touch(row, now)
    else:
        market.world.life.enter(row, SHIPPED, now)


async def ship(market: Marketplace, request: Request) -> Response:
    """`POST /orders/{orderId}/shipments`, body an array of parcels."""
    requests = parse_parcels(await json_body(request), market.choices)
    now, identifier = market.world.now(), request.path_params["order_id"]
    row = order_row(market, identifier)
    world = market.world
    parcels = Shipping(world.book, world.documents.lines, market.choices).plan(row, requests)
    _ship(market, row, parcels, now)
    payload = {"parcels": [asdict(parcel) for parcel in requests]}
    world.ledger.note("ship_order", identifier, moment(now), "client", payload)
    return Response(status_code=market.choices.shipment_success)
