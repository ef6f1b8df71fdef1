"""What there is to build: families of tables, what is counted by difference, what is written anew. A registry lists it.

Here no subject is named: each tells of itself in these terms, and `etl.store.registry` joins them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeAlias

import polars as pl

from etl.domain.time.clock import PARIS
from etl.store.warehouse.warehouse import Warehouse


@dataclass(frozen=True)
class Owes:
    """What the things of a family owe.

    `owed` takes the rows of `sql/<subject>/marts/obligation_inputs.sql`, which reads batch(<key>), and the instant of
    the build, and gives rows of `etl.domain.obligations.judging.OWED_SCHEMA`, all of `subject_type`, with the family's
    key as their subject_id.
    """

    subject_type: str
    owed: Callable[[pl.DataFrame, datetime], pl.DataFrame]


@dataclass(frozen=True)
class Family:
    """Tables whose rows belong to one thing and are replaced together when it changes.

    Each table has its query in `sql/<subject>/<database>/<table>.sql`, which reads batch(<key>): the things to build.
    A thing has changed when `changed_in`, a table with the key and run_id, has it of a new run; when one of the queries
    `also_changed` in the same folder gives its key; when what it follows has changed; or when time alone changes what
    it owes. `follows` names families: `following_<family>.sql` there reads changed_<family> and gives own keys.

    `counted` names the tables, each with its columns, that what is kept by difference reads: of the things a build
    moves, their rows are kept as recounted_<table>, as they stand before and then as they stand after.
    """

    subject: str
    key: str
    tables: tuple[str, ...]
    changed_in: str | None = None
    also_changed: tuple[str, ...] = ()
    follows: tuple[str, ...] = ()
    owes: Owes | None = None
    counted: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    part: str = ""

    @property
    def name(self) -> str:
        """Its subject; of a subject with several families, with what tells this one apart."""
        return f"{self.subject}_{self.part}" if self.part else self.subject


@dataclass(frozen=True)
class Build:
    """One build: of which families, at which instant, from which run to which, with which frames lent to it.

    `applied_run_id` is the run up to which the last build has seen everything, -1 for marts that are new.
    """

    warehouse: Warehouse
    database: str
    families: tuple[Family, ...]
    frames: Mapping[str, pl.DataFrame]
    now: datetime
    applied_run_id: int
    last_run_id: int
    is_new: bool

    @property
    def today(self) -> date:
        """The day in Paris."""
        return self.now.astimezone(PARIS).date()


Step: TypeAlias = Callable[[Build], None]


def nothing(_build: Build) -> None:
    """The step of who has nothing to do there."""


@dataclass(frozen=True)
class Counted:
    """Something kept by difference: what moves is taken away before it is replaced, and added again afterwards.

    `before` and `after` read recounted_<table> (see `Family`); `whole` counts everything, for marts that are new and
    at the first build of each Paris day, so that an error cannot live longer.
    """

    whole: Step
    before: Step = nothing
    after: Step = nothing


@dataclass(frozen=True)
class Macro:
    """A table macro of one parameter, with the query it stands for."""

    parameter: str
    query: str


@dataclass(frozen=True)
class Plan:
    """All that a build makes: `private` is what the app alone may see, `steps` run last, in their order.

    `views` and `macros` by name, the former in the order in which they may read each other.
    """

    families: tuple[Family, ...]
    private: tuple[Family, ...]
    counted: tuple[Counted, ...]
    steps: tuple[Step, ...]
    views: Mapping[str, str]
    macros: Mapping[str, Macro]


def written_anew(subject: str) -> Step:
    """The step that runs `sql/<subject>/marts/written_anew.sql`: tables small enough for that."""

    def write(build: Build) -> None:
        build.warehouse.run_file(f"{subject}/marts/written_anew", now=build.now)

    return write
