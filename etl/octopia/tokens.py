"""The access token: fetched with the client credentials, cached, renewed before it ends (octopia-api section 1.1)."""

import threading
from datetime import datetime, timedelta

import httpx
import orjson
from pydantic import SecretStr

from etl.domain.time.clock import Clock
from etl.octopia.answers import Reply, failure
from etl.octopia.deadlines import Deadline
from etl.octopia.errors import BrokenAnswer, CredentialsRefused, NoToken, QuotaExhausted, Refused

TOKEN_PATH = "/auth/realms/maas/protocol/openid-connect/token"  # noqa: S105 - a path, not a secret
RENEWAL_MARGIN = timedelta(minutes=5)
"""How long before its end a token is renewed: one that ends on the way costs a 401 and the request once more."""
LONGEST_LIFETIME = timedelta(days=1)
"""What a token is believed to last at most, whatever it says: a number, infinity, or ten thousand years."""
LARGEST_TOKEN = 1_000_000

_ABOUT_CREDENTIALS = frozenset({400, 401, 403})


class TokenSource:
    """Hands out a valid bearer token. Thread-safe; at most one fetch at a time (500 an hour are allowed)."""

    def __init__(
        self,
        http: httpx.Client,
        auth_url: str,
        client_id: str,
        client_secret: SecretStr,
        *,
        clock: Clock,
        deadline: Deadline,
    ) -> None:
        self._deadline = deadline
        self._http = http
        self._auth_url = auth_url
        self._client_id = client_id
        self._client_secret = client_secret
        self._clock = clock
        self._lock = threading.Lock()
        self._token: str | None = None
        self._fetched_at = clock()
        self._renew_at: datetime | None = None

    def bearer(self) -> str:
        """The token to send now.

        Raises `CredentialsRefused`, `NoToken` when the token host cannot be reached, or `QuotaExhausted`.
        """
        with self._lock:
            is_valid = self._renew_at is not None and self._fetched_at <= self._clock() < self._renew_at
            if self._token is None or not is_valid:
                self._fetched_at = self._clock()
                self._token, self._renew_at = self._fetch()
            return self._token

    def forget(self, token: str) -> None:
        """Drop `token` after a 401, unless another thread has renewed it already."""
        with self._lock:
            if self._token == token:
                self._token = None

    def _fetch(self) -> tuple[str, datetime]:
        now = self._clock()
        form = {
            "grant_type": "client_credentials",
            "client_id": self._client_id,
            "client_secret": self._client_secret.get_secret_value(),
        }
        try:
            with (
                self._deadline.in_time(),
                self._http.stream("POST", self._auth_url + TOKEN_PATH, data=form) as response,
            ):
                body = b""
                for part in response.iter_bytes():
                    body += part
                    if len(body) > LARGEST_TOKEN:
                        raise NoToken(f"{self._auth_url} gave something that is no token: check VIGIE_AUTH_URL")
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            # No marketplace request was made yet: whatever happened here, the caller's request was not sent.
            raise NoToken(f"{self._auth_url} gave no token ({type(error).__name__}): check VIGIE_AUTH_URL") from None
        reply = Reply(response.status_code, dict(response.headers), body)
        return self._granted(reply, now)

    def _granted(self, reply: Reply, now: datetime) -> tuple[str, datetime]:
        problem = failure(reply, "token", now)
        if isinstance(problem, QuotaExhausted):
            raise problem
        if isinstance(problem, Refused) and reply.status in _ABOUT_CREDENTIALS:
            raise CredentialsRefused(
                f"{self._auth_url} refused the client id '{self._client_id}' ({problem.words}): "
                "check VIGIE_CLIENT_ID and VIGIE_CLIENT_SECRET"
            )
        if problem is not None:
            raise NoToken(f"{self._auth_url} gave no token (status {reply.status}): check VIGIE_AUTH_URL")
        try:
            content = orjson.loads(reply.body)
            lifetime = timedelta(seconds=min(float(content["expires_in"]), LONGEST_LIFETIME.total_seconds()))
            # Half-way when the life is short: else a token of four minutes would be fetched anew for each request.
            return str(content["access_token"]), now + max(lifetime - RENEWAL_MARGIN, lifetime / 2)
        except (orjson.JSONDecodeError, KeyError, TypeError, ValueError, OverflowError):
            raise BrokenAnswer(
                f"{self._auth_url} answered something that is not a token: check VIGIE_AUTH_URL"
            ) from None
