"""What an answer of the marketplace means: both error shapes and both quota signals of the contract.

Source: octopia-api sections 1.3 (error bodies) and 18 (what a client must tolerate).
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson

from etl.octopia.errors import Forbidden, NotFound, OctopiaError, QuotaExhausted, Refused, Unauthorised, Unsettled

DEFAULT_PAUSE = timedelta(seconds=60)
LONGEST_PAUSE = timedelta(hours=24)
LONGEST_WORDS = 500
_LONGEST_NUMBER = 6

_REPLENISHED_IN = re.compile(r"(?<![\d:])(\d{1,4}):(\d{2}):(\d{2})(?![\d:])", re.ASCII)
_QUOTA_WORDS = re.compile(r"quota|call volume|rate limit", re.IGNORECASE)


@dataclass(frozen=True)
class Reply:
    """An answer as it came: status, headers (lower-case names) and the untouched bytes."""

    status: int
    headers: dict[str, str]
    body: bytes


def marketplace_words(body: bytes) -> str:
    """The useful words of an error body, whichever shape it has: problem+json, gateway, Keycloak, HTML or nothing."""
    try:
        content = orjson.loads(body)
    except orjson.JSONDecodeError:
        return "" if body.lstrip()[:1] == b"<" else body[:LONGEST_WORDS].decode("utf-8", "replace").strip()
    if not isinstance(content, dict):
        return str(content)[:LONGEST_WORDS]
    parts = [content.get(name) for name in ("title", "detail", "message", "error_description")]
    parts += _detailed_errors(content.get("errors"))
    *openings, last = [*dict.fromkeys(str(part).strip() for part in parts if part)] or [""]
    return ": ".join([*(part.rstrip(".") for part in openings), last])[:LONGEST_WORDS]


def _detailed_errors(errors: object) -> list[str]:
    if not isinstance(errors, dict):
        return []
    values = [value if isinstance(value, list) else [value] for value in errors.values()]
    return [str(text) for group in values for text in group]


def failure(reply: Reply, request: str, now: datetime) -> OctopiaError | None:
    """The error that `reply` to `request` (method and path) stands for, or None for a 2xx."""
    if 200 <= reply.status < 300:
        return None
    # The quota before the status: the gateway says 403 for it, which else means that the seller is not ours.
    words = marketplace_words(reply.body)
    retry_at = _quota_ends_at(reply, words, now)
    if retry_at is not None:
        return QuotaExhausted(
            f"{request}: the marketplace's call quota is spent until {retry_at:%H:%M:%S} UTC", retry_at
        )
    said = f"{request}: the marketplace answered {reply.status}: {words or 'without words'}"
    # A 5xx after the effect looks like one before it.
    if reply.status >= 500:
        return Unsettled(said, reply.status, words)
    kind = {401: Unauthorised, 403: Forbidden, 404: NotFound}.get(reply.status, Refused)
    return kind(said, reply.status, words)


def _quota_ends_at(reply: Reply, words: str, now: datetime) -> datetime | None:
    if reply.status == 429:
        seconds = reply.headers.get("retry-after", "")
        pause = _seconds(seconds) if seconds.isdecimal() else _wait_in(words)
    elif reply.status == 403 and _QUOTA_WORDS.search(words):
        pause = _wait_in(words)
    else:
        return None
    return now + min(pause, LONGEST_PAUSE)


def _seconds(text: str) -> timedelta:
    # Python refuses to read a number of thousands of digits.
    return timedelta(seconds=int(text)) if len(text) <= _LONGEST_NUMBER else LONGEST_PAUSE


def _wait_in(words: str) -> timedelta:
    found = _REPLENISHED_IN.search(words)
    if found is None:
        return DEFAULT_PAUSE
    hours, minutes, seconds = map(int, found.groups())
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)
