"""A walk along a parcel's events: to the buyer, delivered, back, returned; and what each event changes on the way.

A late scan of an earlier stage undoes nothing; what comes after a return began belongs to it; a new take-over more than
a day after a delivery is the way back; a return within a day of one shows that nobody took the parcel.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum, auto
from typing import Final

from etl.domain.parcels.codes import Meaning, Stage
from etl.domain.parcels.events import Event
from etl.domain.parcels.hand_overs import hand_over
from etl.domain.parcels.moments import Moment

HAND_BACK: Final = timedelta(days=1)
"""A return within this time of a delivery shows that nobody took the parcel; a take-over after it is a new journey."""
LATE_UPLOAD: Final = timedelta(hours=12)
"""Scans of a round may reach the carrier so long after the parcel came to its pick-up point."""


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


class _Leg(Enum):
    TO_BUYER = auto()
    DELIVERED = auto()
    BACK = auto()
    RETURNED = auto()


@dataclass(slots=True)
class Walk:
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
