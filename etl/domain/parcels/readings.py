"""What a tracking source said of one parcel, whatever its form on the wire: from `etl/carriers` to the judge."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from etl.domain.parcels.moments import Moment


class SourceState(StrEnum):
    """How a source did at a reading, of this parcel."""

    OK = "ok"
    NO_INFORMATION = "no_information"
    DOWN = "down"
    REFUSED = "refused"
    NOT_ASKED = "not_asked"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a source. `code`: La Poste's, or 17TRACK's `sub_status`; `milestone`: 17TRACK's `stage`, read where
    there is no code. `label`: cleaned. `wordings`: the label and its translations, to be read.
    """

    moment: Moment
    code: str | None
    label: str | None
    wordings: tuple[str, ...]
    milestone: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What one carrier says within an answer. `carriers`: for whom it speaks (families of `etl.domain.tracking`, or a
    source's own key), empty when that is not told. `rows`: in the carrier's order, the oldest first. `is_found`: the
    carrier knows the parcel. `estimate`, `chosen_day`: Paris days; `chooses`: whether it says if a day was chosen.
    """

    carriers: frozenset[str]
    is_found: bool
    rows: tuple[Row, ...] = ()
    estimate: date | None = None
    chosen_day: date | None = None
    chooses: bool = False
    country_code: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """One answer of a source about one parcel, in UTC. What failed has nothing in `told` and changes no stage."""

    source: str
    read_at: datetime | None
    state: SourceState
    told: tuple[Told, ...] = ()
