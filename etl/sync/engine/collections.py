"""What a collection of the marketplace is to the sync: everything the engine asks of a subject, in one record."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from etl.store.warehouse.records import Records


class Paging(Enum):
    """How the pages of a list follow one another (octopia-api section 1.4)."""

    INDEX = "pageSize"
    """`pageIndex` from 1 and `pageSize`; the page that is not full is the last."""
    CURSOR = "limit"
    """`limit` and the `cursor` of the header `Link`; the page without a next one is the last."""


@dataclass(frozen=True)
class Open:
    """The records that still owe something, read again under `name` whatever their date says.

    `filters` ask the marketplace for them; they are ours whose `column` is one of `values`.
    """

    name: str
    filters: Mapping[str, str]
    column: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Details:
    """What the list does not tell and each record must be asked for: read after the list, the most urgent first.

    The records of the list queue themselves (`Records.details`); `path` has `{key}` in it.
    """

    path: str
    records: Records


@dataclass(frozen=True)
class Follows:
    """A list without dates, read for each record of another collection that moved, and whole at night.

    `moved` is an SQL file: the `key` and `urgency` of what moved in the runs after `after_run` and before `before_run`
    (variables). `parameter` asks the marketplace for what belongs to one of them, `column` of our table holds it.
    """

    moved: str
    parameter: str
    column: str


@dataclass(frozen=True)
class Collection:
    """A list of the marketplace: where it is, how it is paged, dated, counted, and what it becomes.

    `changed_field` and `created_field` name instants that the list can be filtered (`...Min`, `...Max`) and sorted by;
    the second never changes, so that page numbers serve; staging then gives `created_at` as well. Without the first,
    only the whole list or what it `follows` can be read. `one_path` reads one record, `{key}` in it, as the list has
    it. `widest` is the longest span of `changed_field` the marketplace answers for.
    """

    records: Records
    path: str
    id_field: str
    paging: Paging = Paging.INDEX
    page_size: int = 100
    changed_field: str | None = None
    created_field: str | None = None
    one_path: str | None = None
    count_path: str | None = None
    sweep: str = ""
    open: Open | None = None
    details: Details | None = None
    follows: Follows | None = None
    widest: timedelta | None = None
    channel_parameter: str | None = None
    """When the list must be asked for each sales channel by itself: the parameter that names it."""
    pages_per_commit: int | None = None
    """Fewer than the pace has, where a page is large."""
    marks_absent: bool = True
    """Is a record that the whole list does not hold absent?"""

    @property
    def name(self) -> str:
        """The resource it is recorded under."""
        return self.records.resource

    @property
    def sweep_name(self) -> str:
        """The resource its sweep is recorded under."""
        return self.sweep or f"{self.name}_sweep"

    @property
    def backfill_name(self) -> str:
        """The resource its backfill is recorded under, and the name of its windows."""
        return f"{self.name}_backfill"
