"""Instants moved by working days, by columns and for one instant alone.

The working clock runs through the 24 hours of each working day of Europe/Paris and stands still on days off. So two
working days after Friday 17:00 is Tuesday 17:00, after Friday 17:00 before Easter Monday it is Wednesday 17:00
(seller-rules section 8), and after any instant of a Saturday it is the end of Tuesday: Monday and Tuesday are the two.
The end of a day is the midnight after it, which is no longer part of it.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Final

import polars as pl

from etl.domain.time.calendar import MONDAY_TO_FRIDAY, WorkingWeek, add_working_days, is_working_day, whole_calendar
from etl.domain.time.clock import PARIS

INSTANT: Final = pl.Datetime("us", "UTC")


def shift_working_days(instants: pl.Series, count: int, week: WorkingWeek = MONDAY_TO_FRIDAY) -> pl.Series:
    """Move each instant by `count` working days (back, when negative), keeping its time of day in Paris.

    An instant on a day off moves to the end of the day found. Takes and gives Datetime us UTC; nulls, and what would
    leave 1970 to 2099, become null.
    """
    calendar = whole_calendar(week).lazy().select("day", "is_working_day", "working_day_number")
    arrivals = calendar.filter("is_working_day").select(arrival="day", working_day_number="working_day_number")
    moved = (
        pl.LazyFrame({"local": instants})
        .select(pl.col("local").dt.convert_time_zone(PARIS.key).dt.replace_time_zone(None))
        .with_columns(day=pl.col("local").dt.date())
        .join(calendar, on="day", how="left", maintain_order="left")
        .with_columns(pl.col("working_day_number") + count)
        .join(arrivals, on="working_day_number", how="left", maintain_order="left")
        .select(_arrival())
    )
    return moved.collect().to_series().alias(instants.name)


def _arrival() -> pl.Expr:
    same_time = pl.col("arrival").cast(pl.Datetime("us")) + (pl.col("local") - pl.col("local").dt.truncate("1d"))
    return pl.when("is_working_day").then(from_paris(same_time)).otherwise(end_of_day(pl.col("arrival")))


def end_of_day(days: pl.Expr) -> pl.Expr:
    """Answer the midnight after each Paris day, as Datetime us UTC."""
    return from_paris(days.dt.offset_by("1d").cast(pl.Datetime("us")))


def from_paris(local: pl.Expr) -> pl.Expr:
    """Read naive Datetime us as the wall clock of Paris; give Datetime us UTC.

    In the night clocks go back, an hour read twice is the earlier one; in the night they go forward, 02:30, which does
    not exist, is an hour later, 03:30.
    """
    known = local.dt.replace_time_zone(PARIS.key, ambiguous="earliest", non_existent="null")
    skipped = (local + timedelta(hours=1)).dt.replace_time_zone(PARIS.key, ambiguous="earliest", non_existent="null")
    return pl.coalesce(known, skipped).dt.convert_time_zone("UTC")


def working_days_after(instant: datetime, count: int, week: WorkingWeek = MONDAY_TO_FRIDAY) -> datetime:
    """Move one aware instant as `shift_working_days` does; the answer is in UTC. Raises OutsideCalendar."""
    local = instant.astimezone(PARIS)
    arrival = add_working_days(local.date(), count, week)
    if is_working_day(local.date(), week):
        return datetime.combine(arrival, local.time(), PARIS).astimezone(UTC)
    return datetime.combine(arrival + timedelta(days=1), time(), PARIS).astimezone(UTC)
