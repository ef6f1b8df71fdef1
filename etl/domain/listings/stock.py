"""What is free of a listing's stock, and which change of a price is unusual."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

LARGEST_PRICE_STEP: Final = Decimal("0.5")
"""A larger change, either way, is more often a slip of the finger than a price."""


def is_price_jump(before: Decimal | None, after: Decimal) -> bool:
    """Whether a price changes by more than half of what it is; one that was never known does not."""
    return before is not None and before > 0 and abs(after - before) > before * LARGEST_PRICE_STEP
