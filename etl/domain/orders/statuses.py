"""Order and line statuses of the marketplace, and what it still lets a seller do in each (octopia-api 3.4, 3.5).

The marketplace may send a status that is not listed here: it passes through as text, and allows nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
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
"""In the order an order goes through them; the last two can come at any time."""

LINE_STATUSES: Final = (*ORDER_STATUSES, "CancelRequest")

SUPPLY_MODES: Final = ("Seller", "Fulfillment", "Xdock")
"""Who ships a line: the seller, or the marketplace's warehouse."""

OPEN_STATUSES: Final = frozenset({"Processing", "WaitingAcceptance", "Accepted", "InPreparation"})
"""Not yet shipped and not ended: these orders are read again at each sync."""

ACCEPTED_STATUSES: Final = frozenset({"Accepted", "InPreparation", "Shipped", "Delivered"})
"""Reached only through acceptance, the seller's or the automatic one."""

PAYABLE_STATUSES: Final = frozenset({"InPreparation", "Shipped", "Delivered"})
"""Reached only once the last controls and the payment have passed."""

SHIPPED_STATUSES: Final = frozenset({"Shipped", "Delivered"})

TERMINAL_STATUSES: Final = frozenset({"Refused", "Cancelled", "Rejected"})
"""Nothing follows. Delivered is not among them: a refund still turns it into Cancelled."""

EXPIRED_STATUS: Final = "AutomaticCancellation"
"""The seller did not answer at the validation step. Legacy name; v2 is thought to send Cancelled (octopia-api 3.5)."""

CANCELLED_STATUSES: Final = frozenset({"Cancelled", "CancelledByCustomer"})

EXCLUDED_STATUSES: Final = frozenset({"Rejected", "PaymentRefused"})
"""Failed a control or the payment: counted in no service level (seller-rules section 7)."""

EXCLUDED_STATUS_PREFIX: Final = "Blocked"
"""Legacy fraud, proof and litigation states, excluded as well."""

_AFTER_SALES: Final = frozenset({"request_refund", "offer_gesture"})
_BY_STATUS: Final[dict[str, frozenset[str]]] = {
    "WaitingAcceptance": frozenset({"approve_order", "refuse_order"}),
    "Accepted": _AFTER_SALES,
    "InPreparation": _AFTER_SALES | {"ship_order"},
    "Shipped": _AFTER_SALES,
    "Delivered": _AFTER_SALES,
}
_SHIPPABLE_LINES: Final = frozenset({"InPreparation", "CancelRequest"})


def allowed_actions(status: str, supply_mode: str | None, line_statuses: Iterable[str] = ()) -> frozenset[str]:
    """Name the kinds of action the marketplace may still take for an order.

    Kinds: approve_order, refuse_order, ship_order, request_refund, offer_gesture. Orders the marketplace's warehouse
    prepares allow none. Shipping needs one line in preparation, or one whose cancellation was asked for: the
    marketplace takes the latter only when the customer asked, which it does not tell beforehand (octopia-api 5).
    How much a gesture may be is the marketplace's to say. Without `line_statuses` the order's own status decides.
    """
    if supply_mode not in {"Seller", None}:
        return frozenset()
    actions = _BY_STATUS.get(status, frozenset())
    lines = set(line_statuses)
    return actions - {"ship_order"} if lines and not lines & _SHIPPABLE_LINES else actions
