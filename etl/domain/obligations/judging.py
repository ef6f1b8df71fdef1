"""What the seller owes, by when, and how it ended, by columns; of which subject is not known here.

A subject says what is owed (`OWED_SCHEMA`): since when, by when, what ended it and what that ending is worth; here
it is judged. An obligation is *open* while it can still be met, *kept* when it was met in time, *broken* when it was
not (also while it is still owed past its deadline) and *void* when nothing can be held against anybody.

Time alone changes two things. Past its deadline what is still owed is broken: `state_at` says so of stored rows, and
nothing else has to be looked at. And what is not owed yet begins to be, or the subject's own verdict changes:
`next_verdicts` says when, and a publish takes up those subjects like changed ones.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

import polars as pl

from etl.domain.time.calendar import MONDAY_TO_FRIDAY, WorkingWeek
from etl.domain.time.working_days import INSTANT
from etl.domain.time.working_hours import working_seconds_between

ONLY: Final = "1"
"""The occurrence where a subject owes a kind once."""

MET: Final = "met"
"""Done: kept or broken by its instant, void when nobody saw it."""
MET_IN_TIME: Final = "met_in_time"
"""As `MET`, but kept when nobody saw the instant: it could not have been done too late."""
LAPSED: Final = "lapsed"
"""Nobody will do it any more: void before the deadline, broken after it, void when nobody saw the instant."""
MISSED: Final = "missed"
"""Not done, and that is the failure: broken; at the deadline when nobody saw the instant. Void without a deadline."""

DAY_SUFFIX: Final = "_day"
"""Ending of the names of rules that give a day. Its deadline is the midnight after it, which is late already; that of
any other rule is the last instant that is in time."""

OWED_SCHEMA: Final = pl.Schema(
    {
        "kind": pl.String(),
        "subject_type": pl.String(),
        "subject_id": pl.String(),
        "occurrence": pl.String(),
        "order_id": pl.String(),
        "begins_at": INSTANT,
        "next_at": INSTANT,
        "opened_at": INSTANT,
        "alert_at": INSTANT,
        "due_at": INSTANT,
        "due_calendar_at": INSTANT,
        "due_working_at": INSTANT,
        "due_rule": pl.String(),
        "discharged_at": INSTANT,
        "discharged_by": pl.String(),
        "ending": pl.String(),
        "is_excluded": pl.Boolean(),
    }
)
"""A row per kind, subject_type, subject_id and occurrence: which run of messages, which delay, which round.

`begins_at`: not owed before that instant; null when it is owed already, whatever `opened_at` says, since a clock of
theirs may run ahead of ours. `next_at`: when the subject judges anew for another reason. `discharged_by`: the
subject's word for what ended it, null while it is owed; `ending`: what that is worth, `MET` to `MISSED`.
`is_excluded`: counted in no service level, void. `order_id`: the order it is about, null where there is none."""

OBLIGATION_SCHEMA: Final = pl.Schema(
    {
        "obligation_id": pl.String(),
        "kind": pl.String(),
        "subject": pl.String(),
        "subject_type": pl.String(),
        "subject_id": pl.String(),
        "occurrence": pl.String(),
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
"""`obligation_id`: kind and subject_id, and the occurrence where there may be several; `subject` is subject_id, under
its older name. elapsed_calendar and elapsed_working: seconds from opened_at to discharged_at, never negative."""


def judged(owed: pl.DataFrame, now: datetime, week: WorkingWeek = MONDAY_TO_FRIDAY) -> pl.DataFrame:
    """Give what is owed at `now` its identity, state, lateness and duration, in the columns of `OBLIGATION_SCHEMA`.

    `owed` is as `OWED_SCHEMA` says; what begins later is left out, see `next_verdicts`. `now` is aware.
    """
    missed_at = pl.when(pl.col("ending") == MISSED).then("due_at")
    of_several = pl.when(pl.col("occurrence") != ONLY).then(pl.format(":{}", "occurrence")).otherwise(pl.lit(""))
    return (
        owed.filter(has_begun(now))
        .with_columns(discharged_at=pl.coalesce("discharged_at", missed_at))
        .with_columns(
            obligation_id=pl.concat_str("kind", pl.lit(":"), "subject_id", of_several),
            subject=pl.col("subject_id"),
            state=_ended_state(),
        )
        .with_columns(late_by=pl.when(pl.col("state") == "broken").then(_lateness(pl.col("discharged_at"))))
        .with_columns(**state_at(now))
        .pipe(_with_durations, week)
        .select(OBLIGATION_SCHEMA.names())
        .cast(OBLIGATION_SCHEMA)
    )


def has_begun(now: datetime) -> pl.Expr:
    """Whether a row of `OWED_SCHEMA` is owed at `now`, or was: the instant it begins at included."""
    return pl.col("begins_at").is_null() | (pl.col("begins_at") <= instant(now))


def next_verdicts(owed: pl.DataFrame, now: datetime) -> pl.DataFrame:
    """Say of each subject when time alone next changes what it owes, after `now`: subject_type, subject_id, next_at.

    Subjects without such an instant are left out. A deadline is none: `state_at` sees it pass.
    """
    ahead = [pl.when(pl.col(name) > instant(now)).then(name) for name in ("begins_at", "next_at")]
    return (
        owed.select("subject_type", "subject_id", next_at=pl.min_horizontal(ahead))
        .drop_nulls("next_at")
        .group_by("subject_type", "subject_id", maintain_order=True)
        .agg(pl.col("next_at").min())
    )


def state_at(now: datetime) -> dict[str, pl.Expr]:
    """Give the expressions that bring stored obligations up to `now`: `obligations.with_columns(**state_at(now))`.

    Only what is still owed changes: past its due instant it is broken, and late by the time since. Running it again
    with a later `now`, or on what it has already refreshed, is safe. Needs state, due_at, due_rule, discharged_at and
    late_by.
    """
    is_owed = pl.col("state").is_in(["open", "broken"]) & pl.col("discharged_at").is_null()
    present = instant(now)
    is_late = is_past_due(present).fill_null(value=False)
    state = pl.when(is_late).then(pl.lit("broken")).otherwise(pl.lit("open"))
    late_by = pl.when(is_late).then(_lateness(present))
    return {
        "state": pl.when(is_owed).then(state).otherwise("state"),
        "late_by": pl.when(is_owed).then(late_by).otherwise("late_by"),
    }


def is_past_due(at: pl.Expr) -> pl.Expr:
    """Whether an instant comes after `due_at`; the end of a day is no longer part of it. Null where either is."""
    is_day = pl.col("due_rule").str.ends_with(DAY_SUFFIX).fill_null(value=False)
    return (at > pl.col("due_at")) | (is_day & (at == pl.col("due_at")))


def instant(at: datetime) -> pl.Expr:
    """An aware instant of any zone as a literal."""
    return pl.lit(at.astimezone(UTC), dtype=INSTANT)


def _ended_state() -> pl.Expr:
    """Judge what has ended; call the rest open, for `state_at` to look at."""
    discharged, due, ending = pl.col("discharged_at"), pl.col("due_at"), pl.col("ending")
    return (
        pl.when("is_excluded")
        .then(pl.lit("void"))
        .when(ending.is_null())
        .then(pl.lit("open"))
        .when(discharged.is_null() & (ending == MET_IN_TIME))
        .then(pl.lit("kept"))
        .when(discharged.is_null() | due.is_null())
        .then(pl.lit("void"))
        .when(is_past_due(discharged) | (ending == MISSED))
        .then(pl.lit("broken"))
        .when(ending == LAPSED)
        .then(pl.lit("void"))
        .otherwise(pl.lit("kept"))
    )


def _with_durations(owed: pl.DataFrame, week: WorkingWeek) -> pl.DataFrame:
    # What ended before anybody saw it begin took no time.
    calendar = (owed["discharged_at"] - owed["opened_at"]).dt.total_seconds()
    working = working_seconds_between(owed["opened_at"], owed["discharged_at"], week)
    return owed.with_columns(elapsed_calendar=calendar.clip(0), elapsed_working=working.clip(0))


def _lateness(until: pl.Expr) -> pl.Expr:
    return pl.max_horizontal(until - pl.col("due_at"), pl.duration(seconds=0))
