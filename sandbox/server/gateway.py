"""What stands in front of every API route: faults, quota, bearer token, seller id, media types."""

import asyncio
from collections.abc import Awaitable, Callable
from email.utils import format_datetime
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from sandbox.contract.answers import gateway_answer, problem_answer
from sandbox.contract.errors import GatewayRefusal, Problem
from sandbox.contract.parameters import invalid
from sandbox.engine.faults import Faults
from sandbox.engine.quota import quota_refusal
from sandbox.marketplace.marketplace import Marketplace
from sandbox.server.connections import CutConnection, TruncatedAnswer

Endpoint = Callable[[Marketplace, Request], Awaitable[Response]]

_HTML_502: Final = (
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n"
    "<hr><center>Microsoft-Azure-Application-Gateway/v2</center>\r\n</body>\r\n</html>\r\n"
)


def _html_502() -> Response:
    return Response(_HTML_502, 502, media_type="text/html")


def _server_error() -> Response:
    return problem_answer(Problem(500, "An error occurred while processing your request."))


def _before(faults: frozenset[str], market: Marketplace) -> Response | None:
    """The answer of a fault that strikes before anything happens."""
    parameters = market.faults.plan.parameters
    if "drop_before" in faults:
        return CutConnection()
    if "server_error_before" in faults:
        return _server_error()
    # The luck of a request stays the same: one half of the 502s strike here, the others all reach `_after`.
    if "html_502" in faults and market.faults.luck() < 0.5:
        return _html_502()
    if "rate_limited" in faults:
        return gateway_answer(GatewayRefusal(429, "Rate limit is exceeded. Try again later."))
    if "rate_limited_with_wait" in faults:
        wait = f"{parameters['retry_after_seconds']:.0f}"
        text = f"Rate limit is exceeded. Try again in {wait} seconds."
        return gateway_answer(GatewayRefusal(429, text, {"Retry-After": wait}))
    if "quota" in faults:
        raise quota_refusal(parameters["quota_wait_seconds"])
    if "expired_token" in faults:
        market.tokens.revoke_all()  # no answer of its own: the check of the token finds nothing and says 401
    return None


async def _after(faults: frozenset[str], known: Faults, response: Response) -> Response:
    """The answer as faults leave it once the effect has taken place."""
    if "slow" in faults:
        await asyncio.sleep(known.plan.parameters["slow_seconds"])
    if "drop_after" in faults:
        return CutConnection()
    if "server_error_after" in faults:
        return _server_error()
    if "html_502" in faults:
        return _html_502()
    return TruncatedAnswer(response) if "truncated" in faults and len(response.body) > 1 else response


def _check_token(market: Marketplace, request: Request) -> None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and market.tokens.is_valid(token.strip()):
        return
    if market.choices.unauthorised_by == "application":
        raise Problem(401, "Unauthorized", detail="The access token is missing, invalid or expired.")
    raise GatewayRefusal(401, "Unauthorized. Access token is missing or invalid.")


def _check_seller(market: Marketplace, request: Request) -> None:
    seller_id = request.headers.get("sellerid", "").strip()
    if not seller_id:
        raise invalid("SellerId", "The SellerId field is required.")
    if seller_id != market.tokens.credentials.seller_id:
        text = f"The seller {seller_id} did not delegate access to this client."
        raise Problem(403, "Forbidden", {"SellerId": [text]})


def _check_media_types(request: Request) -> None:
    accepted = [part.partition(";")[0].strip().lower() for part in request.headers.get("accept", "*/*").split(",")]
    if not any(part in ("*/*", "application/*", "") or "json" in part for part in accepted):
        raise Problem(406, "Not Acceptable", detail="This resource is served as application/json.")
    sent = request.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    if request.method in ("POST", "PATCH", "PUT") and sent not in ("application/json", "application/json-patch+json"):
        raise Problem(415, "Unsupported Media Type", detail=f"The media type {sent} is not supported.")


def _admitted(endpoint: Endpoint) -> Endpoint:
    async def answer(market: Marketplace, request: Request) -> Response:
        market.quota.spend(market.faults.plan.parameters["quota_per_minute"])
        _check_token(market, request)
        _check_seller(market, request)
        if market.choices.enforce_media_types:
            _check_media_types(request)
        return await endpoint(market, request)

    return answer


def _side(request: Request, is_token: bool) -> str:
    if is_token:
        return "tokens"
    return "reads" if request.method in ("GET", "HEAD") else "writes"


def guarded(
    market: Marketplace, endpoint: Endpoint, *, is_token: bool = False
) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint as a client meets it: faults strike; but for the token, quota, token and seller are checked."""
    admitted = endpoint if is_token else _admitted(endpoint)

    async def answer(request: Request) -> Response:
        faults = market.faults.of_request(_side(request, is_token))
        request.state.faults = faults
        try:
            if (early := _before(faults, market)) is not None:
                return early
            response = await admitted(market, request)
        except Problem as problem:
            response = problem_answer(problem)
        except GatewayRefusal as refusal:
            # Refused before the application: there is no effect that a fault could hide, so none follows.
            return _dated(market, gateway_answer(refusal))
        return await _after(faults, market.faults, _dated(market, response))

    return answer


def _dated(market: Marketplace, response: Response) -> Response:
    """`Date` is the marketplace's own clock, whatever time it is outside."""
    response.headers["Date"] = format_datetime(market.world.clock.moment(), usegmt=True)
    return response
