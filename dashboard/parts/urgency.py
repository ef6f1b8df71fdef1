"""How pressing each deadline is, and how many there are of each: what is owed, seen from one instant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

import polars as pl

from etl.words.catalogues import _
from etl.words.codes import OBLIGATION_KINDS, URGENCIES, word
from etl.words.formats import paris_midnight_after

SOON: Final = timedelta(hours=4)


class Urgency(StrEnum):
    """Late; due within four hours; due by the end of the Paris day; later or without a deadline."""

    LATE = "late"
    SOON = "soon"
    TODAY = "today"
    LATER = "later"


COLOURS: Final = {Urgency.LATE: "red", Urgency.SOON: "orange", Urgency.TODAY: "blue", Urgency.LATER: "gray"}
ICONS: Final = {
    Urgency.LATE: ":material/error:",
    Urgency.SOON: ":material/timer:",
    Urgency.TODAY: ":material/today:",
    Urgency.LATER: ":material/event:",
}


def urgency_of(due_at: datetime | None, now: datetime) -> Urgency:
    """How pressing a deadline is at `now`."""
    if due_at is None:
        return Urgency.LATER
    if due_at < now:
        return Urgency.LATE
    if due_at < now + SOON:
        return Urgency.SOON
    return Urgency.TODAY if due_at < today_ends(now) else Urgency.LATER


def today_ends(now: datetime) -> datetime:
    """The end of what is due today, in UTC: the midnight after it included, which is when a ship-by of today ends."""
    return paris_midnight_after(now) + timedelta(microseconds=1)


def due_between(urgency: Urgency, now: datetime) -> tuple[datetime | None, datetime | None]:
    """The half-open span of due instants that an urgency covers; None is unbounded."""
    soon_ends = now + SOON
    day_ends = max(today_ends(now), soon_ends)
    spans = {
        Urgency.LATE: (None, now),
        Urgency.SOON: (now, soon_ends),
        Urgency.TODAY: (soon_ends, day_ends),
        Urgency.LATER: (day_ends, None),
    }
    return spans[urgency]


@dataclass(frozen=True)
class Owed:
    """What is owed of one kind at an instant; `first_due_at` is the first deadline still to come today."""

    kind: str
    by_urgency: dict[Urgency, int]
    due_today: int
    first_due_at: datetime | None

    @property
    def total(self) -> int:
        """All that is owed, late or not."""
        return sum(self.by_urgency.values())

    @property
    def late(self) -> int:
        """What is past its deadline."""
        return self.by_urgency[Urgency.LATE]


def owed_by_kind(deadlines: pl.DataFrame, kind: str, now: datetime) -> Owed:
    """Sum up one kind of the frame `open_deadlines` (kind, due_at, alert_at, obligations) at `now`."""
    due, obligations = pl.col("due_at"), pl.col("obligations")
    is_today = (due >= now) & (due < today_ends(now))
    summed = deadlines.filter(pl.col("kind") == kind).select(
        *(obligations.filter(_is_within(*due_between(urgency, now))).sum().alias(urgency) for urgency in Urgency),
        unbounded=obligations.filter(due.is_null()).sum(),
        due_today=obligations.filter(is_today).sum(),
        first_due_at=due.filter(is_today).min(),
    )
    found = summed.row(0, named=True)
    counts = {urgency: int(found[urgency]) for urgency in Urgency}
    counts[Urgency.LATER] += int(found["unbounded"])
    return Owed(kind, counts, int(found["due_today"]), found["first_due_at"])


def _is_within(begins: datetime | None, ends: datetime | None) -> pl.Expr:
    due = pl.col("due_at")
    is_due_from = due.is_not_null() if begins is None else due >= begins
    return is_due_from if ends is None else is_due_from & (due < ends)


def next_due_at(deadlines: pl.DataFrame, now: datetime) -> datetime | None:
    """The next deadline to come, of any kind."""
    coming = deadlines.filter(pl.col("due_at") >= now)["due_at"]
    return coming.min() if coming.len() else None  # type: ignore[return-value]  # polars types min of any column


def owed_table(owed: list[Owed]) -> list[dict[str, str | int]]:
    """What is owed: a row per urgency, a column per kind, Markdown."""
    return [
        {
            _("Urgency"): f":{COLOURS[urgency]}-badge[{ICONS[urgency]} {word(URGENCIES, urgency)}]",
            **{word(OBLIGATION_KINDS, kind.kind): kind.by_urgency[urgency] for kind in owed},
        }
        for urgency in Urgency
    ]
