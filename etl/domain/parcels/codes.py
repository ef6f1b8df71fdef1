"""Carriers' codes as data: La Poste's table and 17TRACK's states (carriers-api 1 and 2, read 28 November 2026).

La Poste's labels decide, not the maps of other programs: ET1 is no delivery round, DI2 went back to the sender.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

CODES_READ_ON: Final = date(2026, 11, 28)


class Stage(StrEnum):
    """Where a parcel is."""

    NOT_KNOWN = "not_known"
    ANNOUNCED = "announced"
    IN_TRANSIT = "in_transit"
    OUT_FOR_DELIVERY = "out_for_delivery"
    DELIVERY_FAILED = "delivery_failed"
    WAITING_AT_PICKUP = "waiting_at_pickup"
    INCIDENT = "incident"
    RETURNING = "returning"
    RETURNED = "returned"
    DELIVERED = "delivered"
    TO_CHECK = "to_check"


@dataclass(frozen=True, slots=True)
class Meaning:
    """A stage (None: information that changes none); whether somebody of the carrier's held the parcel; whether the
    carrier took it over; whether it ends an incident.
    """

    stage: Stage | None
    is_scan: bool = False
    is_take_over: bool = False
    is_solved: bool = False


_ANNOUNCED: Final = Meaning(Stage.ANNOUNCED)
_TAKEN: Final = Meaning(Stage.IN_TRANSIT, is_scan=True, is_take_over=True)
_MOVING: Final = Meaning(Stage.IN_TRANSIT, is_scan=True)
_INCIDENT: Final = Meaning(Stage.INCIDENT, is_scan=True)
_OUT: Final = Meaning(Stage.OUT_FOR_DELIVERY, is_scan=True)
_FAILED: Final = Meaning(Stage.DELIVERY_FAILED, is_scan=True)
_WAITING: Final = Meaning(Stage.WAITING_AT_PICKUP, is_scan=True)
_RETURNING: Final = Meaning(Stage.RETURNING, is_scan=True)
_RETURNED: Final = Meaning(Stage.RETURNED, is_scan=True)
_DELIVERED: Final = Meaning(Stage.DELIVERED, is_scan=True)
_NOTHING: Final = Meaning(None)

LAPOSTE_CODES: Final[dict[str, Meaning]] = {
    "DR1": _ANNOUNCED,
    "DR2": _ANNOUNCED,
    "PC1": _TAKEN,
    "PC2": _TAKEN,
    "ET1": _MOVING,
    "ET2": _MOVING,
    "ET3": _MOVING,
    "ET4": _MOVING,
    "EP1": _MOVING,
    "DO1": _MOVING,
    "DO2": _MOVING,
    "DO3": _INCIDENT,
    "ID0": _NOTHING,
    "PB1": _INCIDENT,
    "PB2": Meaning(Stage.IN_TRANSIT, is_scan=True, is_solved=True),
    "MD2": _OUT,
    "ND1": _FAILED,
    "AG1": _WAITING,
    "RE1": _RETURNING,
    "DI0": _DELIVERED,
    "DI1": _DELIVERED,
    "DI2": _RETURNED,
    "DI3": _MOVING,
}
"""AN1, LC1 and MD1 are in none of the tables that agree with each other: unknown, like whatever comes next."""

TRACK17_CODES: Final[dict[str, Meaning]] = {
    "InfoReceived": _ANNOUNCED,
    "InTransit_PickedUp": _TAKEN,
    "Exception_Returning": _RETURNING,
    "Exception_Returned": _RETURNED,
    "Exception_Cancel": Meaning(Stage.INCIDENT),
    "Exception_Delayed": _MOVING,
}
"""By sub_status, where it says more than the state before its underscore; delayed is no incident here, as with DI3."""

TRACK17_STATES: Final[dict[str, Meaning]] = {
    "NotFound": _NOTHING,
    "InfoReceived": _ANNOUNCED,
    "InTransit": _MOVING,
    "Expired": _NOTHING,
    "AvailableForPickup": _WAITING,
    "OutForDelivery": _OUT,
    "DeliveryFailure": _FAILED,
    "Delivered": _DELIVERED,
    "Exception": _INCIDENT,
}

MILESTONES: Final[dict[str, Meaning]] = {
    **TRACK17_STATES,
    "PickedUp": _TAKEN,
    "Departure": _MOVING,
    "Arrival": _MOVING,
    "Returning": _RETURNING,
    "Returned": _RETURNED,
}
"""17TRACK's `stage` of a row, read where it has no sub_status."""


def coded_meaning(source: str, code: str | None, milestone: str | None) -> Meaning | None:
    """What a source's code means; None for no code, or for one that nobody knows."""
    if source == "laposte":
        return LAPOSTE_CODES.get((code or "").upper())
    if code is None:
        return MILESTONES.get(milestone or "")
    # their list grows: a new InTransit_... is in transit all the same
    return TRACK17_CODES.get(code) or TRACK17_STATES.get(code.partition("_")[0])
