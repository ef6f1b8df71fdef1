"""The stock of an order in figures and in a few words: what the order table and the checks are made of."""

from __future__ import annotations

import polars as pl

from dashboard.formats import counted
from dashboard.i18n import _
from etl.domain.stock_needs import StockNeed


def stock_needs(lines: pl.DataFrame) -> list[StockNeed]:
    """Needs per listing of one order; `lines` has seller_product_id, quantity, stock_quantity and promised."""
    needs = (
        lines.group_by("seller_product_id", maintain_order=True)
        .agg(pl.col("quantity").sum(), pl.col("stock_quantity").max(), pl.col("promised").max())
        .select("seller_product_id", "quantity", "stock_quantity", "promised")
    )
    return [StockNeed(sku or "", needed, stock, promised) for sku, needed, stock, promised in needs.iter_rows()]


def stock_words(needs: list[StockNeed]) -> str:
    """The stock of an order in a few words, the worst listing deciding."""
    if any(need.left is None for need in needs) or not needs:
        return _("stock unknown")
    short = [need for need in needs if need.is_short]
    if short:
        missing = sum(need.needed - max(need.left or 0, 0) for need in short)
        return counted("{n} unit short", "{n} units short", missing)
    return counted("{n} left after it", "{n} left after it", min((need.left or 0) - need.needed for need in needs))
