"""What an order needs of the stock, against what is left once other open orders have theirs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StockNeed:
    """Units of one listing (SKU) that an order needs; `promised` counts those other open orders wait for.

    `in_stock` is None when no listing has that SKU.
    """

    seller_product_id: str
    needed: int
    in_stock: int | None
    promised: int

    @property
    def left(self) -> int | None:
        """Units free for this order; None when the listing is unknown."""
        return None if self.in_stock is None else self.in_stock - self.promised

    @property
    def is_short(self) -> bool:
        """Whether the stock does not cover this order."""
        return self.left is not None and self.left < self.needed
