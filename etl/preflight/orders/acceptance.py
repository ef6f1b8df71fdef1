"""Which waiting orders may be accepted without a person: those whose stock covers every line, and nothing doubtful.

`judged_orders` judges by columns what can be judged of the past too: the dry run has hundreds of thousands of orders.
It gives the codes of `acceptance_checks`, and a test pins the two together; what it lets through, the worker has the
checks judge again, with what only the moment knows (`doubts`). Stock goes to the more urgent order first, whoever
accepts it: an order left to people keeps what it needs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final

import polars as pl

from etl.domain.checks import Check, Severity
from etl.preflight.orders.checks import DOUBTED_FROM, OrderFacts, acceptance_checks, open_elsewhere_checks

REQUESTER: Final = "automatic acceptance"
"""In whose name the worker asks; a code, shown in the reader's words."""

OFFERS_TOLERANCE: Final = timedelta(minutes=15)
"""Listings are read every five minutes: two readings may fail before their stock counts as old."""


class Judgement(StrEnum):
    """What becomes of a waiting order; all but `accept` leave it to people."""

    ACCEPT = "accept"
    ABOVE_MAXIMUM = "above_maximum"
    UNUSUAL_VALUE = "unusual_value"
    LISTING_UNKNOWN = "listing_unknown"
    STOCK_UNKNOWN = "stock_unknown"
    STOCK_SHORT = "stock_short"


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


def judged_orders(
    needs: pl.DataFrame, most_value: Decimal | None, usual_amounts: Mapping[str, Decimal]
) -> pl.DataFrame:
    """Judge each order by all of its needs; answers order_id and judgement, in the order in which they came.

    `needs` has a row per order and listing: order_id, value (of the whole order; null: unknown), currency_code,
    is_listed, needed and free (units free for this order; null: not known). `most_value`: what an order may be worth at
    most, None: anything. `usual_amounts`: by currency, what 99 in 100 orders stay under.
    """
    usual = (
        pl.col("currency_code")
        .first()
        .replace_strict(
            {code: float(amount) for code, amount in usual_amounts.items()}, default=None, return_dtype=pl.Float64
        )
    )
    value, ceiling = pl.col("value").first(), None if most_value is None else float(most_value)
    is_dear = pl.lit(False) if ceiling is None else (value.cast(pl.Float64) > ceiling).fill_null(True)
    judgement = (
        pl.when(is_dear)
        .then(pl.lit(Judgement.ABOVE_MAXIMUM))
        .when((value.cast(pl.Float64) > DOUBTED_FROM * usual).fill_null(False))
        .then(pl.lit(Judgement.UNUSUAL_VALUE))
        .when((~pl.col("is_listed")).any())
        .then(pl.lit(Judgement.LISTING_UNKNOWN))
        .when(pl.col("free").is_null().any())
        .then(pl.lit(Judgement.STOCK_UNKNOWN))
        .when((pl.col("free") < pl.col("needed")).any())
        .then(pl.lit(Judgement.STOCK_SHORT))
        .otherwise(pl.lit(Judgement.ACCEPT))
    )
    return needs.group_by("order_id", maintain_order=True).agg(judgement=judgement)


def doubts(order: OrderFacts, free: Mapping[str, int], colleagues: Sequence[str], now: datetime) -> tuple[Check, ...]:
    """What blocks or asks before an order is accepted: none, and no person is needed.

    `free`: units of each listing that are free for this order. `colleagues`: who has it open.
    """
    promised = {
        need.seller_product_id: (need.in_stock or 0) - free[need.seller_product_id]
        for need in order.needs
        if free.get(need.seller_product_id) is not None
    }
    found = [*open_elsewhere_checks(colleagues), *acceptance_checks(order.with_promised(promised), now)]
    return tuple(check for check in found if check.severity in {Severity.BLOCKS, Severity.ASKS})


def is_fresh(read_at: datetime | None, tolerance: timedelta, now: datetime) -> bool:
    """Whether something read then is young enough to decide by; what was never read is not, nor what lies ahead."""
    return read_at is not None and timedelta(0) <= now - read_at <= tolerance
