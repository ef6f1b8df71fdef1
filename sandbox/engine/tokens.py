"""Access tokens: client credentials against bearer tokens that expire (API sheet 1.1). Times are real seconds."""

import base64
import hashlib
import hmac
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import orjson

from sandbox.contract.choices import Choices

_KEY = b"a sandbox signs for nobody but itself"


@dataclass(frozen=True)
class Credentials:
    """The client pair the sandbox knows, and the seller that delegated access to it."""

    client_id: str
    client_secret: str
    seller_id: str


def _segment(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).decode().rstrip("=")


class Tokens:
    """Issues, checks and revokes bearer tokens; `now` is a wall clock in seconds since 1970."""

    def __init__(self, credentials: Credentials, choices: Choices, now: Callable[[], float]) -> None:
        self.credentials, self._choices, self._now = credentials, choices, now
        self._expiries: dict[str, float] = {}
        self._requests: deque[float] = deque()
        self._serial = 0

    def knows(self, client_id: str, client_secret: str) -> bool:
        """Whether this is the client pair."""
        pair = (self.credentials.client_id, self.credentials.client_secret)
        given = (client_id, client_secret)
        return all(hmac.compare_digest(a.encode(), b.encode()) for a, b in zip(pair, given, strict=True))

    def is_over_quota(self) -> bool:
        """Count a token request; whether there were too many within the hour."""
        # Counted before anything is checked: a wrong secret spends the hour's requests as well.
        now = self._now()
        while self._requests and self._requests[0] <= now - 3600:
            self._requests.popleft()
        self._requests.append(now)
        return len(self._requests) > self._choices.tokens_per_hour

    def issue(self) -> str:
        """A new token, a signed JWT."""
        now, self._serial = self._now(), self._serial + 1
        expiry = now + self._choices.token_seconds
        claims = {
            "exp": int(expiry),
            "iat": int(now),
            "jti": f"sandbox-{self._serial}",
            "azp": self.credentials.client_id,
            "typ": "Bearer",
        }
        body = f"{_segment(orjson.dumps({'alg': 'HS256', 'typ': 'JWT'}))}.{_segment(orjson.dumps(claims))}"
        token = f"{body}.{_segment(hmac.new(_KEY, body.encode(), hashlib.sha256).digest())}"
        self._expiries[token] = expiry
        return token

    def is_valid(self, token: str) -> bool:
        """Whether the token was issued here, has not expired and was not revoked."""
        return self._expiries.get(token, 0) > self._now()

    def revoke_all(self) -> None:
        """End every token at once, as an expiry in mid-run does."""
        self._expiries.clear()
