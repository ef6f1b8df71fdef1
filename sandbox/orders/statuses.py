"""Order and line statuses, supply modes, and their small integer codes (API sheet 3.4)."""

from typing import Final

ORDER_STATUSES: Final = (
    "Processing",
    "WaitingAcceptance",
    "Accepted",
    "Refused",
    "InPreparation",
    "Shipped",
    "Delivered",
    "Cancelled",
    "Rejected",
)
LINE_STATUSES: Final = (*ORDER_STATUSES, "CancelRequest")
(
    PROCESSING,
    WAITING_ACCEPTANCE,
    ACCEPTED,
    REFUSED,
    IN_PREPARATION,
    SHIPPED,
    DELIVERED,
    CANCELLED,
    REJECTED,
    CANCEL_REQUEST,
) = range(10)

SUPPLY_MODES: Final = ("Seller", "Fulfillment", "Xdock")
SELLER, FULFILLMENT, XDOCK = range(3)

ADDRESS_KNOWN: Final = frozenset({IN_PREPARATION, SHIPPED, DELIVERED})
"""Statuses in which the shipping address is given (API sheet 3.2)."""


def status_code(name: str) -> int:
    """The code of a status name; ValueError for an unknown one."""
    return LINE_STATUSES.index(name)
