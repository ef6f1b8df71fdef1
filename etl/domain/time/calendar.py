"""French days: which are worked (jours ouvrés), which are holidays, and how many worked days lie between two of them.

Working days are Monday to Friday minus the eleven public holidays (seller-rules section 7; Code du travail L3133-1);
Saturdays, and the two further holidays of Alsace-Moselle (L3134-13), are options of a `WorkingWeek`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

import holidays
import polars as pl

from etl.domain.errors import OutsideCalendar
from etl.domain.time.holiday_names import HolidayName, holiday_name

FIRST_DAY: Final = date(1970, 1, 1)
"""The day from which working days are counted."""

LAST_DAY: Final = date(2099, 12, 31)

LANGUAGES: Final = HolidayName._fields

CALENDAR_SCHEMA: Final = pl.Schema(
    {
        "day": pl.Date(),
        "is_working_day": pl.Boolean(),
        "holiday_name_fr": pl.String(),
        "holiday_name_en": pl.String(),
        "holiday_name_zh": pl.String(),
        "working_day_number": pl.Int32(),
    }
)


@dataclass(frozen=True, slots=True)
class WorkingWeek:
    """Which days a seller works, beyond Monday to Friday without public holidays."""

    saturdays: bool = False
    alsace_moselle: bool = False


MONDAY_TO_FRIDAY: Final = WorkingWeek()


def french_calendar(first: date, last: date, *, saturdays: bool = False, alsace_moselle: bool = False) -> pl.DataFrame:
    """List the days from `first` to `last`, both included, a row each.

    Columns: day, is_working_day, holiday_name_fr, holiday_name_en, holiday_name_zh (null when none) and
    working_day_number, the count of working days from 1970-01-01 to the day, itself included. The number never
    decreases and does not depend on `first`, so adding n working days is a join on it. A day off has the number of the
    last working day before it.

    Raises OutsideCalendar for days before 1970 or after 2099, or when `first` comes after `last`.
    """
    if not FIRST_DAY <= first <= last <= LAST_DAY:
        raise OutsideCalendar(first, last, known_from=FIRST_DAY, known_until=LAST_DAY)
    offset = (first - FIRST_DAY).days
    return whole_calendar(WorkingWeek(saturdays, alsace_moselle)).slice(offset, (last - first).days + 1)


@lru_cache(maxsize=4)
def whole_calendar(week: WorkingWeek = MONDAY_TO_FRIDAY) -> pl.DataFrame:
    """List every day that is known, 1970 to 2099, with the columns of `french_calendar`. Kept after the first call."""
    names = _holidays(alsace_moselle=week.alsace_moselle)
    named = pl.DataFrame(
        {
            "day": list(names),
            **{f"holiday_name_{code}": [getattr(n, code) for n in names.values()] for code in LANGUAGES},
        }
    )
    days = pl.DataFrame({"day": pl.date_range(FIRST_DAY, LAST_DAY, eager=True)})
    last_weekday = 6 if week.saturdays else 5
    return (
        days.join(named, on="day", how="left", maintain_order="left")
        .with_columns(
            is_working_day=(pl.col("day").dt.weekday() <= last_weekday) & pl.col("holiday_name_fr").is_null(),
        )
        .with_columns(working_day_number=pl.col("is_working_day").cum_sum().cast(pl.Int32))
        .select(CALENDAR_SCHEMA.names())
    )


@lru_cache(maxsize=2)
def _holidays(*, alsace_moselle: bool) -> dict[date, HolidayName]:
    # Moselle (57) and Alsace (6AE) keep the same two days; the library has them per territory.
    found = holidays.country_holidays(
        "FR", subdiv="57" if alsace_moselle else None, years=range(FIRST_DAY.year, LAST_DAY.year + 1), language="fr"
    )
    return {day: holiday_name(name) for day, name in found.items()}


# a look-up in the frame costs some fifty times a remembered one, and a year has few days
@lru_cache(maxsize=65536)
def is_working_day(day: date, week: WorkingWeek = MONDAY_TO_FRIDAY) -> bool:
    """Tell whether one day, in Europe/Paris, is worked. Raises OutsideCalendar."""
    return bool(_row(day, week, "is_working_day"))


def working_day_number(day: date, week: WorkingWeek = MONDAY_TO_FRIDAY) -> int:
    """Count the working days from 1970-01-01 to `day`, itself included. Raises OutsideCalendar."""
    return int(_row(day, week, "working_day_number"))


@lru_cache(maxsize=65536)
def add_working_days(day: date, count: int, week: WorkingWeek = MONDAY_TO_FRIDAY) -> date:
    """Answer the working day `count` working days after `day` (before it, when negative).

    A day off counts as the last working day before it, so one working day after a Saturday is the Monday.
    Raises OutsideCalendar when the answer lies outside 1970 to 2099.
    """
    wanted = working_day_number(day, week) + count
    numbers = whole_calendar(week)["working_day_number"]
    position = int(numbers.search_sorted(wanted, side="left"))
    if not 0 < wanted <= numbers[-1]:
        raise OutsideCalendar(day, day, known_from=FIRST_DAY, known_until=LAST_DAY)
    found: date = whole_calendar(week)["day"][position]
    return found


def _row(day: date, week: WorkingWeek, column: str) -> bool | int:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise OutsideCalendar(day, day, known_from=FIRST_DAY, known_until=LAST_DAY)
    value: bool | int = whole_calendar(week)[column][(day - FIRST_DAY).days]
    return value
