"""What the Stock page asks of a snapshot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

import polars as pl

from dashboard.parts.freshness import freshness
from dashboard.parts.questions import Question, answer, first_row, question
from etl.store.snapshots.snapshots import Snapshot
from etl.words.formats import paris

PAGE_SIZE: Final = 25
MOST_EXPORTED: Final = 50_000
WAITING_SHOWN: Final = 10
RATE_DAYS: Final = 30
_READINGS: Final = ("offers", "touched_offers")


@dataclass(frozen=True)
class StockFilter:
    """What part of the listings is wanted; `horizon_days`: who runs out within so many days is to be restocked."""

    today: date
    horizon_days: int = 14
    is_restock_only: bool = True
    search: str | None = None


def stock(wanted: StockFilter, page: int = 1, page_size: int = PAGE_SIZE) -> Question:
    """One page of listings, the most pressing first. Units of the last 30 Paris days, today included, give the rate.

    Columns: seller_product_id, product_title, stock_quantity, price, currency_code, sales_channel_id, offer_state,
    promised_units, free_units, sold_units, days_left, restock_units, state (oversold, unlisted, unknown, sold_out,
    running_out, enough), and of all that match: matching, oversold, running_out.
    """
    return question(
        "listings/stock",
        first_day=wanted.today - timedelta(days=RATE_DAYS - 1),
        last_day=wanted.today,
        horizon_days=wanted.horizon_days,
        is_restock_only=wanted.is_restock_only,
        search=wanted.search,
        page_size=page_size,
        skipped=(page - 1) * page_size,
    )


def pressing(now: datetime, horizon_days: int) -> Question:
    """The first listing to restock; its columns `oversold` and `running_out` count them all."""
    return stock(StockFilter(paris(now).date(), horizon_days), page_size=1)


def one_listing(seller_product_id: str, today: date, horizon_days: int = 14) -> Question:
    """What finds one listing: those whose reference begins so, whatever their state."""
    wanted = StockFilter(today, horizon_days, is_restock_only=False, search=seller_product_id)
    return stock(wanted, page_size=MOST_EXPORTED)


def listing(snapshot: Snapshot, asked: Question, seller_product_id: str) -> dict[str, Any] | None:
    """The one of exactly this reference in the answer to `one_listing`; None when there is none."""
    found = answer(snapshot, asked).filter(pl.col("seller_product_id") == seller_product_id)
    return found.row(0, named=True) if found.height else None


def orders_waiting_for(seller_product_id: str) -> Question:
    """The first open orders that wait for a listing. Columns: order_id, kind, status, due_at, unit_count."""
    return question("listings/orders_waiting_for", listing=seller_product_id, page_size=WAITING_SHOWN)


def offers_read_at(snapshot: Snapshot) -> datetime | None:
    """When the listings of the snapshot were last read, UTC; None when they never were."""
    seen = freshness(snapshot).filter(pl.col("resource").is_in(_READINGS))["last_success_at"].drop_nulls()
    return None if not seen.len() else max(seen)


def counts(snapshot: Snapshot, now: datetime, horizon_days: int) -> tuple[int, int]:
    """How many listings are oversold, and how many run out within the horizon."""
    row = first_row(snapshot, pressing(now, horizon_days))
    return (row["oversold"], row["running_out"]) if row else (0, 0)
