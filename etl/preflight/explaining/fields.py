"""The fields of a file that tells of one thing: what is read, what is damaged, what comes later than the clock."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

from etl.domain.checks import Check, Severity
from etl.domain.time.clock import PARIS
from etl.domain.time.windows import start_of_day
from etl.preflight.explaining.explanation import written

EARLIEST: Final = datetime(1971, 1, 1, tzinfo=UTC)
"""Nothing of a marketplace happened before; working days are known from 1970 on."""

_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?", re.ASCII)
_ZONE: Final = re.compile(r"(Z|[+-]\d\d:?\d\d)$", re.ASCII)
_AMOUNT: Final = re.compile(r"\d{1,10}(\.\d{1,2})?", re.ASCII)
_CURRENCY: Final = re.compile(r"[A-Z]{3}", re.ASCII)


@dataclass
class Fields:
    """Reads the fields of one object, and keeps what it could not read and what comes after `now`."""

    given: Mapping[str, Any]
    now: datetime
    checks: list[Check] = field(default_factory=list)
    left_out: list[tuple[datetime, dict[str, Any]]] = field(default_factory=list)

    def instant(self, name: str) -> datetime | None:
        """An instant that is not later than now."""
        return self._known(name, self.given.get(name))

    def day(self, name: str, value: object, place: int | None = None) -> date | None:
        """A day in Paris that has begun by now, written as a day or as an instant of it."""
        at = self._known(name, value, place, is_day=True)
        return None if at is None else at.astimezone(PARIS).date()

    def days(self, name: str, *, is_needed: bool) -> Iterator[date | None]:
        """A list of days, None where one is not known. A single one may stand without its list."""
        values = self.given.get(name)
        if isinstance(values, str):
            values = [values]
        if isinstance(values, list):
            for place, value in enumerate(values):
                yield self.day(name, value, place)
        elif values is not None or is_needed:
            self._damaged("date_damaged", Severity.ASKS, name)

    def amount(self, name: str) -> Decimal | None:
        """An amount of at most two decimals, as a number or as text; a comma is not guessed at."""
        value = self.given.get(name)
        text = repr(value) if isinstance(value, int | float) and not isinstance(value, bool) else value
        if isinstance(text, str) and _AMOUNT.fullmatch(text.strip()):
            return Decimal(text.strip())
        self._damaged("amount_damaged", Severity.NOTES, name)
        return None

    def currency(self, name: str) -> str | None:
        """The code of a currency (ISO 4217)."""
        value = self.given.get(name)
        if isinstance(value, str) and _CURRENCY.fullmatch(value.strip().upper()):
            return value.strip().upper()
        self._damaged("currency_damaged", Severity.NOTES, name)
        return None

    def later(self) -> list[dict[str, Any]]:
        """What comes after `now` and was left out, the earliest first."""
        return [fact for _at, fact in sorted(self.left_out, key=lambda one: one[0])]

    def _known(self, name: str, value: object, place: int | None = None, *, is_day: bool = False) -> datetime | None:
        text = value.strip() if isinstance(value, str) else ""
        if value is None or text.startswith("0001-01-01"):
            return None  # the marketplace's way to write that there is none
        at = read_instant(text)
        if at is None or at < EARLIEST:
            self._damaged("date_damaged", Severity.ASKS, name if place is None else f"{name}[{place}]")
            return None
        is_whole = bool(_DAY.fullmatch(text)) and is_day
        if at > self.now:
            fact = {"what": name, "id": None if place is None else str(place), "at": text if is_whole else written(at)}
            self.left_out.append((at, fact))
            return None
        if not is_whole and not _ZONE.search(text):
            self.checks.append(Check("zone_assumed", Severity.NOTES, {"field": name, "at": at}))
        return at

    def _damaged(self, code: str, severity: Severity, name: str) -> None:
        self.checks.append(Check(code, severity, {"field": name}))


def read_instant(text: str) -> datetime | None:
    """What is written, in UTC: a day alone begins in Paris, a clock without a zone is in UTC (octopia-api 14)."""
    try:
        if _DAY.fullmatch(text):
            return start_of_day(date.fromisoformat(text))
        if not _INSTANT.fullmatch(text):
            return None
        at = datetime.fromisoformat(text)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):  # 31 February; the last hours of the year 9999
        return None
