"""The delivery modes of the contract (API sheet 3.2), and their small integer codes."""

from typing import Final

DELIVERY_MODES: Final = (
    "TrackedHomeDelivery",
    "SignedHomeDelivery",
    "ExpressHomeDelivery",
    "TrackedPickUpDelivery",
    "FrontDoorHomeDelivery",
    "SelectedRoomHomeDelivery",
    "NonTrackedHomeDelivery",
)
TRACKED, SIGNED, EXPRESS, PICKUP, FRONT_DOOR, SELECTED_ROOM, UNTRACKED = range(7)
