"""What the rules refuse, in one tree.

DomainError
├── OutsideCalendar   a day for which French working days are not known
└── UnreadableSheet   a file or a paste that nobody can read as a table
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


class DomainError(Exception):
    """A rule was asked something it has no answer to."""


class OutsideCalendar(DomainError, ValueError):
    """A day, or a range of days, that the calendar does not cover."""

    def __init__(self, first: date, last: date, *, known_from: date, known_until: date) -> None:
        super().__init__(
            f"No French working days from {first} to {last}: the calendar covers {known_from} to {known_until}, "
            "and the first day must not come after the last. Ask for days in that range."
        )


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several readings: the place of a column, from 0, or the name of a sheet; its name; what stands in it."""

    value: int | str
    name: str
    example: str = ""


class UnreadableSheet(DomainError):
    """A file nobody can read as a table: a code, and what to show beside it.

    Kinds: too_large (detail: its bytes), too_many_rows (detail: how many are taken), empty, old_workbook, archive, pdf,
    picture, binary, damaged_workbook, too_far, column_missing (detail: order_id or parcel_number), column_unclear
    (detail: the field and two headings, `|` between), several_sheets and hidden_sheet (detail: names of sheets),
    column_unknown and sheet_unknown (detail: what was named and is not there).

    `choices`: the readings a person can choose from where two are possible, or none was found.
    """

    def __init__(self, kind: str, detail: str = "", choices: tuple[Choice, ...] = ()) -> None:
        super().__init__(f"The sheet cannot be read ({kind} {detail}). Give a CSV or Excel file of at most 5 MB.")
        self.kind = kind
        self.detail = detail
        self.choices = choices
