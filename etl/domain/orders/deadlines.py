"""By when an order must be answered and shipped, and when to warn.

Sources: seller-rules 1.2 (accept within "2 jours ouvrés"; 48 h, then automatic cancellation; ship by shippedAtMax) and
section 7: where two readings of a rule exist, the earlier one is the deadline, because being wrong costs the order.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import polars as pl

from etl.domain.time.calendar import FIRST_DAY, LAST_DAY, WorkingWeek
from etl.domain.time.clock import PARIS
from etl.domain.time.working_days import INSTANT, end_of_day, shift_working_days

ACCEPT_TARGET: Final = timedelta(hours=24)
ACCEPT_LIMIT: Final = timedelta(hours=48)
ACCEPT_WORKING_DAYS: Final = 2
SHIP_ALERT_WORKING_DAYS: Final = 1

DUE_RULES: Final = ("48_hours", "2_working_days", "ship_by_instant", "ship_by_day", "no_ship_by")
"""Values of due_rule: the reading that gave due_at, or that there is none."""


def acceptance_deadlines(owed: pl.DataFrame, week: WorkingWeek) -> pl.DataFrame:
    """Add alert_at, due_at, due_calendar_at, due_working_at and due_rule to orders to answer, from opened_at.

    Due 48 hours, or 2 working days counted to the minute, after opening, whichever is earlier; an order that opens on
    a day off has the two working days that follow, whole. The alert is the 24 h target, never after the deadline.
    """
    calendar_due = pl.col("opened_at") + ACCEPT_LIMIT
    working_due = shift_working_days(owed["opened_at"], ACCEPT_WORKING_DAYS, week)
    is_calendar = pl.col("due_calendar_at") <= pl.col("due_working_at")
    return (
        owed.with_columns(calendar_due.alias("due_calendar_at"), working_due.alias("due_working_at"))
        .with_columns(
            due_at=pl.min_horizontal("due_calendar_at", "due_working_at"),
            due_rule=pl.when(is_calendar.fill_null(value=True))
            .then(pl.lit("48_hours"))
            .otherwise(pl.lit("2_working_days")),
        )
        .with_columns(alert_at=pl.min_horizontal(pl.col("opened_at") + ACCEPT_TARGET, "due_at"))
    )


def shipping_deadlines(owed: pl.DataFrame, week: WorkingWeek) -> pl.DataFrame:
    """Add alert_at, due_at, due_calendar_at, due_working_at and due_rule to orders to ship, from ship_by_at, opened_at.

    Due at `ship_by_at`; when that is midnight in Paris it names a day, and the deadline is that day's end (seller-rules
    M4a). Without a ship-by, or with the marketplace's `0001-01-01`, there is no deadline to be early or late for:
    all of them are null and the rule says no_ship_by. A ship-by is one date, so it has no second reading:
    due_working_at is null.

    The alert comes one working day before: a parcel due Sunday, or Friday night, is due with Friday's last collection
    and is shown from Friday morning on. It never precedes the opening.
    """
    names_a_day = pl.col("local").dt.time() == pl.time()
    due = pl.when(names_a_day).then(end_of_day(pl.col("local").dt.date())).otherwise("ship_by_at")
    dated = (
        owed.with_columns(ship_by_at=_known_ship_by())
        .with_columns(local=pl.col("ship_by_at").dt.convert_time_zone(PARIS.key))
        .with_columns(due_at=due, due_rule=_ship_rule(names_a_day))
    )
    lead = shift_working_days(dated["due_at"], -SHIP_ALERT_WORKING_DAYS, week)
    return dated.with_columns(
        due_calendar_at="due_at", due_working_at=pl.lit(None, dtype=INSTANT), lead_at=lead
    ).with_columns(alert_at=_ship_alert())


def _known_ship_by() -> pl.Expr:
    # The marketplace writes "none" as 0001-01-01T00:00:00; ship-bys outside the calendar are as meaningless.
    year = pl.col("ship_by_at").dt.year()
    return pl.when(year.is_between(FIRST_DAY.year + 1, LAST_DAY.year - 1)).then("ship_by_at")


def _ship_rule(names_a_day: pl.Expr) -> pl.Expr:
    return (
        pl.when(pl.col("ship_by_at").is_null())
        .then(pl.lit("no_ship_by"))
        .when(names_a_day)
        .then(pl.lit("ship_by_day"))
        .otherwise(pl.lit("ship_by_instant"))
    )


def _ship_alert() -> pl.Expr:
    return pl.when(pl.col("due_at").is_not_null()).then(
        pl.min_horizontal(pl.max_horizontal("lead_at", "opened_at"), "due_at")
    )
