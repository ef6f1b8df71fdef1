"""Offers and offer packages (API sheet 11)."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from sandbox.contract.answers import json_answer
from sandbox.contract.codes import CHANNEL_IDS
from sandbox.contract.errors import Problem
from sandbox.contract.pages import CursorPage, cursor_page
from sandbox.contract.parameters import Parameters, instant, invalid, json_body
from sandbox.listings.offers import Offer
from sandbox.listings.packages import KEPT_MILLISECONDS, PACKAGE_TYPES, STATES, Package, checked_requests
from sandbox.marketplace.marketplace import Marketplace


def _listed(params: Parameters, name: str) -> set[str] | None:
    text = params.get(name)
    return {part.strip() for part in text.split(",")} if text else None


def _paged(market: Marketplace, request: Request, items: list[Any], page: CursorPage, path: str) -> Response:
    link = page.link(path, Parameters(request), len(items))
    shown = items[page.first : page.first + page.limit]
    documents = [item() for item in shown]
    return json_answer(market.encode({"itemsPerPage": len(documents), "items": documents}), headers={"Link": link})


def _matches(offer: Offer, params: Parameters, since: int | None) -> bool:
    values = {
        "offerIds": offer.listing.offer_id,
        "offerStates": offer.state,
        "gtins": offer.listing.gtin,
        "sellerExternalReferences": offer.listing.seller_product_id,
    }
    filters = {name: wanted for name in values if (wanted := _listed(params, name)) is not None}
    is_recent = since is None or offer.updated >= since
    return is_recent and all(values[name] in wanted for name, wanted in filters.items())


async def offers(market: Marketplace, request: Request) -> Response:
    """`GET /offers?salesChannelId=`: P2 envelope, next page in the Link header."""
    market.world.now()
    params = Parameters(request)
    channel_id = params.get("salesChannelId")
    if not channel_id:
        raise invalid("salesChannelId", "The salesChannelId field is required.")
    if channel_id not in CHANNEL_IDS:
        raise invalid("salesChannelId", f"The sales channel '{channel_id}' is not subscribed.")
    page = cursor_page(params, 100, market.choices.max_offer_limit)
    since = instant(params, "updatedAtMin")
    feedback = "salesChannelFeedback" in (params.get("expand") or "")
    found = [offer for offer in market.world.offers.offers if _matches(offer, params, since)]
    items = [lambda offer=offer: offer.document(channel_id, feedback) for offer in found]
    return _paged(market, request, items, page, "/offers")


def _channel(request: Request) -> str:
    channel_id = request.headers.get("saleschannelid", "").strip()
    if channel_id not in CHANNEL_IDS:
        raise invalid("SalesChannelId", "The SalesChannelId header must name a subscribed sales channel.")
    return channel_id


def _package(market: Marketplace, request: Request) -> Package:
    identifier = request.path_params["package_id"]
    if identifier not in market.packages.packages:
        raise Problem(404, "Not Found", {"packageId": [f"The offer package {identifier} does not exist."]})
    return market.packages.packages[identifier]


async def packages(market: Marketplace, request: Request) -> Response:
    """`GET /offer-packages?state=&salesChannelId=`: newest first."""
    market.world.now()
    params = Parameters(request)
    states, channels = _listed(params, "state"), _listed(params, "salesChannelId")
    if states and not states <= set(STATES):
        raise invalid("state", f"The value '{','.join(sorted(states))}' is not valid for state.")
    found = [
        package.document
        for package in reversed(market.packages.packages.values())
        if (states is None or package.state in states) and (channels is None or package.channel_id in channels)
    ]
    return _paged(market, request, found, cursor_page(params, 100, 1000), "/offer-packages")


async def create_package(market: Marketplace, request: Request) -> Response:
    """`POST /offer-packages`: 201, empty, the id in `Content-Location`."""
    channel_id = _channel(request)
    body = await json_body(request)
    kind = body.get("packageType") if isinstance(body, dict) else None
    if kind not in PACKAGE_TYPES:
        raise invalid("packageType", f"The value '{kind}' is not valid: {', '.join(PACKAGE_TYPES)}.")
    package = market.packages.create(kind, channel_id)
    return Response(status_code=201, headers={"Content-Location": f"offers-packages/{package.number}"})


async def package(market: Marketplace, request: Request) -> Response:
    """`GET /offer-packages/{id}`."""
    market.world.now()
    return json_answer(market.encode(_package(market, request).document()))


def _must_be_open(package: Package) -> None:
    if package.state != "WaitingForCompletion":
        raise Problem(409, "Conflict", {"state": [f"The package {package.number} is {package.state}."]})


async def add_requests(market: Marketplace, request: Request) -> Response:
    """`POST /offer-packages/{id}/offer-requests`: 201 while WaitingForCompletion."""
    market.world.now()
    package = _package(market, request)
    _must_be_open(package)
    requests = checked_requests(await json_body(request), package.kind, market.choices.max_offer_requests)
    market.packages.fill(package, requests)
    return Response(status_code=201)


async def make_ready(market: Marketplace, request: Request) -> Response:
    """`PATCH /offer-packages/{id}` with `{"state": "Ready"}`: 204."""
    now, package = market.world.now(), _package(market, request)
    body = await json_body(request)
    if not isinstance(body, dict) or body.get("state") != "Ready":
        raise invalid("state", "The only state a client may set is Ready.")
    _must_be_open(package)
    market.packages.make_ready(package, now)
    return Response(status_code=204)


async def results(market: Marketplace, request: Request) -> Response:
    """`GET /offer-packages/{id}/offer-requests-results`: empty once they are no longer kept."""
    now, package = market.world.now(), _package(market, request)
    page = cursor_page(Parameters(request), 100, 1000)
    is_kept = now - package.integrated_at <= KEPT_MILLISECONDS
    kept = [result.copy for result in package.results] if is_kept else []
    return _paged(market, request, kept, page, f"/offer-packages/{package.number}/offer-requests-results")
