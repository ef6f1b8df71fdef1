"""Seller and carriers: what a client reads first (API sheet 2)."""

from starlette.requests import Request
from starlette.responses import Response

from sandbox.carriers.carriers import CARRIERS
from sandbox.contract.answers import json_answer
from sandbox.contract.codes import CHANNELS
from sandbox.marketplace.marketplace import Marketplace
from sandbox.orders.indicators import seller_indicators

SHOP_NAME = "Maison Belleforêt"


async def seller(market: Marketplace, _: Request) -> Response:
    """`GET /sellers`."""
    seller_id = market.world.plan.seller_id
    body = {
        "seller_id": int(seller_id) if seller_id.isdigit() else seller_id,
        "login": "belleforet",
        "api_login": "belleforet-api",
        "email": "contact@belleforet.example.invalid",
        "sales_advices_email": "ventes@belleforet.example.invalid",
        "shop_name": SHOP_NAME,
        "shop_url": "https://www.cdiscount.com/mpv-98979-belleforet.html",
        "siret_number": "55203253400646",
        "creation_date": "2019-03-18T09:12:44Z",
        "last_update_date": "2026-01-12T15:40:02Z",
        "language": "fr",
        "seller_state": "Activated",
        "seller_sub_state": "ActiveSeller",
        "subscription_step": "Finished",
        "auto_accept_order": market.choices.auto_accept,
        "fulfillment_profile_id": 4,
        "seller_legal_information": {
            "siret": "55203253400646",
            "company_name": "Belleforêt Mobilier SAS",
            "legal_form": "SAS",
            "capital": 120000,
        },
        "delivery_modes": {"href": "/sellers/delivery-modes"},
        "subscription": {"href": "/sellers/subscriptions"},
    }
    return json_answer(market.encode(body))


async def addresses(market: Marketplace, _: Request) -> Response:
    """`GET /sellers/addresses`."""
    kinds = ("Headquarters", "Shipping", "Return")
    place = {"address": "14 zone artisanale des Pins", "country": "FR", "city": "Libourne", "zip_code": "33500"}
    return json_answer(market.encode([{"type": kind, **place} for kind in kinds]))


async def indicators(market: Marketplace, _: Request) -> Response:
    """`GET /sellers/indicators`, in the recorded legacy shape of one indicator (seller-rules 1.1)."""
    return json_answer(market.encode(seller_indicators(market.world.book, market.world.now())))


async def subscriptions(market: Marketplace, _: Request) -> Response:
    """`GET /sellers/subscriptions`."""
    rows = [
        {
            "subscription_id": 5_100 + number,
            "sales_channel_id": channel.id,
            "status": "Active",
            "action": "None",
            "offer_submission_currency": "EUR",
            "seller_payment_currency": "EUR",
        }
        for number, channel in enumerate(CHANNELS)
    ]
    return json_answer(market.encode(rows))


async def delivery_modes(market: Marketplace, _: Request) -> Response:
    """`GET /sellers/delivery-modes` (deprecated)."""
    modes = (
        ("TRK", "Suivi", 4, False, False),
        ("REG", "Recommandé", 4, False, False),
        ("EXP", "Express", 1, True, False),
    )
    names = ("code", "name", "delivery_delay", "is_express_delivery", "more_than30_kg_product")
    return json_answer(market.encode([dict(zip(names, mode, strict=True)) for mode in modes]))


async def carriers(market: Marketplace, _: Request) -> Response:
    """`GET /carriers`: a bare array."""
    return json_answer(market.encode([{"code": code, "label": label} for code, label in CARRIERS]))
