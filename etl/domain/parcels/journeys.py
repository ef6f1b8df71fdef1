"""The journey that a parcel's events tell: where it is, since when, and what each row counts for.

The newest row is not the stage, nor the highest code: a scan that a driver uploads late undoes no delivery, what comes
after a return began belongs to the return, and a Delivered at its end is the hand-back to the seller (cases P01, P02).
A flag of the source (`isFinal`, a tag, `delivered`) is never taken alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum, auto
from typing import Final

from etl.domain.parcels.codes import Meaning, Stage
from etl.domain.parcels.events import Event
from etl.domain.parcels.hand_overs import hand_over
from etl.domain.parcels.moments import Moment
from etl.domain.parcels.parcels import Parcel
from etl.domain.parcels.stages import understood
from etl.domain.time.clock import PARIS

CLOCKS_APART: Final = timedelta(days=1)
"""How much older than its order an event may be: clocks differ, and labels are printed before orders are read."""
HAND_BACK: Final = timedelta(days=1)
"""A return within this time of a delivery shows that nobody took the parcel; a take-over after it is a new journey."""
LATE_UPLOAD: Final = timedelta(hours=12)
"""Scans of a round may reach the carrier so long after the parcel came to its pick-up point."""
TOO_SOON: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Judged:
    """An event and what it counts for. `stage`: what it says, or made of the journey; `counts`: False for what decides
    nothing. `reason`: wording, code, information, not_understood, late_scan, return_journey, hand_back, earlier_parcel,
    other_carrier.
    """

    event: Event
    stage: Stage | None
    counts: bool
    reason: str
    is_scan: bool = False


@dataclass(frozen=True, slots=True)
class Journey:
    """Where a parcel is. `since`: the event that began the unbroken run of its stage; `reason`: what the newest of that
    stage was read by; `delivery`: to the buyer;
    `return_began`: the event that turned it back, while it is on its way; `last_news`: the last dated event.
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


class _Leg(Enum):
    TO_BUYER = auto()
    DELIVERED = auto()
    BACK = auto()
    RETURNED = auto()


@dataclass(slots=True)
class _Walk:
    """What is known after each event."""

    stage: Stage
    reason: str
    leg: _Leg = _Leg.TO_BUYER
    since: Event | None = None
    delivery: Event | None = None
    handed_to: str | None = None
    return_began: Event | None = None
    is_scanned: bool = False
    judged: list[Judged] = field(default_factory=list)

    def step(self, event: Event, meaning: Meaning, reason: str) -> None:
        """Take one event that counts."""
        if meaning.stage is None:
            self._note(event, None, reason, meaning)
            return
        match self.leg:
            case _Leg.TO_BUYER:
                self._on_the_way(event, meaning, meaning.stage, reason)
            case _Leg.DELIVERED:
                self._after_delivery(event, meaning, meaning.stage, reason)
            case _Leg.BACK:
                self._on_the_way_back(event, meaning, meaning.stage, reason)
            case _Leg.RETURNED:
                if meaning.stage in {Stage.DELIVERED, Stage.RETURNED}:
                    self._note(event, Stage.RETURNED, "hand_back", meaning)
                else:
                    self._note(event, meaning.stage, "late_scan", meaning)

    def _on_the_way(self, event: Event, meaning: Meaning, stage: Stage, reason: str) -> None:
        if stage is Stage.DELIVERED:
            self.leg = _Leg.DELIVERED
            self.delivery, self.handed_to = event, hand_over(event.label, self.stage)
        elif stage in {Stage.RETURNING, Stage.RETURNED}:
            self._turn(event, stage)
        elif self._is_late(event, stage):
            self._note(event, stage, "late_scan", meaning)
            return
        self._move(event, stage, reason, meaning)

    def _is_late(self, event: Event, stage: Stage) -> bool:
        if stage is Stage.ANNOUNCED:
            return self.is_scanned
        if self.stage is not Stage.WAITING_AT_PICKUP or self.since is None:
            return False
        waited = _span(self.since.moment, event.moment)
        return stage in {Stage.IN_TRANSIT, Stage.OUT_FOR_DELIVERY} and waited is not None and waited <= LATE_UPLOAD

    def _after_delivery(self, event: Event, meaning: Meaning, stage: Stage, reason: str) -> None:
        first = self.delivery
        if stage in {Stage.RETURNING, Stage.RETURNED}:
            if first is not None and not _is_later(first.moment, event.moment, HAND_BACK):
                self.delivery, self.handed_to = None, None
            self._turn(event, stage)
            self._move(event, stage, reason, meaning)
        elif stage in {Stage.INCIDENT, Stage.DELIVERED}:
            self._move(event, stage, reason, meaning)
        elif meaning.is_take_over and first is not None and _is_later(first.moment, event.moment, HAND_BACK):
            self._turn(event, Stage.RETURNING)
            self._move(event, Stage.RETURNING, "return_journey", meaning)
        elif meaning.is_solved and self.stage is Stage.INCIDENT:
            self._move(event, Stage.DELIVERED, reason, meaning)
        else:
            self._note(event, stage, "late_scan", meaning)

    def _on_the_way_back(self, event: Event, meaning: Meaning, stage: Stage, reason: str) -> None:
        match stage:
            case Stage.RETURNED | Stage.DELIVERED:
                self._turn(event, Stage.RETURNED)
                self._move(event, Stage.RETURNED, reason if stage is Stage.RETURNED else "hand_back", meaning)
            case Stage.INCIDENT | Stage.RETURNING:
                self._move(event, stage, reason, meaning)
            case _:
                self._move(event, Stage.RETURNING, "return_journey", meaning)

    def _turn(self, event: Event, stage: Stage) -> None:
        self.leg = _Leg.RETURNED if stage is Stage.RETURNED else _Leg.BACK
        self.return_began = None if stage is Stage.RETURNED else event

    def _move(self, event: Event, stage: Stage, reason: str, meaning: Meaning) -> None:
        if stage is not self.stage or self.since is None:
            self.stage, self.since = stage, event
        self.reason = _told(event, reason)
        self._note(event, stage, reason, meaning)

    def _note(self, event: Event, stage: Stage | None, reason: str, meaning: Meaning) -> None:
        is_scan = meaning.is_scan and stage is not Stage.ANNOUNCED
        self.is_scanned |= is_scan
        self.judged.append(Judged(event, stage, True, reason, is_scan))


def journey(parcel: Parcel, events: Iterable[Event], *, stage: Stage, reason: str) -> Journey:
    """Walk the events, the oldest first, from the stage and reason that the answers alone give."""
    walk = _Walk(stage, reason)
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


def _told_of(parcel: Parcel, walk: _Walk) -> Journey:
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


def _is_too_soon(parcel: Parcel, walk: _Walk, counted: list[Judged]) -> bool:
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


def _is_later(first: Moment, then: Moment, span: timedelta) -> bool:
    """Whether `then` is certainly more than `span` (whole days) after `first`."""
    if first.near is not None and then.near is not None:
        return then.near - first.near > span
    if first.day is None or then.day is None:
        return False
    return then.day - first.day > span


def _span(first: Moment, then: Moment) -> timedelta | None:
    return then.near - first.near if first.near is not None and then.near is not None else None


def _told(event: Event, reason: str) -> str:
    """The deciding reason in short: `code DI1`, `wording Incident : livraison impossible (DR1)`."""
    if reason == "wording":
        return f"wording {event.label}" + (f" ({event.code})" if event.code else "")
    return f"{reason} {event.code or event.milestone or event.label or ''}".strip()
