"""The addresses of the marketplace, as a Starlette application."""

from collections.abc import Awaitable, Callable
from typing import Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from sandbox.contract.answers import gateway_answer, problem_answer
from sandbox.contract.errors import GatewayRefusal, Problem
from sandbox.marketplace.marketplace import Marketplace
from sandbox.routes import controls, offers, order_actions, orders, sellers, tokens
from sandbox.server.gateway import Endpoint, guarded

API_PATH: Final = "/seller/v2"
TOKEN_PATH: Final = "/auth/realms/maas/protocol/openid-connect/token"  # noqa: S105  an address, not a secret
CONTROL_PATH: Final = "/_sandbox"

_API: Final[tuple[tuple[str, str, Endpoint], ...]] = (
    ("GET", "/sellers", sellers.seller),
    ("GET", "/sellers/addresses", sellers.addresses),
    ("GET", "/sellers/adresses", sellers.addresses),  # an old page of the documentation spells it so
    ("GET", "/sellers/indicators", sellers.indicators),
    ("GET", "/sellers/subscriptions", sellers.subscriptions),
    ("GET", "/sellers/delivery-modes", sellers.delivery_modes),
    ("GET", "/carriers", sellers.carriers),
    ("GET", "/orders", orders.orders),
    ("GET", "/orders/count", orders.count),
    ("GET", "/orders/{order_id}", orders.order),
    ("POST", "/orders/{order_id}/approval-status", order_actions.approve),
    ("POST", "/orders/{order_id}/shipments", order_actions.ship),
    ("GET", "/offers", offers.offers),
    ("GET", "/offer-packages", offers.packages),
    ("POST", "/offer-packages", offers.create_package),
    ("GET", "/offer-packages/{package_id}", offers.package),
    ("PATCH", "/offer-packages/{package_id}", offers.make_ready),
    ("POST", "/offer-packages/{package_id}/offer-requests", offers.add_requests),
    ("GET", "/offer-packages/{package_id}/offer-requests-results", offers.results),
)
_CONTROL: Final[tuple[tuple[str, str, Endpoint], ...]] = (
    ("GET", "/health", controls.health),
    ("GET", "/clock", controls.read_clock),
    ("POST", "/clock", controls.move_clock),
    ("GET", "/faults", controls.read_faults),
    ("PUT", "/faults", controls.change_faults),
    ("GET", "/ledger", controls.ledger),
    ("POST", "/changes", controls.change),
    ("GET", "/truth", controls.read_truth),
    ("GET", "/truth/orders", controls.truth_orders),
)


def _open(market: Marketplace, endpoint: Endpoint) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        try:
            return await endpoint(market, request)
        except Problem as problem:
            return problem_answer(problem)

    return answer


async def _unknown_route(_: Request, error: Exception) -> Response:
    del error
    return gateway_answer(GatewayRefusal(404, "Resource not found"))


def application(market: Marketplace) -> Starlette:
    """The marketplace's ASGI application; `state.find_line` must be set for faults that cut connections."""
    api = [Route(path, guarded(market, endpoint), methods=[method]) for method, path, endpoint in _API]
    control = [Route(path, _open(market, endpoint), methods=[method]) for method, path, endpoint in _CONTROL]
    app = Starlette(
        routes=[
            Route(TOKEN_PATH, guarded(market, tokens.token, is_token=True), methods=["POST"]),
            Mount(API_PATH, routes=api),
            Mount(CONTROL_PATH, routes=control),
        ],
        exception_handlers={HTTPException: _unknown_route},
    )
    # Else an address with a slash too many is redirected, and a client that follows never sees the 404 it should.
    app.router.redirect_slashes = False
    return app
