"""The one judge of parcels: what the answers of tracking sources make of a parcel at an instant, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from etl.domain.parcels.codes import Stage
from etl.domain.parcels.delays import BOUNDS_SCHEMA, DelayBounds, Promise, delay_at, delay_bounds
from etl.domain.parcels.events import Event, history
from etl.domain.parcels.journeys import Journey, journey
from etl.domain.parcels.parameters import carrier_parameters
from etl.domain.parcels.parcels import Parcel
from etl.domain.parcels.readings import Reading, SourceState, Told
from etl.domain.parcels.regions import region
from etl.domain.time.clock import PARIS


@dataclass(frozen=True, slots=True)
class Estimate:
    """A day on which a carrier expected to deliver, and when it was first read."""

    day: date
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is known of a parcel at an instant. `later`: events dated after it, which were left out."""

    journey: Journey
    estimates: tuple[Estimate, ...]
    source_state: SourceState
    bounds: DelayBounds
    later: tuple[Event, ...]


def judged(parcel: Parcel, readings: Sequence[Reading], now: datetime) -> Verdict:
    """Judge a parcel by the answers read until `now`, in the order in which they were read."""
    events, later = _until(history(parcel, readings), now)
    stage, reason = _without_events(parcel, readings)
    told = journey(parcel, events, stage=stage, reason=reason)
    estimates = tuple(_estimates(parcel, readings))
    promise = Promise(estimates[0].day if estimates else None, _chosen_day(parcel, readings))
    told_country = next((one.country_code for one in _own(parcel, reversed(readings)) if one.country_code), None)
    bounds = delay_bounds(
        parcel,
        told,
        promise,
        carrier_parameters(parcel.carrier_name),
        region(parcel.country_code, parcel.postcode, told_country),
        is_asked=bool(readings),
    )
    state = readings[-1].state if readings else SourceState.NOT_ASKED
    return Verdict(told, estimates, state, bounds, tuple(later))


def delays(bounds: Iterable[DelayBounds], now: datetime) -> pl.DataFrame:
    """The delay of each parcel at an instant, in their order: delay_class and delay_since, null for none."""
    rows = list(bounds)
    columns = {name: [getattr(one, name) for one in rows] for name in BOUNDS_SCHEMA}
    return pl.DataFrame(columns, schema=BOUNDS_SCHEMA).select(**delay_at(now))


def _until(events: list[Event], now: datetime) -> tuple[list[Event], list[Event]]:
    today = now.astimezone(PARIS).date()

    def is_later(event: Event) -> bool:
        moment = event.moment
        return moment.near > now if moment.near is not None else moment.day is not None and moment.day > today

    return [one for one in events if not is_later(one)], [one for one in events if is_later(one)]


def _own(parcel: Parcel, readings: Iterable[Reading]) -> Iterator[Told]:
    return (told for reading in readings for told in reading.told if parcel.is_carried_by(told.carriers))


def _without_events(parcel: Parcel, readings: Sequence[Reading]) -> tuple[Stage, str]:
    """What answers say before any row is read: that somebody knows the parcel, or why nobody does."""
    if any(told.is_found for told in _own(parcel, readings)):
        return Stage.ANNOUNCED, "known_to_carrier"
    if not readings:
        return Stage.NOT_KNOWN, "not_asked"
    if any(told.is_found for reading in readings for told in reading.told):
        return Stage.NOT_KNOWN, "other_carrier"
    return Stage.NOT_KNOWN, "not_known_yet"


def _estimates(parcel: Parcel, readings: Iterable[Reading]) -> Iterator[Estimate]:
    """Each change of what the carrier estimates; days before the order are those of an earlier parcel."""
    ordered_on = parcel.ordered_at.astimezone(PARIS).date() if parcel.ordered_at else None
    newest: dict[str, date] = {}
    last: date | None = None
    for reading in readings:
        for told in _own(parcel, [reading]):
            day = told.estimate
            if day is None or day in {last, newest.get(reading.source)} or (ordered_on and day < ordered_on):
                continue
            newest[reading.source] = last = day
            yield Estimate(day, reading.read_at)


def _chosen_day(parcel: Parcel, readings: Sequence[Reading]) -> date | None:
    """The day that the buyer chose, as the newest answer that speaks of it has it."""
    return next((told.chosen_day for told in _own(parcel, reversed(readings)) if told.chooses), None)
