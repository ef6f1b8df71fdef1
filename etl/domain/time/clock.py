"""Where time comes from: every rule takes its clock, or the instant it reads on it, as an argument.

Instants are aware and in UTC; days and opening hours are those of Europe/Paris, where the marketplace and its customers
are (seller-rules section 2, "Clock").
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

PARIS: Final = ZoneInfo("Europe/Paris")
"""The zone in which days begin and end."""

Clock = Callable[[], datetime]
"""Answers the present instant, aware and in UTC."""


def system_clock() -> datetime:
    """Answer the present instant of this machine, in UTC."""
    return datetime.now(UTC)


def has_passed(span: timedelta, since: datetime, now: datetime) -> bool:
    """Whether a wait of `span` that began at `since` is over.

    It is, too, when it began ahead of `now`: the clock was set back since, and how long ago that was nobody knows.
    """
    return not timedelta(0) <= now - since < span


__all__ = ["PARIS", "UTC", "Clock", "has_passed", "system_clock"]
