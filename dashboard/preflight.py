"""What speaks for and against acting on an order, found before anything is asked of the marketplace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl

from dashboard.formats import counted, deadline, number
from dashboard.i18n import _
from dashboard.markdown import escape
from dashboard.urgency import Urgency, urgency_of
from etl.domain.stock_needs import StockNeed


@dataclass(frozen=True)
class Remark:
    """One fact worth knowing before acting; a warning does not forbid the action."""

    text: str
    is_warning: bool


def stock_needs(lines: pl.DataFrame) -> list[StockNeed]:
    """Needs per listing of one order; `lines` has seller_product_id, quantity, stock_quantity and promised."""
    needs = (
        lines.group_by("seller_product_id", maintain_order=True)
        .agg(pl.col("quantity").sum(), pl.col("stock_quantity").max(), pl.col("promised").max())
        .select("seller_product_id", "quantity", "stock_quantity", "promised")
    )
    return [StockNeed(sku, needed, stock, promised) for sku, needed, stock, promised in needs.iter_rows()]


def stock_words(needs: list[StockNeed]) -> str:
    """The stock of an order in a few words, the worst listing deciding."""
    if any(need.left is None for need in needs) or not needs:
        return _("stock unknown")
    short = [need for need in needs if need.is_short]
    if short:
        missing = sum(need.needed - max(need.left or 0, 0) for need in short)
        return counted("{n} unit short", "{n} units short", missing)
    return counted("{n} left after it", "{n} left after it", min((need.left or 0) - need.needed for need in needs))


def remarks_before_acting(
    order: dict[str, Any], needs: list[StockNeed], due_at: datetime | None, now: datetime
) -> list[Remark]:
    """Everything to know before accepting or shipping: deadline, stock, lines under cancellation."""
    return [*_about_deadline(due_at, now), *_about_stock(needs), *_about_supply(order)]


def _about_deadline(due_at: datetime | None, now: datetime) -> list[Remark]:
    if due_at is None:
        return []
    text = _("Deadline {deadline}").format(deadline=deadline(due_at, now))
    return [Remark(text, is_warning=urgency_of(due_at, now) is Urgency.LATE)]


def _about_stock(needs: list[StockNeed]) -> list[Remark]:
    return [Remark(_stock_remark(need), is_warning=need.left is None or need.is_short) for need in needs]


def _stock_remark(need: StockNeed) -> str:
    sku = escape(need.seller_product_id, 40)
    if need.left is None:
        return _("{sku}: no listing found, check the stock yourself").format(sku=sku)
    if need.is_short:
        return _shortage(need, sku)
    return _("{sku}: {left} free, {needed} needed").format(sku=sku, left=number(need.left), needed=number(need.needed))


def _shortage(need: StockNeed, sku: str) -> str:
    text = _("{sku}: {needed} needed, {stock} in stock, {promised} promised to other orders")
    return text.format(
        sku=sku, needed=number(need.needed), stock=number(need.in_stock or 0), promised=number(need.promised)
    )


def _about_supply(order: dict[str, Any]) -> list[Remark]:
    if not order["is_missing"]:
        return []
    return [Remark(_("The marketplace no longer lists this order"), is_warning=True)]
