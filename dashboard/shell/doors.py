"""Who may come to the app at all, until sign-in exists: pages of this machine and of the names it is served under.

Any page open in the browser of somebody here could otherwise come in by a side door: a name of its own that it lets
point at 127.0.0.1 (the Host is then foreign), a websocket (the Origin is), or our page in a frame under its buttons.
"""

from __future__ import annotations

from collections.abc import Collection
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

WRONG_HOST: Final = (
    "Vigie is not served under the name in the address bar. Open http://localhost on the machine that runs it, or set "
    "VIGIE_ALLOWED_HOSTS in .env to the names it is served under, and start it again.\n"
)
WRONG_ORIGIN: Final = (
    "This was asked by a page that is not Vigie's. If Vigie is served under another name, set VIGIE_ALLOWED_HOSTS in "
    ".env to it, and start it again.\n"
)
_HEADERS: Final = {
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # an address names orders; a carrier's tracking page has no business with them
}
_POLICY_VIOLATION: Final = 1008


class Doors:
    """ASGI middleware in front of everything, HTTP and websocket; `allowed_hosts` beside the names of this machine."""

    def __init__(self, app: ASGIApp, allowed_hosts: Collection[str] = ()) -> None:
        self._app = app
        self._allowed = frozenset(allowed_hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on what may come in, with headers that refuse frames on whatever is answered; refuse the rest."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return

        async def send_unframed(message: Message) -> None:
            if message["type"] in {"http.response.start", "websocket.http.response.start"}:
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers[name] = value
            await send(message)

        if (words := self._refusal(Headers(scope=scope))) is None:
            await self._app(scope, receive, send_unframed)
        elif scope["type"] == "http":
            await PlainTextResponse(words, 403)(scope, receive, send_unframed)
        else:
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION, "reason": "foreign Host or Origin"})

    def _refusal(self, headers: Headers) -> str | None:
        hosts, origins = headers.getlist("host"), headers.getlist("origin")
        if len(hosts) != 1 or not self._is_ours(hosts[0]):
            return WRONG_HOST
        if not origins:
            return None  # navigation, and clients that are no browser: those carry no cookie or page of anybody
        if len(origins) == 1 and self._is_our_page(origins[0], hosts[0]):
            return None
        return WRONG_ORIGIN

    def _is_ours(self, host: str) -> bool:
        name = _name(f"//{host}")
        return name == "localhost" or _is_loopback(name) or name in self._allowed

    def _is_our_page(self, origin: str, host: str) -> bool:
        # Another port of this machine is another program, and its pages are not ours.
        is_same = origin.lower().partition("://")[2] == host.lower()
        return is_same or _name(origin) in self._allowed


def _name(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").rstrip(".")
    except ValueError:  # brackets that do not close
        return ""


def _is_loopback(name: str) -> bool:
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False
