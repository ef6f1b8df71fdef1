"""The journey that a parcel's events tell: where it is, since when, and what each row counts for.

The newest row is not the stage, nor the highest code: a scan that a driver uploads late undoes no delivery, what comes
after a return began belongs to the return, and a Delivered at its end is the hand-back to the seller (cases P01, P02).
A flag of the source (`isFinal`, a tag, `delivered`) is never taken alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from etl.domain.parcels.codes import Stage
from etl.domain.parcels.events import Event
from etl.domain.parcels.moments import Moment
from etl.domain.parcels.parcels import Parcel
from etl.domain.parcels.stages import understood
from etl.domain.parcels.walks import Judged, Walk
from etl.domain.time.clock import PARIS

CLOCKS_APART: Final = timedelta(days=1)
"""How much older than its order an event may be: clocks differ, and labels are printed before orders are read."""
TOO_SOON: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Journey:
    """Where a parcel is. `since`: the event that began the unbroken run of its stage; `reason`: what the newest of that
    stage was read by; `delivery`: to the buyer; `return_began`: the event that turned it back, while it is on its way;
    `last_news`: the last dated event from the first scan on.
    """

    stage: Stage
    since: Event | None
    reason: str
    events: tuple[Judged, ...]
    first_scan: Event | None
    is_scanned: bool
    delivery: Event | None
    handed_to: str | None
    return_began: Event | None
    last_news: Event | None


def journey(parcel: Parcel, events: Iterable[Event], *, stage: Stage, reason: str) -> Journey:
    """Walk the events, the oldest first, from the stage and reason that the answers alone give."""
    walk = Walk(stage, reason)
    told = list(events)
    earlier_until = _end_of_an_earlier_parcel(parcel, told)
    for place, event in enumerate(told):
        read = understood(event.source, event.code, event.milestone, tuple(event.labels))
        if not event.is_own:
            walk.judged.append(Judged(event, read.meaning.stage, False, "other_carrier"))
        elif place < earlier_until:
            walk.judged.append(Judged(event, read.meaning.stage, False, "earlier_parcel"))
        else:
            walk.step(event, read.meaning, read.reason)
    return _told_of(parcel, walk)


def _told_of(parcel: Parcel, walk: Walk) -> Journey:
    counted = [one for one in walk.judged if one.counts]
    scans = [one.event for one in counted if one.is_scan]
    is_doubtful = _is_too_soon(parcel, walk, counted)
    return Journey(
        stage=Stage.TO_CHECK if is_doubtful else walk.stage,
        since=walk.since,
        reason="delivered_as_declared" if is_doubtful else walk.reason,
        events=tuple(walk.judged),
        first_scan=next((scan for scan in scans if scan.moment.day is not None), None),
        is_scanned=bool(scans),
        delivery=None if is_doubtful else walk.delivery,
        handed_to=None if is_doubtful else walk.handed_to,
        return_began=walk.return_began,
        last_news=_last_news(counted),
    )


def _end_of_an_earlier_parcel(parcel: Parcel, events: list[Event]) -> int:
    """How many events belong to an earlier user of the number: all up to the last that is older than the order."""
    if parcel.ordered_at is None:
        return 0
    old = parcel.ordered_at - CLOCKS_APART
    old_day = old.astimezone(PARIS).date()
    places = [place for place, event in enumerate(events) if event.is_own and _is_before(event.moment, old, old_day)]
    return places[-1] + 1 if places else 0


def _is_before(moment: Moment, at: datetime, day: date) -> bool:
    if moment.near is not None:
        return moment.near < at
    return moment.day is not None and moment.day < day


def _is_too_soon(parcel: Parcel, walk: Walk, counted: list[Judged]) -> bool:
    """A delivery nobody saw on its way, at the very hour of the declaration, is of another parcel or of none."""
    if walk.stage is not Stage.DELIVERED or parcel.declared_at is None or walk.delivery is None:
        return False
    if any(one.is_scan and one.stage is not Stage.DELIVERED for one in counted):
        return False
    at = walk.delivery.moment.at
    return at is not None and abs(at - parcel.declared_at) <= TOO_SOON


def _last_news(counted: list[Judged]) -> Event | None:
    """The last event with a date; a label printed before the first scan is no news of a parcel on its way."""
    begun = next((place for place, one in enumerate(counted) if one.is_scan), len(counted))
    dated = [one.event for one in counted[begun:] if one.event.moment.day is not None]
    return dated[-1] if dated else None
