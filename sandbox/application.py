"""The addresses of the marketplace, as a Starlette application."""

from collections.abc import Awaitable, Callable
from typing import Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from sandbox import (
    approval_routes,
    control_routes,
    offer_routes,
    order_routes,
    seller_routes,
    shipment_routes,
    token_routes,
)
from sandbox.answers import gateway_answer, problem_answer
from sandbox.errors import GatewayRefusal, Problem
from sandbox.gateway import Endpoint, guarded
from sandbox.marketplace import Marketplace

API_PATH: Final = "/seller/v2"
TOKEN_PATH: Final = "/auth/realms/maas/protocol/openid-connect/token"  # noqa: S105  an address, not a secret
CONTROL_PATH: Final = "/_sandbox"

_API: Final[tuple[tuple[str, str, Endpoint], ...]] = (
    ("GET", "/sellers", seller_routes.seller),
    ("GET", "/sellers/addresses", seller_routes.addresses),
    ("GET", "/sellers/adresses", seller_routes.addresses),
    ("GET", "/sellers/indicators", seller_routes.indicators),
    ("GET", "/sellers/subscriptions", seller_routes.subscriptions),
    ("GET", "/sellers/delivery-modes", seller_routes.delivery_modes),
    ("GET", "/carriers", seller_routes.carriers),
    ("GET", "/orders", order_routes.orders),
    ("GET", "/orders/count", order_routes.count),
    ("GET", "/orders/{order_id}", order_routes.order),
    ("POST", "/orders/{order_id}/approval-status", approval_routes.approve),
    ("POST", "/orders/{order_id}/shipments", shipment_routes.ship),
    ("GET", "/offers", offer_routes.offers),
    ("GET", "/offer-packages", offer_routes.packages),
    ("POST", "/offer-packages", offer_routes.create_package),
    ("GET", "/offer-packages/{package_id}", offer_routes.package),
    ("PATCH", "/offer-packages/{package_id}", offer_routes.make_ready),
    ("POST", "/offer-packages/{package_id}/offer-requests", offer_routes.add_requests),
    ("GET", "/offer-packages/{package_id}/offer-requests-results", offer_routes.results),
)
_CONTROL: Final[tuple[tuple[str, str, Endpoint], ...]] = (
    ("GET", "/health", control_routes.health),
    ("GET", "/clock", control_routes.read_clock),
    ("POST", "/clock", control_routes.move_clock),
    ("GET", "/faults", control_routes.read_faults),
    ("PUT", "/faults", control_routes.change_faults),
    ("GET", "/ledger", control_routes.ledger),
    ("POST", "/changes", control_routes.change),
    ("GET", "/truth", control_routes.read_truth),
    ("GET", "/truth/orders", control_routes.truth_orders),
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
            Route(TOKEN_PATH, guarded(market, token_routes.token, is_token=True), methods=["POST"]),
            Mount(API_PATH, routes=api),
            Mount(CONTROL_PATH, routes=control),
        ],
        exception_handlers={HTTPException: _unknown_route},
    )
    app.router.redirect_slashes = False
    return app
