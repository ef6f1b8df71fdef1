"""Which waiting orders may be accepted without a person: those whose stock covers every line, and nothing doubtful.

The same judgement serves the worker and the dry run over the past; only where the free units come from differs. Stock
goes to the more urgent order first, whoever accepts it: an order left to people keeps what it needs.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final

import polars as pl

REQUESTER: Final = "automatic acceptance"
"""In whose name the worker asks; a code, shown in the reader's words."""

OFFERS_TOLERANCE: Final = timedelta(minutes=15)
"""Listings are read every five minutes: two readings may fail before their stock counts as old."""


class Judgement(StrEnum):
    """What becomes of a waiting order; all but `accept` leave it to people."""

    ACCEPT = "accept"
    TOO_DEAR = "too_dear"
    UNKNOWN_LISTING = "unknown_listing"
    UNKNOWN_STOCK = "unknown_stock"
    SHORT = "short"


def free_by_urgency(waiting: pl.DataFrame) -> pl.DataFrame:
    """Add `free` to the needs of all waiting orders: units left for each once whoever comes first has theirs.

    `waiting` has a row per order and listing: order_id, due_at, is_taken (somebody has accepted it already: it comes
    before all others), seller_product_id, needed, stock_quantity (null: unknown), promised_units (what all open orders
    need of the listing, these included).
    """
    before = pl.col("needed").cum_sum() - pl.col("needed")
    elsewhere = pl.col("promised_units") - pl.col("needed").sum()
    free = pl.col("stock_quantity") - (elsewhere + before).over("seller_product_id")
    in_order = waiting.sort("is_taken", "due_at", "order_id", descending=[True, False, False], nulls_last=True)
    return in_order.with_columns(free=free)


def judged_orders(needs: pl.DataFrame, most_value: Decimal | None) -> pl.DataFrame:
    """Judge each order by all of its needs; answers order_id and judgement, in the order in which they came.

    `needs` has a row per order and listing: order_id, value (of the whole order; null: unknown), is_listed, needed and
    free (units free for this order; null: not known). `most_value`: what an order may be worth at most, None: anything.
    """
    value, ceiling = pl.col("value").first(), None if most_value is None else float(most_value)
    is_dear = pl.lit(False) if ceiling is None else (value.cast(pl.Float64) > ceiling).fill_null(True)
    judgement = (
        pl.when(is_dear)
        .then(pl.lit(Judgement.TOO_DEAR))
        .when((~pl.col("is_listed")).any())
        .then(pl.lit(Judgement.UNKNOWN_LISTING))
        .when(pl.col("free").is_null().any())
        .then(pl.lit(Judgement.UNKNOWN_STOCK))
        .when((pl.col("free") < pl.col("needed")).any())
        .then(pl.lit(Judgement.SHORT))
        .otherwise(pl.lit(Judgement.ACCEPT))
    )
    return needs.group_by("order_id", maintain_order=True).agg(judgement=judgement)


def is_fresh(read_at: datetime | None, tolerance: timedelta, now: datetime) -> bool:
    """Whether something read then is young enough to decide by; what was never read is not."""
    return read_at is not None and now - read_at <= tolerance
