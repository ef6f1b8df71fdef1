"""Outside the API: health, clock, faults, ledger, truth. No fault strikes here and no token is asked."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import asdict
from typing import Any

import numpy as np
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from sandbox.contract.answers import json_answer
from sandbox.contract.errors import UnknownFault
from sandbox.contract.parameters import invalid, json_body
from sandbox.control import truth
from sandbox.engine.faults import parse_faults
from sandbox.marketplace.marketplace import Marketplace
from sandbox.marketplace.world import World
from sandbox.nature.draws import generator
from sandbox.nature.paris import moment
from sandbox.orders.statuses import DELIVERED, ORDER_STATUSES, SHIPPED


async def health(market: Marketplace, _: Request) -> Response:
    """`GET /health`: alive, with virtual time and the number of orders."""
    now = market.world.now()
    plan = market.world.plan
    body = {"status": "ok", "now": moment(now), "seed": plan.seed, "orders": len(market.world.book)}
    return json_answer(market.encode({**body, "choices": asdict(market.choices)}))


async def read_clock(market: Marketplace, _: Request) -> Response:
    """`GET /clock`."""
    now = moment(market.world.now())
    return json_answer(market.encode({"now": now, "speed": market.world.clock.speed}))


async def move_clock(market: Marketplace, request: Request) -> Response:
    """`POST /clock` with `{"advance_seconds": n}` and, or, `{"speed": n}`."""
    body = await json_body(request)
    try:
        if "speed" in body:
            market.world.clock.run_at(float(body["speed"]))
        market.world.clock.advance(float(body.get("advance_seconds", 0)))
    except (TypeError, ValueError, AttributeError) as error:
        raise invalid("clock", f"The clock cannot be moved so: {error}") from error
    return await read_clock(market, request)


async def read_faults(market: Marketplace, _: Request) -> Response:
    """`GET /faults`: the plan, and how many requests met each fault."""
    return json_answer(market.encode({"plan": market.faults.plan.document(), "met": market.faults.met}))


async def change_faults(market: Marketplace, request: Request) -> Response:
    """`PUT /faults`: a whole new plan, as an object or as the text of `--faults`."""
    try:
        market.faults.plan = parse_faults(await json_body(request))
    except (UnknownFault, AttributeError) as error:
        raise invalid("faults", str(error)) from error
    return await read_faults(market, request)


async def ledger(market: Marketplace, request: Request) -> Response:
    """`GET /ledger?kind=&order_id=`: every effect that truly happened."""
    market.world.now()
    params = request.query_params
    entries = market.world.ledger.entries(params.get("kind"), params.get("order_id") or params.get("target"))
    return json_answer(market.encode({"total": len(entries), "effects": entries}))


async def read_truth(market: Marketplace, _: Request) -> Response:
    """`GET /truth`: counts by status and totals."""
    return json_answer(market.encode(truth.summary(market)))


async def truth_orders(market: Marketplace, request: Request) -> Response:
    """`GET /truth/orders?status=`: one JSON line per order."""
    status = request.query_params.get("status")
    if status is not None and status not in ORDER_STATUSES:
        raise invalid("status", f"There is no status {status}.")

    async def chunks() -> AsyncIterator[bytes]:
        for batch in truth.order_truths(market, status):
            yield b"".join(market.encode(entry) + b"\n" for entry in batch)
            await asyncio.sleep(0)  # a million orders take seconds to write: other requests are answered in between

    return StreamingResponse(chunks(), media_type="application/x-ndjson")


def _change_orders(world: World, count: int) -> list[str]:
    """Deliver up to `count` shipped orders, touch others for the rest; the ids, all with `updatedAt` now."""
    now, book = world.now(), world.book
    # The book's version is part of the draw: asked twice, it does not move the same orders again.
    rng = generator(world.plan.seed, "changes", book.version)
    shipped = np.flatnonzero(book.orders["status"] == SHIPPED)
    delivered: Any = rng.choice(shipped, min(count, len(shipped)), replace=False).tolist()
    others = np.setdiff1d(np.arange(len(book)), delivered)
    touched: Any = rng.choice(others, min(count - len(delivered), len(others)), replace=False).tolist()
    for row in delivered:
        world.life.enter(row, DELIVERED, now)
    for row in touched:
        book.touch(row, now)
    return [book.id_of(row) for row in (*delivered, *touched)]


async def change(market: Marketplace, request: Request) -> Response:
    """`POST /changes` with `{"count": n}`: that many orders change now; their ids."""
    body = await json_body(request)
    count = body.get("count") if isinstance(body, dict) else None
    if isinstance(count, bool) or not isinstance(count, int) or count < 1:
        raise invalid("count", "The field count must be an integer from 1.")
    return json_answer(market.encode({"order_ids": _change_orders(market.world, count)}))
