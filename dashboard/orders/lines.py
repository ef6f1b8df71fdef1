"""The lines of orders in figures and in a few words: what the order tables and the checks are made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl

from etl.domain.listings.needs import StockNeed
from etl.words.catalogues import _
from etl.words.formats import counted
from etl.words.markdown import shortened

TITLE_LENGTH: Final = 40


def contents_by_order(lines: pl.DataFrame) -> dict[str, str]:
    """What is in each order, in one line: `2 × Lampe de chevet (+1)`; `lines` has order_id, quantity, product_title."""
    firsts = lines.group_by("order_id", maintain_order=True).agg(
        pl.col("quantity").first(), pl.col("product_title").first(), pl.len().alias("lines")
    )
    return {
        order_id: f"{quantity} × {shortened(title, TITLE_LENGTH)}{f' (+{count - 1})' if count > 1 else ''}"
        for order_id, quantity, title, count in firsts.iter_rows()
    }


def stock_words(needs: Sequence[StockNeed]) -> str:
    """The stock of an order in a few words, the worst listing deciding."""
    if any(need.left is None for need in needs) or not needs:
        return _("stock unknown")
    short = [need for need in needs if need.is_short]
    if short:
        missing = sum(need.needed - max(need.left or 0, 0) for need in short)
        return counted("{n} unit short", "{n} units short", missing)
    return counted("{n} left after it", "{n} left after it", min((need.left or 0) - need.needed for need in needs))
