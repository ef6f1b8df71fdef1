"""The parcel as an order knows it: what its carrier's answers are judged against."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from etl.domain.tracking.carrier_keys import LAST_MILE_BY_THE_POST, keyed_carrier
from etl.domain.tracking.carriers import carrier_families
from etl.domain.tracking.numbers import normalised_number


@dataclass(frozen=True, slots=True)
class Parcel:
    """A parcel of an order. Instants UTC, null where not known; `promised_on`: the Paris day of the marketplace's."""

    number: str
    carrier_name: str | None
    ordered_at: datetime | None = None
    declared_at: datetime | None = None
    promised_on: date | None = None
    postcode: object = None
    country_code: object = None

    @property
    def compared_number(self) -> str:
        """The number as it is told from others: in capitals, without blanks and dashes."""
        return normalised_number(self.number)

    def is_carried_by(self, carriers: frozenset[str]) -> bool:
        """Whether what these carriers say is about this parcel, as far as anybody can tell."""
        named = carrier_families(self.carrier_name)
        if len(named) > 1 and carriers:
            return not carriers.isdisjoint(named)
        declared = keyed_carrier(self.carrier_name)
        if declared is None or not carriers or declared in carriers:
            return True
        return declared in LAST_MILE_BY_THE_POST and "la_poste" in carriers and "chronopost" in carriers
