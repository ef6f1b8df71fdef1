"""What threads oblige to: `answer_message` once for each run, `solve_claim` once for each claim (seller-rules M8, M8b).

Both clocks run from the opening: 48 elapsed hours, and two working days to the same time of day in Paris. A message is
due at the earlier, a claim after 48 hours; 24 hours after the opening one warns.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import polars as pl

from etl.domain.messages.claims import claims
from etl.domain.messages.runs import ANSWER, runs
from etl.domain.obligations.judging import LAPSED, MET, ONLY, OWED_SCHEMA
from etl.domain.time.calendar import MONDAY_TO_FRIDAY, WorkingWeek
from etl.domain.time.working_days import shift_working_days

ANSWER_MESSAGE: Final = "answer_message"
SOLVE_CLAIM: Final = "solve_claim"
DISCUSSION: Final = "discussion"

TIME_TO_ANSWER: Final = timedelta(hours=48)
WORKING_DAYS_TO_ANSWER: Final = 2
TIME_TO_WARN: Final = timedelta(hours=24)


def thread_obligations(
    threads: pl.DataFrame, messages: pl.DataFrame, treated: pl.DataFrame, week: WorkingWeek = MONDAY_TO_FRIDAY
) -> pl.DataFrame:
    """What is and was owed in threads, a row per run and claim, oldest first, in the columns of `OWED_SCHEMA`.

    Takes `THREAD_SCHEMA`, `MESSAGE_SCHEMA` as `in_order` gives it and `TREATED_SCHEMA`, without what comes later than
    the instant it is judged at.
    """
    found = runs(threads, messages, treated)
    escalated = claims(threads, messages, found)
    owed = pl.concat(
        [
            found.with_columns(kind=pl.lit(ANSWER_MESSAGE)),
            escalated.select(
                "discussion_id",
                kind=pl.lit(SOLVE_CLAIM),
                occurrence=pl.lit(ONLY),
                opened_at="escalated_at",
                ended_at="solved_at",
                ended_by="solved_by",
            ),
        ],
        how="diagonal",
    )
    return (
        owed.join(threads.select("discussion_id", "order_id"), on="discussion_id", how="left", maintain_order="left")
        .with_columns(
            alert_at=pl.col("opened_at") + TIME_TO_WARN,
            due_calendar_at=pl.col("opened_at") + TIME_TO_ANSWER,
            due_working_at=shift_working_days(owed["opened_at"], WORKING_DAYS_TO_ANSWER, week),
        )
        .with_columns(due_at=_due(), due_rule=_rule())
        .with_columns(
            subject_type=pl.lit(DISCUSSION),
            subject_id="discussion_id",
            begins_at=None,
            next_at=None,
            discharged_at="ended_at",
            discharged_by="ended_by",
            # a mark or a closing is no answer: void in time, a failure when it came too late
            ending=pl.when(pl.col("ended_by") == ANSWER)
            .then(pl.lit(MET))
            .when(pl.col("ended_by").is_not_null())
            .then(pl.lit(LAPSED)),
            is_excluded=pl.lit(value=False),
        )
        .select(OWED_SCHEMA.names())
        .cast(OWED_SCHEMA)
    )


def _is_by_working_days() -> pl.Expr:
    is_earlier = pl.col("due_working_at") < pl.col("due_calendar_at")
    return (pl.col("kind") == ANSWER_MESSAGE) & is_earlier.fill_null(value=False)


def _due() -> pl.Expr:
    return pl.when(_is_by_working_days()).then("due_working_at").otherwise("due_calendar_at")


def _rule() -> pl.Expr:
    rule = pl.when(_is_by_working_days()).then(pl.lit("2_working_days")).otherwise(pl.lit("48_hours"))
    return pl.when(pl.col("opened_at").is_not_null()).then(rule)
