"""Writes the marts that describe the others: the days, and the dictionary."""

from datetime import timedelta
from typing import Final

from etl.domain.time.calendar import french_calendar
from etl.store.marts.dictionary import dictionary_rows
from etl.store.marts.plan import Build
from etl.store.marts.writing import replace_mart

_BACK: Final = timedelta(days=400)
_AHEAD: Final = timedelta(days=400)


def write_calendar_and_dictionary(build: Build) -> None:
    """Write `calendar` around today, and `dictionary`."""
    replace_mart(build.warehouse, "calendar", french_calendar(build.today - _BACK, build.today + _AHEAD))
    replace_mart(build.warehouse, "dictionary", dictionary_rows())
