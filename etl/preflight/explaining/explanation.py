"""What an explanation is, of whatever subject, and how it is written for programs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Final

import orjson

from etl.domain.checks import Check, Severity

Explanation = dict[str, Any]
"""What is shown, as it is written in JSON: see `written`. Findings and `later` are part of every one."""

BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"

FIRST_NOW: Final = datetime(1972, 1, 1, tzinfo=UTC)
LAST_NOW: Final = datetime(2098, 1, 1, tzinfo=UTC)
"""French working days are known a year or more around any instant between the two."""


class CannotExplain(Exception):
    """The thing cannot be read, or is not there: one sentence."""


def instant_of(text: str) -> datetime:
    """The instant that somebody typed, in UTC. Raises `CannotExplain` when it names none, or has no zone."""
    try:
        read = datetime.fromisoformat(text.strip())
        at = read.astimezone(UTC) if read.tzinfo else None
    except (ValueError, OverflowError):
        raise CannotExplain(f"{text[:40]!r} is not an instant: write it like 2026-12-01T09:00:00+01:00.") from None
    if at is None:
        raise CannotExplain(f"{text[:40]!r} has no zone: write it like 2026-12-01T09:00:00+01:00, or with Z.")
    if not FIRST_NOW <= at < LAST_NOW:
        raise CannotExplain(f"{text[:40]!r} lies outside the years in which working days are known, 1972 to 2097.")
    return at


def one_object(content: bytes, unreadable: str) -> dict[str, Any]:
    """The JSON object of a file. Of two equal keys the last counts.

    Raises `CannotExplain` with the sentence `unreadable`, its `{reason}` filled in. The parser is stricter than the
    store's: half an emoji is no text.
    """
    try:
        read = orjson.loads(content.removeprefix(BYTE_ORDER_MARK))
    except orjson.JSONDecodeError as error:
        raise CannotExplain(unreadable.format(reason=str(error)[:120])) from None
    if not isinstance(read, dict):
        raise CannotExplain(unreadable.format(reason="it is no object"))
    return read


def written(value: object) -> Any:
    """A value for JSON: instants UTC ending in Z, milliseconds only when not zero; amounts as text."""
    match value:
        case datetime():
            at = value.astimezone(UTC)
            return (
                at.strftime("%Y-%m-%dT%H:%M:%S")
                + (f".{at.microsecond // 1000:03}" if at.microsecond >= 1000 else "")
                + "Z"
            )
        case timedelta():
            return int(value.total_seconds())
        case dict():
            return {str(key): written(part) for key, part in value.items()}
        case list() | tuple() | set() | frozenset():
            return [written(part) for part in value]
        case None | bool() | int() | str():
            return value
    return str(value)


def written_findings(checks: tuple[Check, ...]) -> list[dict[str, Any]]:
    """Findings as code, severity and arguments, the worst first; what is fine is none."""
    return [
        {"code": check.code, "severity": check.severity.value, "arguments": written(dict(check.detail))}
        for check in checks
        if check.severity is not Severity.FINE
    ]
