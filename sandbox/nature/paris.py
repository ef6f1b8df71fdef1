"""Europe/Paris by columns: offsets, local days and working days for whole arrays of instants.

Instants are UTC milliseconds since 1970 (int64); a local day is a day number since 1970 in Europe/Paris.
"""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, Final

import holidays
import numpy as np
from numpy.typing import NDArray

Instants = NDArray[np.int64]

HOUR: Final = 3_600_000
DAY: Final = 24 * HOUR
FIRST_YEAR, LAST_YEAR = 2015, 2045
EPOCH: Final = date(1970, 1, 1)
NEVER: Final = 1 << 60
"""An instant that does not come."""


def milliseconds(instant: datetime) -> int:
    """An aware instant as UTC milliseconds."""
    return round(instant.timestamp() * 1000)


def moment(ms: int) -> datetime:
    """UTC milliseconds as an aware instant."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=int(ms))


def _last_sunday(year: int, month: int) -> date:
    last = date(year, month, 31)
    return last - timedelta(days=(last.weekday() + 1) % 7)


@cache
def _summer_changes() -> Instants:
    """Instants at which summer time begins and ends in turn: last Sundays of March and October, 01:00 UTC."""
    days = [_last_sunday(year, month) for year in range(FIRST_YEAR, LAST_YEAR) for month in (3, 10)]
    return np.array([(day - EPOCH).days * DAY + HOUR for day in days], dtype=np.int64)


def local(instants: Instants) -> Instants:
    """Wall-clock milliseconds in Europe/Paris of UTC instants."""
    is_summer = np.searchsorted(_summer_changes(), instants, side="right") % 2
    return instants + HOUR + is_summer * HOUR


def utc(walls: Instants) -> Instants:
    """UTC instants of wall-clock milliseconds; in the doubled hour of October, the first one."""
    winter = walls - HOUR
    # Asked of the instant it would be in summer: in the doubled hour, that is the first one.
    is_summer = np.searchsorted(_summer_changes(), winter - HOUR, side="right") % 2
    return winter - is_summer * HOUR


def local_day(instants: Instants) -> Instants:
    """Day number in Europe/Paris."""
    return local(instants) // DAY


@cache
def working_flags() -> NDArray[np.bool_]:
    """Whether each day number, from 0 to the end of LAST_YEAR, is Monday to Friday and no French holiday."""
    count = (date(LAST_YEAR, 12, 31) - EPOCH).days + 1
    days = np.arange(count)
    flags: NDArray[np.bool_] = (days + 3) % 7 < 5
    for day in holidays.country_holidays("FR", years=range(FIRST_YEAR, LAST_YEAR + 1)):
        flags[(day - EPOCH).days] = False
    return flags


@cache
def _working_days() -> tuple[Instants, Instants]:
    """The working days, and for each day number how many working days lie before it."""
    flags = working_flags()
    return np.flatnonzero(flags), np.concatenate(([0], np.cumsum(flags)))


def working_number(days: Any) -> Any:
    """How many working days lie before each day number."""
    return _working_days()[1][days]


def working_day(numbers: Any) -> Any:
    """The day number of the n-th working day, the inverse of `working_number` on working days."""
    return _working_days()[0][numbers]


def later_working_day(days: Any, count: Any) -> Any:
    """The day `count` working days after each day; a day of rest counts from the last working day before it."""
    return working_day(working_number(np.asarray(days) + 1) - 1 + count)


def day_end(days: Any) -> Any:
    """The last second of local days, as UTC instants."""
    return utc(np.asarray((days + 1) * DAY - 1000, dtype=np.int64))


def after_working_days(instants: Instants, count: int) -> Instants:
    """The same wall-clock time `count` working days later; from a day of rest, the end of that working day."""
    walls = local(instants)
    days, time = walls // DAY, walls % DAY
    target = later_working_day(days, count)
    return np.where(working_flags()[days], utc(target * DAY + time), day_end(target))
