"""Which delay a parcel has, in the order of seller-rules M6: each class from an instant on, the first that holds.

The instants at which classes begin are computed once, when something is read of a parcel (`delay_bounds`); the class at
any instant is a comparison of columns (`delay_at`), so that time alone opens delays without judging anything anew.
Working days are the carrier's and end at the same Paris time of day; overseas and abroad calendar days count.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

import polars as pl

from etl.domain.parcels.codes import Stage
from etl.domain.parcels.journeys import Journey
from etl.domain.parcels.moments import Moment
from etl.domain.parcels.parameters import SILENT_DAYS_AWAY, UNSCANNED_DAYS, CarrierParameters
from etl.domain.parcels.parcels import Parcel
from etl.domain.parcels.regions import Region
from etl.domain.time.calendar import add_working_days
from etl.domain.time.clock import PARIS
from etl.domain.time.windows import start_of_day
from etl.domain.time.working_days import INSTANT, working_days_after

CLASSES: Final = ("returning", "waiting_at_pickup", "no_first_scan", "stalled", "past_promise")
"""In the order in which they are looked for."""

BOUNDS_SCHEMA: Final = pl.Schema({**{f"{name}_from": INSTANT for name in CLASSES}, "is_since_known": pl.Boolean()})
"""From which instant on each class holds, null where it never will as things stand. Not `is_since_known`: the carrier
told a day, or nothing, and the instant only says that it holds already."""

_ENDED: Final = frozenset({Stage.DELIVERED, Stage.RETURNED, Stage.TO_CHECK})
_SINCE_AN_EVENT: Final = ("returning", "waiting_at_pickup")
_ALWAYS: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Promise:
    """What was promised of a parcel: Paris days. `estimated_on`: the carrier's first; `chosen_on`: by the buyer."""

    estimated_on: date | None
    chosen_on: date | None


@dataclass(frozen=True, slots=True)
class DelayBounds:
    """A row of `BOUNDS_SCHEMA`."""

    returning_from: datetime | None = None
    waiting_at_pickup_from: datetime | None = None
    no_first_scan_from: datetime | None = None
    stalled_from: datetime | None = None
    past_promise_from: datetime | None = None
    is_since_known: bool = True


def delay_bounds(
    parcel: Parcel, told: Journey, promise: Promise, carrier: CarrierParameters, region: Region, *, is_asked: bool
) -> DelayBounds:
    """From when on each class holds. A parcel nobody was asked about can only be past its promise."""
    # delivered, and something went wrong afterwards: that is no delay of the delivery
    if told.stage in _ENDED or (told.delivery is not None and told.return_began is None):
        return DelayBounds()
    past_promise = _not_before(_past_promise(parcel, told, promise, carrier, region), promise.chosen_on)
    if not is_asked:
        return DelayBounds(past_promise_from=past_promise)
    waits = told.since if told.stage is Stage.WAITING_AT_PICKUP else None
    began = told.return_began or waits
    return DelayBounds(
        returning_from=_holding(told.return_began.moment) if told.return_began else None,
        waiting_at_pickup_from=_holding(waits.moment) if waits else None,
        no_first_scan_from=_unscanned(parcel, told, carrier),
        stalled_from=_not_before(_silent(told, carrier, region), promise.chosen_on),
        past_promise_from=past_promise,
        is_since_known=began is None or began.moment.at is not None,
    )


def delay_at(now: datetime) -> dict[str, pl.Expr]:
    """The columns delay_class and delay_since of rows of `BOUNDS_SCHEMA`, at an instant: null for no delay."""
    at = pl.lit(now)  # once: a literal of an instant costs more than all comparisons with it
    holds = {name: pl.col(f"{name}_from") <= at for name in CLASSES}
    is_told = [pl.col("is_since_known") | pl.lit(name not in _SINCE_AN_EVENT) for name in CLASSES]
    since = [
        pl.when(holds[name]).then(pl.struct(at=f"{name}_from", told=told))
        for name, told in zip(CLASSES, is_told, strict=True)
    ]
    first = pl.coalesce(since)
    return {
        "delay_class": pl.coalesce([pl.when(holds[name]).then(pl.lit(name)) for name in CLASSES]),
        "delay_since": pl.when(first.struct.field("told")).then(first.struct.field("at")),
    }


def next_delay_at(now: datetime) -> pl.Expr:
    """The first instant after `now` at which the class of a row may change."""
    at = pl.lit(now)
    return pl.min_horizontal(
        pl.when(pl.col(f"{name}_from") > at).then(pl.col(f"{name}_from")) for name in CLASSES
    ).alias("next_at")


def _holding(moment: Moment) -> datetime:
    return moment.at or _ALWAYS


def _unscanned(parcel: Parcel, told: Journey, carrier: CarrierParameters) -> datetime | None:
    if told.is_scanned or parcel.declared_at is None:
        return None
    return working_days_after(parcel.declared_at, UNSCANNED_DAYS, carrier.week)


def _silent(told: Journey, carrier: CarrierParameters, region: Region) -> datetime | None:
    if told.last_news is None:
        return None
    moment = told.last_news.moment
    if moment.at is not None:
        if region == "home":
            return working_days_after(moment.at, carrier.silent_days, carrier.week)
        local = moment.at.astimezone(PARIS)
        return (local + timedelta(days=SILENT_DAYS_AWAY)).astimezone(UTC)
    if moment.day is None:
        return None
    last = (
        add_working_days(moment.day, carrier.silent_days, carrier.week)
        if region == "home"
        else moment.day + timedelta(days=SILENT_DAYS_AWAY)
    )
    return _end_of(last)


def _past_promise(
    parcel: Parcel, told: Journey, promise: Promise, carrier: CarrierParameters, region: Region
) -> datetime | None:
    promised = [day for day in (parcel.promised_on, promise.estimated_on) if day is not None]
    if promised:
        return _end_of(min(promised))
    scanned_on = told.first_scan.moment.day if told.first_scan else None
    if scanned_on is None:
        return None
    if region == "home":
        return _end_of(add_working_days(scanned_on, carrier.home_days, carrier.week))
    days = carrier.days_away(region)
    return None if days is None else _end_of(scanned_on + timedelta(days=days))


def _not_before(begins: datetime | None, chosen_on: date | None) -> datetime | None:
    return begins if begins is None or chosen_on is None else max(begins, _end_of(chosen_on))


def _end_of(day: date) -> datetime:
    return start_of_day(day + timedelta(days=1))
