"""Which parcel is to be looked up next at which tracking source, within what each source allows. Pure; instants UTC.

A source that does not answer holds up its own parcels only: it is tried with one call after a pause that doubles, and
what waited for it meanwhile comes first when it is back. All there is to remember is in `Reading` and `Source`: kept
between two processes, the next one goes on where the last one stopped.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

FIRST_PAUSE: Final = timedelta(minutes=1)
LONGEST_PAUSE: Final = timedelta(hours=1)

_MINUTE: Final = timedelta(minutes=1)
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Reading:
    """A parcel's number at a source, how much it matters (more is sooner), and when it is to be looked up."""

    source: str
    number: str
    urgency: int
    due_at: datetime
    read_at: datetime | None = None

    def read(self, now: datetime, every: timedelta) -> "Reading":
        """The same reading once it is done: due again after `every`."""
        return replace(self, due_at=now + every, read_at=now)

    def is_due(self, now: datetime) -> bool:
        """Whether it is to be looked up now; so is what was read in the future, before the clock was set back."""
        return self.due_at <= now or (self.read_at is not None and self.read_at > now)


@dataclass(frozen=True)
class Source:
    """What a source allows in any minute and in any day, the calls of the last day, and how it is doing.

    `failures` in a row; `down_until` when it may be tried again; `back_at` when it last answered after a failure.
    """

    per_minute: int
    per_day: int
    calls: tuple[datetime, ...] = ()
    failures: int = 0
    down_until: datetime | None = None
    back_at: datetime | None = None

    def room(self, now: datetime) -> int:
        """Calls that may be made now: none while it is down, one to try it after a failure."""
        # further ahead than a pause can last: set before the clock was set back
        if self.down_until is not None and now < self.down_until <= now + LONGEST_PAUSE:
            return 0
        # a day that rolls never allows more than any calendar day of the source's would
        in_minute = sum(now - _MINUTE < call <= now for call in self.calls)
        in_day = sum(abs(now - call) < _DAY for call in self.calls)
        room = max(0, min(self.per_minute - in_minute, self.per_day - in_day))
        return min(room, 1) if self.failures else room

    def answered(self, now: datetime) -> "Source":
        """After a call that was answered, whatever the answer says of the parcel."""
        back_at = now if self.failures else self.back_at
        return replace(self._called(now), failures=0, down_until=None, back_at=back_at)

    def failed(self, now: datetime) -> "Source":
        """After a call that was not answered. It counts: a source counts it too."""
        pause = min(FIRST_PAUSE * 2 ** min(self.failures, 10), LONGEST_PAUSE)
        return replace(self._called(now), failures=self.failures + 1, down_until=now + pause)

    def _called(self, now: datetime) -> "Source":
        return replace(self, calls=(*(call for call in self.calls if abs(now - call) < _DAY), now))


def due_readings(
    readings: Iterable[Reading], sources: Mapping[str, Source], now: datetime, at_most: int
) -> list[Reading]:
    """The readings to make now, in this order, as many as the sources allow and `at_most` together.

    First what an outage of its source has held up, then the most urgent, then what has waited longest. Readings of a
    source nobody declared are left out.
    """
    room = {name: source.room(now) for name, source in sources.items()}
    due = sorted(
        (reading for reading in readings if reading.source in room and reading.is_due(now)),
        key=lambda one: (not _was_held_up(one, sources[one.source]), -one.urgency, one.due_at, one.source, one.number),
    )
    chosen: list[Reading] = []
    for reading in due:
        if len(chosen) == at_most:
            break
        if room[reading.source] > 0:
            room[reading.source] -= 1
            chosen.append(reading)
    return chosen


def next_due_at(readings: Iterable[Reading], sources: Mapping[str, Source], now: datetime) -> datetime | None:
    """The first instant at which a reading is due and its source has room; None when there is no reading."""
    free_at = {name: _free_at(source, now) for name, source in sources.items()}
    return min(
        (
            max(now if reading.is_due(now) else reading.due_at, free_at[reading.source])
            for reading in readings
            if reading.source in free_at
        ),
        default=None,
    )


def _was_held_up(reading: Reading, source: Source) -> bool:
    return source.back_at is not None and reading.due_at <= source.back_at


def _free_at(source: Source, now: datetime) -> datetime:
    """The first instant from now on at which the source has room, if nothing is called meanwhile."""
    ends = {call + span for call in source.calls for span in (_MINUTE, _DAY)} | {source.down_until or now}
    return next((at for at in sorted({now, *ends}) if at >= now and source.room(at) > 0), now + _DAY)
