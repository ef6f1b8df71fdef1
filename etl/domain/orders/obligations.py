"""What the seller owes on orders, by when, and how it ended, by columns.

An obligation is *open* while it can still be met, *kept* when it was met in time, *broken* when it was not (also while
it is still owed past its deadline) and *void* when nothing can be held against anybody: the order ended before the
deadline, was excluded from all service levels, or was shipped at an instant nobody saw.

An order that was answered at an instant nobody saw was answered in time: the marketplace cancels what is not answered
by the deadline, for good (seller-rules 1.2, AutomaticCancellation). Such an answer is kept, `discharged_at` null.

`discharged_at` is the instant from which nothing is owed any more, whatever the reason; `discharged_by` is that reason:
accepted, refused, shipped, cancelled, or expired (the marketplace cancelled for want of an answer; see `order_facts`).
What is still owed is open or broken with `discharged_at` null.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

import polars as pl

from etl.domain.orders.deadlines import acceptance_deadlines, shipping_deadlines
from etl.domain.orders.facts import accept_facts, readable_orders, ship_facts
from etl.domain.time.calendar import MONDAY_TO_FRIDAY, WorkingWeek
from etl.domain.time.working_days import INSTANT
from etl.domain.time.working_hours import working_seconds_between

OBLIGATION_SCHEMA: Final = pl.Schema(
    {
        "obligation_id": pl.String(),
        "kind": pl.String(),
        "subject": pl.String(),
        "order_id": pl.String(),
        "opened_at": INSTANT,
        "alert_at": INSTANT,
        "due_at": INSTANT,
        "due_calendar_at": INSTANT,
        "due_working_at": INSTANT,
        "due_rule": pl.String(),
        "discharged_at": INSTANT,
        "discharged_by": pl.String(),
        "state": pl.String(),
        "late_by": pl.Duration("us"),
        "elapsed_calendar": pl.Int64(),
        "elapsed_working": pl.Int64(),
    }
)
"""elapsed_calendar and elapsed_working: seconds from opened_at to discharged_at, never negative."""


def order_obligations(orders: pl.DataFrame, *, now: datetime, week: WorkingWeek = MONDAY_TO_FRIDAY) -> pl.DataFrame:
    """Derive the obligations `accept_order` and `ship_order` from orders, a row each.

    `orders` has the columns of `order_facts.ORDER_SCHEMA`; instants may come in any zone. `now` is aware. The answer
    has the columns of `OBLIGATION_SCHEMA`, all accept_order rows first, each kind in the order of `orders`.

    `opened_at` of an acceptance is `visible_at`: when the first poll ever already found the order waiting, pass its
    `created_at`, since the marketplace's clock was running before anybody looked.
    """
    readable = readable_orders(orders)
    accepting = acceptance_deadlines(accept_facts(readable), week)
    shipping = shipping_deadlines(ship_facts(readable), week)
    return pl.concat([judged(accepting, "accept_order", now, week), judged(shipping, "ship_order", now, week)])


def judged(owed: pl.DataFrame, kind: str, now: datetime, week: WorkingWeek = MONDAY_TO_FRIDAY) -> pl.DataFrame:
    """Give obligations their identity, state, lateness at `now` and duration, in the columns of `OBLIGATION_SCHEMA`.

    `owed` has order_id, the five deadline columns, due_rule, discharged_at, discharged_by and is_excluded. What expired
    at an instant nobody saw did so when it was due.
    """
    expired_at = pl.when(pl.col("discharged_by") == "expired").then("due_at")
    return (
        owed.with_columns(discharged_at=pl.coalesce("discharged_at", expired_at))
        .with_columns(
            obligation_id=pl.concat_str(pl.lit(f"{kind}:"), "order_id"),
            kind=pl.lit(kind),
            subject=pl.col("order_id"),
            state=_ending(),
        )
        .with_columns(late_by=pl.when(pl.col("state") == "broken").then(_lateness(pl.col("discharged_at"))))
        .with_columns(**state_at(now))
        .pipe(_with_durations, week)
        .select(OBLIGATION_SCHEMA.names())
        .cast(OBLIGATION_SCHEMA)
    )


def _with_durations(owed: pl.DataFrame, week: WorkingWeek) -> pl.DataFrame:
    # What ended before anybody saw it begin took no time.
    calendar = (owed["discharged_at"] - owed["opened_at"]).dt.total_seconds()
    working = working_seconds_between(owed["opened_at"], owed["discharged_at"], week)
    return owed.with_columns(elapsed_calendar=calendar.clip(0), elapsed_working=working.clip(0))


def _ending() -> pl.Expr:
    """Judge what has ended; call the rest open, for `state_at` to look at."""
    discharged, due, by = pl.col("discharged_at"), pl.col("due_at"), pl.col("discharged_by")
    return (
        pl.when("is_excluded")
        .then(pl.lit("void"))
        .when(by.is_null())
        .then(pl.lit("open"))
        .when(discharged.is_null() & by.is_in(["accepted", "refused"]))
        .then(pl.lit("kept"))
        .when(discharged.is_null() | due.is_null())
        .then(pl.lit("void"))
        .when((discharged > due) | (by == "expired"))
        .then(pl.lit("broken"))
        .when(by == "cancelled")
        .then(pl.lit("void"))
        .otherwise(pl.lit("kept"))
    )


def state_at(now: datetime) -> dict[str, pl.Expr]:
    """Give the expressions that bring stored obligations up to `now`: `obligations.with_columns(**state_at(now))`.

    Only what is still owed changes: past its due instant it is broken, and late by the time since. Running it again
    with a later `now`, or on what it has already refreshed, is safe. Needs state, due_at, discharged_at and late_by.
    """
    is_owed = pl.col("state").is_in(["open", "broken"]) & pl.col("discharged_at").is_null()
    is_late = (pl.col("due_at") < pl.lit(now, dtype=INSTANT)).fill_null(value=False)
    state = pl.when(is_late).then(pl.lit("broken")).otherwise(pl.lit("open"))
    late_by = pl.when(is_late).then(_lateness(pl.lit(now, dtype=INSTANT)))
    return {
        "state": pl.when(is_owed).then(state).otherwise("state"),
        "late_by": pl.when(is_owed).then(late_by).otherwise("late_by"),
    }


def _lateness(until: pl.Expr) -> pl.Expr:
    return pl.max_horizontal(until - pl.col("due_at"), pl.duration(seconds=0))
