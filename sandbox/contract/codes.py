"""Sales channels and delivery modes, and the small integers that stand for them in the columns of a world."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Channel:
    """A sales channel: its id on the wire, its name, its share of the orders."""

    id: str
    name: str
    share: float


CHANNELS: Final = (
    Channel("CDISFR", "Cdiscount", 0.89),
    Channel("SCID01", "Bebeboutik", 0.05),
    Channel("SCID02", "Wooday", 0.06),
)
"""What the seller subscribed to; Cdiscount France has most of the orders."""

CDISFR: Final = 0
CHANNEL_IDS: Final = tuple(channel.id for channel in CHANNELS)

DELIVERY_MODES: Final = (
    "TrackedHomeDelivery",
    "SignedHomeDelivery",
    "ExpressHomeDelivery",
    "TrackedPickUpDelivery",
    "FrontDoorHomeDelivery",
    "SelectedRoomHomeDelivery",
    "NonTrackedHomeDelivery",
)
"""API sheet 3.2."""

TRACKED, SIGNED, EXPRESS, PICKUP, FRONT_DOOR, SELECTED_ROOM, UNTRACKED = range(7)
