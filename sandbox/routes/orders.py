"""Reading orders (API sheet 3.1)."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from sandbox.contract.answers import json_answer
from sandbox.contract.errors import Problem
from sandbox.contract.pages import index_page
from sandbox.contract.parameters import Parameters
from sandbox.marketplace.marketplace import Marketplace
from sandbox.orders.query import parse_query
from sandbox.orders.record_faults import corrupt, corruptions


def order_row(market: Marketplace, identifier: str) -> int:
    """The row of an order; Problem 404 when there is none."""
    row = market.world.book.row(identifier)
    if row is None:
        raise Problem(404, "Not Found", {"orderId": [f"The order {identifier} does not exist."]})
    return row


def _documents(market: Marketplace, rows: list[int]) -> list[Any]:
    documents: list[Any] = market.world.documents.render(rows)
    if not market.faults.has_record_faults:
        return documents
    return [corrupt(document, corruptions(market.faults, row)) for row, document in zip(rows, documents, strict=True)]


def _shift(market: Marketplace, rows: list[int], now: int) -> None:
    """Move an order of the page just read to the end of the updates, as an internal touch does."""
    row = rows[int(market.faults.luck() * len(rows))]
    market.world.book.touch(row, now)


async def orders(market: Marketplace, request: Request) -> Response:
    """`GET /orders`: a P1 envelope of full orders."""
    now = market.world.now()
    params = Parameters(request)
    query, page = parse_query(params, market.choices), index_page(params, market.choices)
    found = market.search.rows(query)
    rows = found[page.first : page.first + page.size].tolist()
    faults = request.state.faults
    shown = [*rows, rows[int(market.faults.luck() * len(rows))]] if rows and "duplicate_rows" in faults else rows
    body = market.encode({"itemsPerPage": len(shown), "items": _documents(market, shown)})
    headers = {}
    if market.choices.orders_link_header:
        headers["Link"] = page.link("/orders", params, len(found))
    if rows and "shifting_pages" in faults:
        _shift(market, rows, now)
    return json_answer(body, headers=headers)


async def count(market: Marketplace, request: Request) -> Response:
    """`GET /orders/count`: a bare integer."""
    market.world.now()
    total = len(market.search.rows(parse_query(Parameters(request), market.choices)))
    return json_answer(market.encode(total if market.choices.count_body == "integer" else {"count": total}))


async def order(market: Marketplace, request: Request) -> Response:
    """`GET /orders/{orderId}`: one order, not wrapped."""
    market.world.now()
    row = order_row(market, request.path_params["order_id"])
    return json_answer(market.encode(_documents(market, [row])[0]))
