"""Responses as the application and the gateway write them (API sheet 1.3)."""

from collections.abc import Callable
from typing import Any, Final
from uuid import uuid4

import orjson
from starlette.responses import Response

from sandbox.contract.choices import Choices
from sandbox.contract.errors import GatewayRefusal, Problem

_TYPES: Final = {
    400: "https://tools.ietf.org/html/rfc7231#section-6.5.1",
    401: "https://tools.ietf.org/html/rfc7235#section-3.1",
    403: "https://tools.ietf.org/html/rfc7231#section-6.5.3",
    404: "https://tools.ietf.org/html/rfc7231#section-6.5.4",
    406: "https://tools.ietf.org/html/rfc7231#section-6.5.6",
    409: "https://tools.ietf.org/html/rfc7231#section-6.5.8",
    415: "https://tools.ietf.org/html/rfc7231#section-6.5.13",
    422: "https://tools.ietf.org/html/rfc4918#section-11.2",
    500: "https://tools.ietf.org/html/rfc7231#section-6.6.1",
}
_FORMS: Final = {
    "seconds": orjson.OPT_NAIVE_UTC | orjson.OPT_UTC_Z | orjson.OPT_OMIT_MICROSECONDS,
    "fractions": orjson.OPT_NAIVE_UTC | orjson.OPT_UTC_Z,
    "offset": orjson.OPT_NAIVE_UTC | orjson.OPT_OMIT_MICROSECONDS,
}

Encoder = Callable[[Any], bytes]


def encoder(choices: Choices) -> Encoder:
    """Writes JSON with instants in the chosen form."""
    form = _FORMS[choices.timestamps]
    return lambda content: orjson.dumps(content, option=form)


def json_answer(body: bytes, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """A JSON answer from bytes already written."""
    return Response(body, status, headers, media_type="application/json; charset=utf-8")


def problem_answer(problem: Problem) -> Response:
    """The application's error: problem+json with `errors` as arrays of strings."""
    trace = uuid4().hex
    body = {
        "type": _TYPES.get(problem.status, "about:blank"),
        "title": problem.title,
        "status": problem.status,
        "traceId": f"00-{trace}-{trace[:16]}-00",
    }
    if problem.detail:
        body["detail"] = problem.detail
    if problem.errors:
        body["errors"] = dict(problem.errors)
    return Response(orjson.dumps(body), problem.status, media_type="application/problem+json; charset=utf-8")


def gateway_answer(refusal: GatewayRefusal) -> Response:
    """The gateway's error: `{"statusCode", "message"}`."""
    body = orjson.dumps({"statusCode": refusal.status, "message": refusal.message})
    return Response(body, refusal.status, dict(refusal.headers), media_type="application/json")
