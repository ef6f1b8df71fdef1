"""When something happened by a carrier's clock, and how well that is known. Instants UTC, days of Europe/Paris.

A clock without zone is Paris's in mainland France; elsewhere it names a day and no instant. What a machine writes for
"no date" (nothing, the year 1, 1970, 1900) is no time at all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Final, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from etl.domain.time.clock import PARIS

TimeKnown = Literal["instant", "zone_assumed", "day", "none"]

FIRST_YEAR: Final = 2000
"""Before it nothing was tracked: such a date was made up by a program."""
LAST_INSTANT: Final = datetime(9999, 12, 30, tzinfo=UTC)

_OFFSET: Final = re.compile(r"(?:UTC|GMT)?\s*([+-])([0-9]{1,2}):?([0-9]{2})?", re.ASCII | re.IGNORECASE)
_DAY_FIRST: Final = re.compile(r"([0-9]{1,2})[/.\-]([0-9]{1,2})[/.\-]([0-9]{4})(?:[ T,]+(.+))?", re.ASCII)
_SLASHED: Final = re.compile(r"([0-9]{4})/([0-9]{1,2})/([0-9]{1,2})(?:[ T]+(.+))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Moment:
    """`at`: the instant, where it is known. `day`: that of Paris, or as the carrier wrote it. `written`: what tells it
    from another moment where no instant does. `near`: only to sort by, never shown.
    """

    at: datetime | None
    day: date | None
    known: TimeKnown
    written: str
    near: datetime | None = None


NO_TIME: Final = Moment(None, None, "none", "")


def stated_moment(text: object, *, is_mainland: bool) -> Moment:
    """A date, or a date and time with or without an offset, as one text."""
    read = _read(text)
    if read is None:
        return NO_TIME
    if not isinstance(read, datetime):
        return _on(read)
    return _with_zone(read) if read.tzinfo else _without_zone(read, is_mainland=is_mainland)


def split_moment(day: object, clock: object, zone: object, *, is_mainland: bool) -> Moment:
    """A date, a clock and a zone given apart; any of them may be missing."""
    read = _read(day)
    if read is None:
        return NO_TIME
    if not isinstance(read, datetime):
        at = _clock(clock)
        if at is None:
            return _on(read)
        read = datetime.combine(read, at)
    offset = read.tzinfo or _zone(zone)
    return _with_zone(read.replace(tzinfo=offset)) if offset else _without_zone(read, is_mainland=is_mainland)


def named_day(text: object) -> date | None:
    """The Paris day that a promise or an estimate names, whatever its hour; None for none or what cannot be read."""
    read = _read(text)
    if isinstance(read, datetime) and read.tzinfo:
        return _with_zone(read).day
    day = read.date() if isinstance(read, datetime) else read
    return day if day is not None and day.year >= FIRST_YEAR else None


def _read(text: object) -> datetime | date | None:
    if not isinstance(text, str) or not (shown := text.strip()[:40]):
        return None
    try:
        return date.fromisoformat(shown) if len(shown) <= len("2026-11-24") else datetime.fromisoformat(shown)
    except ValueError:
        return _french(shown)


def _french(shown: str) -> datetime | date | None:
    """24/11/2026 or 2026/11/24, with or without a clock."""
    if found := _DAY_FIRST.fullmatch(shown):
        day, month, year, clock = found.groups()
    elif found := _SLASHED.fullmatch(shown):
        year, month, day, clock = found.groups()
    else:
        return None
    try:
        read = date(int(year), int(month), int(day))
    except ValueError:
        return None
    at = _clock(clock)
    return datetime.combine(read, at) if at else read


def _clock(text: object) -> time | None:
    if not isinstance(text, str) or not text.strip():
        return None
    shown = text.strip().lower().replace("h", ":").rstrip(":")
    try:
        return time.fromisoformat(shown).replace(tzinfo=None)
    except ValueError:
        pass
    for form in ("%H:%M:%S", "%H:%M", "%I:%M %p", "%I:%M:%S %p"):
        try:
            return datetime.strptime(shown, form).time()  # noqa: DTZ007 - a clock has no zone of its own
        except ValueError:
            continue
    return None


def _zone(text: object) -> tzinfo | None:
    if not isinstance(text, str) or not (shown := text.strip()):
        return None
    if shown.upper() in {"Z", "UTC", "GMT"}:
        return UTC
    if found := _OFFSET.fullmatch(shown):
        sign, hours, minutes = found.groups()
        offset = timedelta(hours=int(hours), minutes=int(minutes or 0))
        return timezone(offset if sign == "+" else -offset) if offset < timedelta(hours=24) else None
    try:
        return ZoneInfo(shown)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _with_zone(read: datetime) -> Moment:
    try:
        at = read.astimezone(UTC)
    except OverflowError:
        at = LAST_INSTANT if read.year > FIRST_YEAR else datetime.min.replace(tzinfo=UTC)
    if at.year < FIRST_YEAR:
        return NO_TIME
    at = min(at, LAST_INSTANT)
    return Moment(at, at.astimezone(PARIS).date(), "instant", at.isoformat(), at)


def _without_zone(read: datetime, *, is_mainland: bool) -> Moment:
    if read.year < FIRST_YEAR:
        return NO_TIME
    day = read.date()
    if not is_mainland or day >= LAST_INSTANT.date():
        return Moment(None, day, "day", read.isoformat())
    at = read.replace(tzinfo=PARIS).astimezone(UTC)  # an hour read twice is the earlier one
    exists = at.astimezone(PARIS).replace(tzinfo=None) == read
    written = at.isoformat() if exists else read.isoformat()
    return Moment(at if exists else None, day, "zone_assumed", written, at)


def _on(day: date) -> Moment:
    return Moment(None, day, "day", day.isoformat()) if day.year >= FIRST_YEAR else NO_TIME
