"""The sales channels the seller subscribed to; Cdiscount France has most of the orders."""

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
CDISFR: Final = 0
CHANNEL_IDS: Final = tuple(channel.id for channel in CHANNELS)
