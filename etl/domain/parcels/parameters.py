"""What each carrier promises and keeps, as dated data to start from (seller-rules 7, its table of carriers).

Days at home are the carrier's own working days, those of overseas and abroad calendar days. Upper bounds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from etl.domain.parcels.regions import Region
from etl.domain.time.calendar import MONDAY_TO_FRIDAY, WorkingWeek
from etl.domain.tracking.carriers import carrier_families

PARAMETERS_READ_ON: Final = date(2026, 11, 28)

MONDAY_TO_SATURDAY: Final = WorkingWeek(saturdays=True)
UNSCANNED_DAYS: Final = 2
"""Working days after the declared dispatch within which a carrier has scanned a parcel."""
SILENT_DAYS_AWAY: Final = 7
"""Calendar days without news, overseas and abroad."""


@dataclass(frozen=True, slots=True)
class CarrierParameters:
    """`home_days`, `overseas_days`, `abroad_days`: transit at most, from the first scan; None where no bound is known.
    `silent_days`: working days without news at home after which a parcel is stalled.
    """

    week: WorkingWeek
    home_days: int
    overseas_days: int | None
    abroad_days: int | None
    silent_days: int

    def days_away(self, region: Region) -> int | None:
        """Calendar days to a place that is not at home."""
        return self.overseas_days if region == "overseas" else self.abroad_days


OTHERS: Final = CarrierParameters(MONDAY_TO_FRIDAY, 2, 4, 4, 3)

PARAMETERS: Final[dict[str, CarrierParameters]] = {
    "la_poste": CarrierParameters(MONDAY_TO_SATURDAY, 2, 31, 8, 3),
    "chronopost": CarrierParameters(MONDAY_TO_SATURDAY, 1, 5, 5, 2),
    "mondial_relay": CarrierParameters(MONDAY_TO_SATURDAY, 5, 7, 7, 3),
    "relais_colis": CarrierParameters(MONDAY_TO_SATURDAY, 5, None, None, 3),
    "colis_prive": CarrierParameters(MONDAY_TO_SATURDAY, 3, None, None, 3),
    "dpd": CarrierParameters(MONDAY_TO_FRIDAY, 2, 5, 5, 2),
}
"""By carrier family; GLS, UPS and all others share the table's last line."""


def carrier_parameters(carrier_name: str | None) -> CarrierParameters:
    """The parameters of the carrier a label means, of the first where it names two."""
    return PARAMETERS.get(next(iter(carrier_families(carrier_name)), ""), OTHERS)
