"""The rows of all readings as one history: a row read again is one event, and each stays at its place.

An event is known again by its source, its carrier, its instant and its code, never by its place, language or words;
equal rows of one answer are paired by their place, counted from the oldest, since news come on top (case P20).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Final

from etl.domain.parcels.moments import Moment
from etl.domain.parcels.parcels import Parcel
from etl.domain.parcels.readings import Reading, Row, Told
from etl.domain.time.windows import start_of_day

_FIRST: Final = datetime.min.replace(tzinfo=UTC)
# a day of theirs begins up to 14 hours before ours and ends up to 12 hours after it
_AHEAD, _BEHIND = timedelta(hours=14), timedelta(hours=36)

_Key = tuple[str, str | None, int]


@dataclass(slots=True)
class Event:
    """A row as all readings know it: when first seen, what it is called, newest first, and whose it is."""

    source: str
    moment: Moment
    code: str | None
    milestone: str | None
    seen_at: datetime | None
    labels: list[str]
    is_own: bool
    after: Event | None = field(default=None, repr=False)

    def take(self, row: Row) -> None:
        """The same row, read again: its newest wording counts, and an instant that is known better."""
        self.labels = list(dict.fromkeys((*row.wordings, *self.labels)))
        if row.moment.known == "instant":
            self.moment = row.moment

    @property
    def label(self) -> str | None:
        """The newest wording."""
        return self.labels[0] if self.labels else None


def history(parcel: Parcel, readings: Sequence[Reading]) -> list[Event]:
    """All events of the parcel, the oldest first; rows of a carrier that was replaced are left out."""
    threads: dict[tuple[str, frozenset[str] | None], _Thread] = {}
    for reading, standing in _standing(parcel, readings):
        rows: dict[frozenset[str] | None, list[Row]] = {}
        for told in standing:
            # a source that names the right carrier at its second reading only tells of the same rows
            whose = None if parcel.is_carried_by(told.carriers) else told.carriers
            rows.setdefault(whose, []).extend(told.rows)
        for whose, known in rows.items():
            thread = threads.setdefault((reading.source, whose), _Thread(reading.source, is_own=whose is None))
            thread.read(known, reading.read_at)
    placed = [
        (at, number, place, event)
        for number, thread in enumerate(threads.values())
        for place, (at, event) in enumerate(_placed(list(thread)))
    ]
    return [event for *_place, event in sorted(placed, key=lambda one: one[:3])]


def _standing(parcel: Parcel, readings: Sequence[Reading]) -> Iterator[tuple[Reading, list[Told]]]:
    """What each reading tells, without carriers that a later reading of the same source has replaced."""
    newest: dict[str, tuple[int, list[Told]]] = {
        reading.source: (place, list(reading.told)) for place, reading in enumerate(readings) if reading.told
    }
    for place, reading in enumerate(readings):
        last, now_told = newest.get(reading.source, (place, []))
        yield reading, [one for one in reading.told if place == last or not _is_replaced(parcel, one, now_told)]


def _is_replaced(parcel: Parcel, told: Told, now_told: list[Told]) -> bool:
    now_named = frozenset[str]().union(*(other.carriers for other in now_told))
    if not told.carriers or told.carriers & now_named:
        return False
    # the right carrier stays right when a source takes the number for another's again
    return any(other.carriers and parcel.is_carried_by(other.carriers) for other in now_told)


class _Thread:
    """The rows of one carrier at one source, in its own order, as a list to insert into."""

    def __init__(self, source: str, *, is_own: bool) -> None:
        self._source = source
        self._is_own = is_own
        self._known: dict[_Key, Event] = {}
        self._first: Event | None = None
        self._last: Event | None = None

    def read(self, rows: Iterable[Row], read_at: datetime | None) -> None:
        """Take an answer in; what is new in it goes behind the row it follows there."""
        keyed = list(_keyed(rows))
        # an answer that holds nothing of what is known is news as a whole
        before = None if any(key in self._known for key, _row in keyed) else self._last
        for key, row in keyed:
            if (event := self._known.get(key)) is not None:
                event.take(row)
            else:
                event = self._known[key] = self._inserted(row, read_at, before)
            before = event

    def _inserted(self, row: Row, read_at: datetime | None, before: Event | None) -> Event:
        event = Event(self._source, row.moment, row.code, row.milestone, read_at, list(row.wordings), self._is_own)
        if before is None:
            event.after, self._first = self._first, event
        else:
            event.after, before.after = before.after, event
        self._last = event if event.after is None else self._last
        return event

    def __iter__(self) -> Iterator[Event]:
        event = self._first
        while event is not None:
            yield event
            event = event.after


def _keyed(rows: Iterable[Row]) -> Iterator[tuple[_Key, Row]]:
    places: Counter[tuple[str, str | None]] = Counter()
    for row in rows:
        alike = (row.moment.written, row.code)
        yield (*alike, places[alike]), row
        places[alike] += 1


def _placed(events: list[Event]) -> Iterator[tuple[datetime, Event]]:
    """Each event with an instant to sort it by, which is never shown.

    A row without an hour lies within its day, one without a date behind the row it follows.
    """
    dated = [event.moment.near for event in events if event.moment.near or event.moment.day]
    before = _FIRST if dated else None
    for event in events:
        moment = event.moment
        if moment.near is not None:
            before = moment.near
        elif moment.day is not None:
            earliest, latest = _bounds(moment.day, is_clock_abroad="T" in moment.written)
            before = min(max(before or earliest, earliest), latest)
        yield before or event.seen_at or _FIRST, event


def _bounds(day: date, *, is_clock_abroad: bool) -> tuple[datetime, datetime]:
    begins = start_of_day(day)
    if is_clock_abroad:
        return begins - _AHEAD, begins + _BEHIND
    return begins, begins + timedelta(days=1, microseconds=-1)
