"""What the rules refuse, in one tree.

DomainError
└── OutsideCalendar   a day for which French working days are not known
"""

from __future__ import annotations

from datetime import date


class DomainError(Exception):
    """A rule was asked something it has no answer to."""


class OutsideCalendar(DomainError, ValueError):
    """A day, or a range of days, that the calendar does not cover."""

    def __init__(self, first: date, last: date, *, known_from: date, known_until: date) -> None:
        super().__init__(
            f"No French working days from {first} to {last}: the calendar covers {known_from} to {known_until}, "
            "and the first day must not come after the last. Ask for days in that range."
        )
