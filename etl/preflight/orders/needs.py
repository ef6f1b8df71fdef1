"""What orders need of each listing, beside the stock that is left."""

from __future__ import annotations

from collections import defaultdict

import polars as pl

from etl.domain.listings.needs import StockNeed


def needs_by_order(lines: pl.DataFrame) -> dict[str, list[StockNeed]]:
    """Needs per listing, by order; `lines` has order_id, seller_product_id, quantity, stock_quantity and promised."""
    needs = lines.group_by("order_id", "seller_product_id", maintain_order=True).agg(
        pl.col("quantity").sum(), pl.col("stock_quantity").max(), pl.col("promised").max()
    )
    by_order: dict[str, list[StockNeed]] = defaultdict(list)
    for order_id, sku, needed, stock, promised in needs.iter_rows():
        by_order[order_id].append(StockNeed(sku or "", needed, stock, promised))
    return by_order
