"""A question is a query of this package with its parameters: what a page asks, and what an analyst can ask again."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Final

from dashboard.parts.rows import query_text, rows
from etl.store.snapshots.reading import Parameter as Value

if TYPE_CHECKING:
    import polars as pl

    from etl.store.snapshots.snapshots import Snapshot

_PARAMETER: Final = re.compile(r"""('(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*)|\$([a-z_]+)""")
"""Texts, quoted names and comments stay as they are; a parameter is a name after a dollar."""


@dataclass(frozen=True)
class Question:
    """A query by name with its parameters; the same question of the same snapshot has the same answer."""

    name: str
    parameters: tuple[tuple[str, Value], ...] = ()

    @property
    def sql(self) -> str:
        """The query with its parameters written in: it runs unchanged on the analysts' file."""
        values = dict(self.parameters)
        return _PARAMETER.sub(_written(values), query_text(self.name)).strip()


def question(name: str, **parameters: Value) -> Question:
    """Ask `name`.sql with these parameters; instants are aware."""
    return Question(name, tuple(sorted(parameters.items())))


def answer(snapshot: Snapshot, asked: Question) -> pl.DataFrame:
    """The rows, kept until the snapshot changes. Columns: see the query."""
    return rows(snapshot, asked.name, **dict(asked.parameters))


def first_row(snapshot: Snapshot, asked: Question) -> dict[str, Any] | None:
    """The first row, None when there is none."""
    found = answer(snapshot, asked)
    return found.row(0, named=True) if found.height else None


def literal(value: Value) -> str:
    """A value as DuckDB reads it in the text of a query.

    Raises `TypeError` for what has no form, and for an instant without a zone.
    """
    match value:
        case None | bool() | int() | float():
            return str(value).lower() if value is not None else "null"
        case str():
            return "'" + value.replace("'", "''") + "'"
        case tuple():
            return "[" + ", ".join(literal(item) for item in value) + "]"
        case date():
            return _dated(value)
    raise TypeError(f"{value!r} cannot be written into a query: pass a text, a number, a date or an aware instant.")


def _dated(value: date) -> str:
    if not isinstance(value, datetime):
        return f"date '{value.isoformat()}'"
    if value.tzinfo is None:
        raise TypeError(f"The instant {value!r} has no time zone; pass an aware one.")
    return f"timestamptz '{value.astimezone(UTC).isoformat(sep=' ')}'"


def _written(values: dict[str, Value]) -> Callable[[re.Match[str]], str]:
    def written(found: re.Match[str]) -> str:
        return found[1] or literal(values[found[2]])

    return written
