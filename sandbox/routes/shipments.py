"""Declaring a shipment (API sheet 5)."""

from dataclasses import asdict

from starlette.requests import Request
from starlette.responses import Response

from sandbox.contract.bodies import json_body
from sandbox.marketplace.marketplace import Marketplace
from sandbox.nature.paris import moment
from sandbox.orders.book import Parcel
from sandbox.orders.shipments import Shipping, parse_parcels
from sandbox.orders.statuses import IN_PREPARATION, SHIPPED
from sandbox.routes.orders import order_row


def _ship(market: Marketplace, row: int, parcels: list[Parcel], now: int) -> None:
    book = market.world.book
    book.declared.setdefault(row, []).extend(parcels)
    for line in {line for parcel in parcels for line in parcel.line_rows}:
        book.lines.put("status", line, SHIPPED)
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
