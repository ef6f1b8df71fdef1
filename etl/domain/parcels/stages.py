"""What one row of a carrier means: its stage, by its wording or by its code, and whether somebody held the parcel.

Wording that tells of a return, a pick-up point, an incident or a failed attempt is read before the code, since codes
lag behind it; so is wording that denies a scan. The code is read before any wording of transit and delivery:
"tenté de livrer" contains "livrer" (cases P04 to P06). What neither explains leaves the stage as it is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from etl.domain.parcels.codes import Meaning, coded_meaning
from etl.domain.parcels.known_wordings import known_wording
from etl.domain.parcels.labels import plain_wording
from etl.domain.parcels.wordings import overruling_wording

Reason = Literal["wording", "code", "information", "not_understood"]


@dataclass(frozen=True, slots=True)
class Understood:
    """A row's meaning and what decided it."""

    meaning: Meaning
    reason: Reason


@lru_cache(maxsize=16384)
def understood(source: str, code: str | None, milestone: str | None, labels: tuple[str, ...]) -> Understood:
    """Read a row; `labels`: what it was called, the newest first."""
    coded = coded_meaning(source, code, milestone)
    for wording in map(plain_wording, labels):
        if found := overruling_wording(wording, coded.stage if coded else None):
            # what nobody scanned by its code was not scanned: an incident under DR1 is one of the announcement
            is_scan = found.is_scan and (coded is None or coded.is_scan)
            return Understood(replace(found, is_scan=is_scan), "wording")
        if coded is not None:
            break
        # a code that nobody knows was a code all the same: only a row without one is read by its words
        if code is None and (known := known_wording(wording)):
            return Understood(known, "wording")
    if coded is not None:
        return Understood(coded, "code" if coded.stage else "information")
    return Understood(Meaning(None), "not_understood")
