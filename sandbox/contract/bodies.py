"""Incoming JSON bodies."""

from typing import Any

import orjson
from starlette.requests import Request

from sandbox.contract.errors import Problem


async def json_body(request: Request) -> Any:
    """The parsed body; Problem 400 when it is not JSON."""
    try:
        return orjson.loads(await request.body())
    except orjson.JSONDecodeError as error:
        sentence = "The request body is not valid JSON."
        raise Problem(400, "One or more validation errors occurred.", {"$": [sentence]}) from error
