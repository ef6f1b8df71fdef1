"""The token endpoint (API sheet 1.1)."""

import base64
import binascii
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import Response

from sandbox.contract.answers import json_answer, problem_answer
from sandbox.contract.errors import Problem
from sandbox.marketplace.marketplace import Marketplace


def _refusal(market: Marketplace, status: int, error: str, text: str) -> Response:
    if market.choices.login_refusal == "problem":
        return problem_answer(Problem(status, text))
    return json_answer(market.encode({"error": error, "error_description": text}), status)


def _basic_pair(header: str) -> tuple[str, str]:
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        client_id, _, client_secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return client_id, client_secret


async def token(market: Marketplace, request: Request) -> Response:
    """`POST .../token`: client credentials, in the form or as Basic, against a bearer token."""
    form = {name: values[0] for name, values in parse_qs((await request.body()).decode(errors="replace")).items()}
    basic = _basic_pair(request.headers.get("authorization", ""))
    if market.tokens.is_over_quota():
        most = market.choices.tokens_per_hour
        return _refusal(market, 429, "too_many_requests", f"More than {most} token requests within an hour.")
    if form.get("grant_type") != "client_credentials":
        return _refusal(market, 400, "unsupported_grant_type", "Unsupported grant_type")
    if not market.tokens.knows(form.get("client_id", basic[0]), form.get("client_secret", basic[1])):
        return _refusal(market, 401, "unauthorized_client", "Invalid client or Invalid client credentials")
    body = {
        "access_token": market.tokens.issue(),
        "expires_in": market.choices.token_seconds,
        "refresh_expires_in": 0,
        "token_type": "Bearer",
        "not-before-policy": 0,
        "scope": "profile email",
    }
    return json_answer(market.encode(body))
