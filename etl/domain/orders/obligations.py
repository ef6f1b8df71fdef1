"""What the seller owes on orders: `facts` says what and since when, `deadlines` by when; the engine judges.

Void is what was excluded from all service levels, what the end of the order came before, and what was shipped at an
instant nobody saw, unless it was seen to be shipped before its deadline: that is kept. An order that was answered at an
instant nobody saw was answered in time: the marketplace cancels what is not answered by the deadline, for good
(seller-rules 1.2, AutomaticCancellation). Such an answer is kept, `discharged_at` null.

`discharged_at` is the instant from which nothing is owed any more, whatever the reason; `discharged_by` is that reason:
accepted, refused, shipped, cancelled, or expired (the marketplace cancelled for want of an answer; see `facts`).
What is still owed is open or broken with `discharged_at` null.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

import polars as pl

from etl.domain.obligations.judging import LAPSED, MET, MET_IN_TIME, MISSED, ONLY, OWED_SCHEMA, is_past_due, judged
from etl.domain.orders.deadlines import acceptance_deadlines, shipping_deadlines
from etl.domain.orders.facts import accept_facts, readable_orders, ship_facts
from etl.domain.time.calendar import MONDAY_TO_FRIDAY, WorkingWeek
from etl.domain.time.working_days import INSTANT

SUBJECT_TYPE: Final = "order"

ENDINGS: Final = {
    "accepted": MET_IN_TIME,
    "refused": MET_IN_TIME,
    "shipped": MET,
    "cancelled": LAPSED,
    "expired": MISSED,
}
"""What each `discharged_by` is worth; a shipment that was over before its deadline is worth `MET_IN_TIME`."""


def order_obligations(orders: pl.DataFrame, *, now: datetime, week: WorkingWeek = MONDAY_TO_FRIDAY) -> pl.DataFrame:
    """Derive the obligations `accept_order` and `ship_order` from orders, a row each.

    `orders` has the columns of `facts.ORDER_SCHEMA`; instants may come in any zone. `now` is aware. The answer
    has the columns of `OBLIGATION_SCHEMA`, all accept_order rows first, each kind in the order of `orders`.

    `opened_at` of an acceptance is `visible_at`: when the first poll ever already found the order waiting, pass its
    `created_at`, since the marketplace's clock was running before anybody looked.
    """
    return judged(owed_on_orders(orders, week=week), now, week)


def owed_on_orders(orders: pl.DataFrame, *, week: WorkingWeek = MONDAY_TO_FRIDAY) -> pl.DataFrame:
    """The same before it is judged: the columns of `OWED_SCHEMA`. Time alone makes an order owe nothing else."""
    readable = readable_orders(orders)
    accepting = acceptance_deadlines(accept_facts(readable), week)
    shipping = shipping_deadlines(ship_facts(readable), week)
    return pl.concat([_owed(accepting, "accept_order"), _owed(shipping, "ship_order")])


def _owed(dated: pl.DataFrame, kind: str) -> pl.DataFrame:
    never = pl.lit(None, dtype=INSTANT)
    is_surely_in_time = (pl.col("discharged_by") == "shipped") & ~is_past_due(pl.col("shipped_before_at"))
    worth = pl.col("discharged_by").replace_strict(ENDINGS, default=None, return_dtype=pl.String)
    return dated.with_columns(
        kind=pl.lit(kind),
        subject_type=pl.lit(SUBJECT_TYPE),
        subject_id="order_id",
        occurrence=pl.lit(ONLY),
        begins_at=never,
        next_at=never,
        ending=pl.when(is_surely_in_time).then(pl.lit(MET_IN_TIME)).otherwise(worth),
    ).select(pl.col(name).cast(dtype) for name, dtype in OWED_SCHEMA.items())
