"""The Octopia Seller API v2 over HTTP: reads are retried, writes never; bodies are handed on untouched."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import TracebackType
from typing import Self

import httpx
import orjson
import stamina
from pydantic import SecretStr

from etl.domain.time.clock import Clock
from etl.octopia.answers import Reply, failure
from etl.octopia.budget import CallBudget, Urgency
from etl.octopia.clocks import measured_skew
from etl.octopia.deadlines import Deadline, transport_within
from etl.octopia.errors import BrokenAnswer, NotSent, QuotaExhausted, Unsettled
from etl.octopia.tokens import TokenSource

READ_ATTEMPTS = 5
TIMEOUT = httpx.Timeout(30.0, connect=5.0)
CALL_SECONDS = 60.0
"""How long one call may last from connecting to the last byte; the slowest page seen took some 6 s."""
LARGEST_ANSWER = 32_000_000
"""Bytes of one answer, unpacked. A page of 100 orders has some 400 kB."""

# Only these tell for certain that nothing left. After any other a write may have had its effect, a broken connection or
# a timeout while reading included: it is settled by reading, never sent again.
_NEVER_LEFT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
    httpx.InvalidURL,
)
_WORTH_A_RETRY = (NotSent, Unsettled, BrokenAnswer)
_CLOSING = {b"{": b"}", b"[": b"]"}

Params = Mapping[str, str | int]


@dataclass(frozen=True)
class Account:
    """Where the marketplace is, and who we are there."""

    api_url: str
    auth_url: str
    client_id: str
    client_secret: SecretStr
    seller_id: str


@dataclass(frozen=True)
class Request:
    """What is asked of the marketplace; `urgency` says who goes first when the budget is short."""

    method: str
    path: str
    params: Params | None = None
    content: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    urgency: Urgency = Urgency.LIVE

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


class OctopiaClient:
    """One seller's way to the marketplace. Thread-safe; close it, or use it as a context manager.

    Every method raises the errors of `etl.octopia.errors`; none carries a secret or a body with personal data.
    """

    def __init__(
        self,
        account: Account,
        *,
        clock: Clock,
        budget: CallBudget,
        timeout: httpx.Timeout = TIMEOUT,
        transport: httpx.BaseTransport | None = None,
        retry_wait: float = 0.2,
        call_seconds: float = CALL_SECONDS,
        largest_answer: int = LARGEST_ANSWER,
    ) -> None:
        # trust_env is off: a proxy variable must not send a seller's orders through an unknown host unasked.
        self._deadline = Deadline(call_seconds)
        transport = transport or transport_within(self._deadline)
        self._http = httpx.Client(timeout=timeout, transport=transport, trust_env=False)
        self._account = account
        self._clock = clock
        self._budget = budget
        self._retry_wait = retry_wait
        self._largest_answer = largest_answer
        self._skew: timedelta | None = None
        self._tokens = TokenSource(
            self._http, account.auth_url, account.client_id, account.client_secret, clock=clock, deadline=self._deadline
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    @property
    def budget(self) -> CallBudget:
        """The calls this client may still make, shared with whoever else holds it."""
        return self._budget

    @property
    def skew(self) -> timedelta | None:
        """Our clock less the marketplace's, as its last answer showed it; None before the first dated answer."""
        return self._skew

    def marketplace_time(self, instant: datetime) -> datetime:
        """An instant read on our clock, as the marketplace's clock showed it; unchanged before its first answer."""
        return instant - (self._skew or timedelta(0))

    def read(self, path: str, params: Params | None = None, urgency: Urgency = Urgency.LIVE) -> Reply:
        """GET `path`, retried with back-off on anything that is worth it; raises the last error otherwise."""
        retrying = stamina.retry_context(
            on=_WORTH_A_RETRY,
            attempts=READ_ATTEMPTS,
            timeout=2 * self._deadline.seconds,  # then no further attempt: a stop waits for the call under way
            wait_initial=self._retry_wait,
            wait_jitter=self._retry_wait,
        )
        for attempt in retrying:
            with attempt:
                return self._read_once(Request("GET", path, params, urgency=urgency))
        raise NotSent(f"GET {path}: no attempt was made")

    def write(self, method: str, path: str, payload: object, headers: Mapping[str, str] | None = None) -> Reply:
        """Send `payload` as JSON, once. After `Unsettled` the caller must settle by reading; nothing is retried."""
        extra = {"Content-Type": "application/json", **(headers or {})}
        request = Request(method, path, content=orjson.dumps(payload), headers=extra, urgency=Urgency.ACTION)
        return self._checked(self._authorised(request), request)

    def _read_once(self, request: Request) -> Reply:
        # Reads only: the outbox keeps its own pause and ends it with one action that probes.
        if (paused_until := self._budget.paused_until) is not None:
            raise QuotaExhausted(f"{request}: held back, the call quota is spent", paused_until)
        reply = self._checked(self._authorised(request), request)
        body = reply.body.strip()
        if body[:1] == b"<" or body[-1:] != _CLOSING.get(body[:1], body[-1:]):
            raise BrokenAnswer(f"{request}: the answer is cut off or is not JSON ({len(body)} bytes)")
        return reply

    def _checked(self, reply: Reply, request: Request) -> Reply:
        problem = failure(reply, str(request), self._clock())
        if isinstance(problem, QuotaExhausted):
            self._budget.pause_until(problem.retry_at)
        if problem is not None:
            raise problem
        return reply

    def _authorised(self, request: Request) -> Reply:
        token = self._tokens.bearer()
        reply = self._exchange(request, token)
        if reply.status != 401:
            return reply
        self._tokens.forget(token)  # a token may end in mid-run: one fresh one, then the 401 stands
        return self._exchange(request, self._tokens.bearer())

    def _exchange(self, request: Request, token: str) -> Reply:
        self._budget.take(request.urgency)
        headers = {
            "Authorization": f"Bearer {token}",
            "SellerId": self._account.seller_id,
            "Accept": "application/json",
        }
        url = self._account.api_url + request.path
        sent_at = self._clock()  # after the wait for the budget, which is no part of the answer's way
        try:
            with (
                self._deadline.in_time(),
                self._http.stream(
                    request.method,
                    url,
                    params=request.params,
                    content=request.content,
                    headers={**headers, **request.headers},
                ) as response,
            ):
                body = self._body(response, request)
        except _NEVER_LEFT as error:
            raise NotSent(
                f"{request}: {self._account.api_url} cannot be reached ({type(error).__name__}): check VIGIE_API_URL"
            ) from None
        except UnicodeEncodeError:
            raise NotSent(
                f"{request}: VIGIE_SELLER_ID or the token holds a character that no header can carry"
            ) from None
        except httpx.HTTPError as error:
            raise Unsettled(f"{request}: no answer came back ({type(error).__name__})") from None
        skew = measured_skew(response.headers.get("date"), sent_at, self._clock())
        self._skew = self._skew if skew is None else skew
        return Reply(response.status_code, dict(response.headers), body)

    def _body(self, response: httpx.Response, request: Request) -> bytes:
        """The body, given up as soon as it is too large: it may be packed, and never end."""
        body = bytearray()
        for part in response.iter_bytes():
            body += part
            if len(body) > self._largest_answer:
                words = f"{request}: the answer is longer than {self._largest_answer // 1_000_000} MB and was given up"
                raise BrokenAnswer(words) if request.method == "GET" else Unsettled(words)
        return bytes(body)
