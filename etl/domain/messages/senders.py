"""Who wrote a message, by its `userType` and by nothing else: a text is never asked who it is from."""

from __future__ import annotations

from typing import Final

CUSTOMER: Final = "customer"
SELLER: Final = "seller"
OPERATOR: Final = "operator"
AUTOMATIC: Final = "automatic"
UNKNOWN: Final = "unknown"

SENDERS: Final = {
    "customer": CUSTOMER,
    "seller": SELLER,
    "grcoperator": OPERATOR,
    "automatic": AUTOMATIC,
}
"""octopia-api 10.2. `Automatic` also stands for what a program of ours sent, which is served as `Seller`."""

WAITING: Final = (CUSTOMER, OPERATOR)
"""Whose messages open a run."""


def sender_of(user_type: str | None) -> str:
    """Who that is; a type we do not know is unknown, and neither asks nor answers (seller-rules M8b)."""
    return SENDERS.get((user_type or "").strip().casefold(), UNKNOWN)
