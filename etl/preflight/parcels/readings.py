"""How a sheet is to be read, where somebody has said so: which sheet, which column, and what our own links prove."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Engine

from etl.domain.errors import Choice, UnreadableSheet
from etl.domain.tracking.linked_numbers import LinkPatterns, own_patterns
from etl.preflight.parcels.headings import Field, heading_key
from etl.store.parcels.link_templates import templates_set


@dataclass(frozen=True)
class Reading:
    """What was chosen: the `sheet` of a workbook by its name, `columns` by heading or place; the rest is recognised.

    A place is a number from 0; as text it counts from 1, as people do. `links`: the seller's own tracking addresses.
    """

    sheet: str | None = None
    columns: Mapping[Field, int | str] = field(default_factory=dict)
    links: LinkPatterns = ()

    def chosen(self, error: UnreadableSheet, choice: Choice) -> Reading:
        """The same with an answer to what could not be read."""
        if isinstance(choice.value, str):
            return replace(self, sheet=choice.value)
        asked: Field = error.detail.split("|")[0]  # type: ignore[assignment]
        return replace(self, columns={**self.columns, asked: choice.value})


def usual_reading(ops: Engine) -> Reading:
    """Nothing chosen; with the seller's own links."""
    return Reading(links=own_patterns(templates_set(ops)))


def chosen_places(columns: Mapping[Field, int | str], headings: Sequence[str], width: int) -> dict[Field, int]:
    """Where the chosen columns stand; raises `UnreadableSheet` (column_unknown, column_unclear)."""
    return {name: _place(name, column, headings, width) for name, column in columns.items()}


def _place(name: Field, column: int | str, headings: Sequence[str], width: int) -> int:
    if isinstance(column, int):
        return column
    named = [place for place, heading in enumerate(headings) if heading_key(heading) == heading_key(column)]
    if len(named) > 1:
        raise UnreadableSheet("column_unclear", "|".join([name, *(f"{column} ({place + 1})" for place in named[:2])]))
    if named:
        return named[0]
    if column.isascii() and column.isdecimal() and 0 < int(column[:6]) <= width:
        return int(column) - 1
    raise UnreadableSheet("column_unknown", column[:60])
