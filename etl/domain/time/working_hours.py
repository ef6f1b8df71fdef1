"""How long something took by the working clock: 09:00 to 18:00 in Paris on working days (seller-rules section 7)."""

from __future__ import annotations

from datetime import time
from typing import Final

import polars as pl

from etl.domain.time.calendar import FIRST_DAY, MONDAY_TO_FRIDAY, WorkingWeek, whole_calendar
from etl.domain.time.clock import PARIS

OPENING: Final = time(9)
CLOSING: Final = time(18)
WORKING_DAY_SECONDS: Final = (CLOSING.hour - OPENING.hour) * 3600

_MICROSECONDS: Final = 1_000_000


def working_seconds_between(starts: pl.Series, ends: pl.Series, week: WorkingWeek = MONDAY_TO_FRIDAY) -> pl.Series:
    """Count the working seconds from each start to its end, whole ones, negative when the end comes first.

    Takes Datetime us with a zone, gives Int64; null where either instant is null or lies outside 1970 to 2099. Clocks
    change at night, so a working day is nine hours on every day of the year.
    """
    elapsed = _on_the_working_clock(ends, week) - _on_the_working_clock(starts, week)
    whole_seconds = elapsed.sign() * (elapsed.abs() // _MICROSECONDS)
    return whole_seconds.cast(pl.Int64).alias(starts.name)


def _on_the_working_clock(instants: pl.Series, week: WorkingWeek) -> pl.Series:
    """Say how many working microseconds lie between 1970 and each instant."""
    calendar = whole_calendar(week)
    local = instants.dt.convert_time_zone(PARIS.key).dt.replace_time_zone(None)
    position = (local.dt.date() - FIRST_DAY).dt.total_days()
    known = pl.select(pl.when(position.is_between(0, calendar.height - 1)).then(position)).to_series()
    is_working = calendar["is_working_day"].cast(pl.Int64).gather(known)
    # The number of a working day counts the day itself, which is not over yet.
    days_before = calendar["working_day_number"].cast(pl.Int64).gather(known) - is_working
    since_opening = (local - local.dt.truncate("1d")).dt.total_microseconds() - OPENING.hour * 3600 * _MICROSECONDS
    of_the_day = since_opening.clip(0, WORKING_DAY_SECONDS * _MICROSECONDS)
    return days_before * (WORKING_DAY_SECONDS * _MICROSECONDS) + is_working * of_the_day
