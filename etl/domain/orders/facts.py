"""Which orders oblige the seller to accept or to ship, since when, and what ended it.

Left out: orders of which the marketplace's warehouse supplies every line (seller-rules section 7). A supply mode that
is not known counts as the seller's, since a deadline hidden by mistake costs more than one shown by mistake.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from etl.domain.orders.deadlines import ACCEPT_LIMIT
from etl.domain.orders.statuses import (
    ACCEPTED_STATUSES,
    CANCELLED_STATUSES,
    EXCLUDED_STATUS_PREFIX,
    EXCLUDED_STATUSES,
    EXPIRED_STATUS,
    PAYABLE_STATUSES,
    SHIPPED_STATUSES,
)
from etl.domain.time.working_days import INSTANT

ORDER_SCHEMA: Final = pl.Schema(
    {
        "order_id": pl.String(),
        "status": pl.String(),
        "supply_mode": pl.String(),
        "sales_channel_id": pl.String(),
        "created_at": INSTANT,
        "visible_at": INSTANT,
        "accepted_at": INSTANT,
        "refused_at": INSTANT,
        "shipped_at": INSTANT,
        "cancelled_at": INSTANT,
        "payable_at": INSTANT,
        "ship_by_at": INSTANT,
        "is_auto_accepted": pl.Boolean(),
        "shipped_before_at": INSTANT,
        "lines_ended": pl.String(),
    }
)
"""What obligations are derived from, a row per order.

supply_mode: Seller or null as soon as one line is the seller's to ship. visible_at: first seen in WaitingAcceptance.
payable_at: first in InPreparation. is_auto_accepted: true, false, or null when not known. shipped_before_at: when it
was seen to be shipped already, by whatever sign. lines_ended: `shipped` when none of the seller's lines is left to
ship, `cancelled` when all of them were cancelled, else null; lines are believed before the order's own status. All
instants are nullable."""

STATUS: Final = pl.col("status")
_IS_EXCLUDED: Final = STATUS.is_in(EXCLUDED_STATUSES) | STATUS.str.starts_with(EXCLUDED_STATUS_PREFIX)
_ANSWERED_AT: Final = pl.min_horizontal("accepted_at", "refused_at")
_LINES_SHIPPED: Final = (pl.col("lines_ended") == "shipped").fill_null(value=False)
_LINES_CANCELLED: Final = (pl.col("lines_ended") == "cancelled").fill_null(value=False)
_WENT_ON: Final = (
    STATUS.is_in(ACCEPTED_STATUSES)
    | _LINES_SHIPPED
    | pl.any_horizontal(pl.col("accepted_at", "payable_at", "shipped_at").is_not_null())
)


def readable_orders(orders: pl.DataFrame) -> pl.DataFrame:
    """Keep the seller's own orders, with the columns and types of `ORDER_SCHEMA` and instants in UTC."""
    return (
        orders.select(ORDER_SCHEMA.names())
        .cast(ORDER_SCHEMA)
        .filter(pl.col("supply_mode").fill_null("Seller") == "Seller")
        .with_columns(is_excluded=_IS_EXCLUDED.fill_null(value=False))
    )


def accept_facts(orders: pl.DataFrame) -> pl.DataFrame:
    """Keep orders the seller had to answer; add opened_at, discharged_at and discharged_by.

    Opened when the order became visible, else created (seller-rules M1). What was seen to wait was the seller's to
    answer, whatever the seller's choice of automatic acceptance is today. Of the others only those are kept that the
    seller must have answered by hand; left out are those of which nobody knows whether they ever waited. Where nobody
    saw the answer, as in the history before the first sync, `discharged_at` is null: see `obligations`.

    An order that waited and was cancelled unanswered 48 hours or more after it became visible expired: v2 is thought to
    write Cancelled also for want of an answer (octopia-api 3.5), and does not tell who cancelled. A customer's that
    late is held against the seller, who owed the answer by then.
    """
    is_waiting = STATUS == "WaitingAcceptance"
    is_manual = pl.col("is_auto_accepted").not_() & _WENT_ON
    has_waited = pl.col("visible_at").is_not_null() | pl.col("refused_at").is_not_null() | (STATUS == "Refused")
    return orders.filter(is_waiting | has_waited | is_manual).with_columns(
        opened_at=pl.coalesce("visible_at", "created_at"),
        discharged_by=_answer(),
        discharged_at=pl.coalesce(_ANSWERED_AT, pl.when(_is_cancelled()).then("cancelled_at")),
    )


def _answer() -> pl.Expr:
    is_refused = (pl.col("refused_at").is_not_null() & pl.col("accepted_at").is_null()) | (STATUS == "Refused")
    return (
        pl.when(is_refused)
        .then(pl.lit("refused"))
        .when(_WENT_ON)
        .then(pl.lit("accepted"))
        .when((STATUS == EXPIRED_STATUS) | (_is_cancelled() & _is_past_answering()))
        .then(pl.lit("expired"))
        .when(_is_cancelled())
        .then(pl.lit("cancelled"))
    )


def ship_facts(orders: pl.DataFrame) -> pl.DataFrame:
    """Keep orders that were the seller's to ship; add opened_at, discharged_at and discharged_by.

    Only orders that were payable count (seller-rules M4a): while the marketplace still controls an accepted order it
    lets nobody ship it. Opened when it became payable, else, of those found already past that, created.
    """
    was_payable = pl.col("payable_at").is_not_null() | pl.col("shipped_at").is_not_null()
    is_shipped = pl.col("shipped_at").is_not_null() | STATUS.is_in(SHIPPED_STATUSES) | _LINES_SHIPPED
    return orders.filter(was_payable | STATUS.is_in(PAYABLE_STATUSES)).with_columns(
        opened_at=pl.coalesce("payable_at", "created_at"),
        discharged_by=pl.when(is_shipped)
        .then(pl.lit("shipped"))
        .when(_is_cancelled() | (STATUS == "Refused"))
        .then(pl.lit("cancelled")),
        discharged_at=pl.when(is_shipped).then("shipped_at").when(_is_cancelled()).then("cancelled_at"),
    )


def _is_past_answering() -> pl.Expr:
    return pl.col("cancelled_at") >= pl.coalesce("visible_at", "created_at") + ACCEPT_LIMIT


def _is_cancelled() -> pl.Expr:
    return STATUS.is_in({*CANCELLED_STATUSES, EXPIRED_STATUS}) | _LINES_CANCELLED
