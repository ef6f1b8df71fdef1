"""Claims: since when one is one, and what solved it (seller-rules M8b).

Where no change of graduation was seen, a claim is one since the operator's first message in the thread, else since the
opening of the run that is still open, else since the thread began. Our first human message after that solves it, or
closing the thread. Marking it as treated does not: that is a word among us.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from etl.domain.messages.runs import ANSWER, CLOSED
from etl.domain.messages.senders import OPERATOR, SELLER
from etl.domain.time.working_days import INSTANT

CLAIM_SCHEMA: Final = pl.Schema(
    {
        "discussion_id": pl.String(),
        "escalated_at": INSTANT,
        "solved_at": INSTANT,
        "solved_by": pl.String(),
    }
)
"""A row per claim. `solved_at`: null while it is open, and when it was closed."""


def claims(threads: pl.DataFrame, messages: pl.DataFrame, runs: pl.DataFrame) -> pl.DataFrame:
    """The claims among threads (`THREAD_SCHEMA`, `MESSAGE_SCHEMA` in order, `RUN_SCHEMA`), as `CLAIM_SCHEMA` says."""
    dated = messages.filter(pl.col("at").is_not_null())
    called = (
        dated.filter(pl.col("sender") == OPERATOR)
        .group_by("discussion_id", maintain_order=True)
        .agg(called_at=pl.col("at").first(), called_place=pl.col("place").first())
    )
    waiting = (
        runs.filter(pl.col("ended_by").is_null() | (pl.col("ended_by") == CLOSED))
        .select("discussion_id", waiting_since="opened_at", is_waiting=pl.lit(value=True))
        .unique("discussion_id", keep="last")
    )
    found = (
        threads.filter("is_claim")
        .join(called, on="discussion_id", how="left", maintain_order="left")
        .join(waiting, on="discussion_id", how="left", maintain_order="left")
    )
    answers = (
        dated.filter(pl.col("sender") == SELLER)
        .join(found.select("discussion_id", "called_place", "created_at", "is_waiting"), on="discussion_id")
        .filter(
            pl.when(pl.col("called_place").is_not_null())
            .then(pl.col("place") > pl.col("called_place"))
            .otherwise(pl.col("is_waiting").is_null() & (pl.col("at") > pl.col("created_at")))
        )
        .group_by("discussion_id")
        .agg(solved_at=pl.col("at").min())
    )
    is_closed = pl.col("is_open").eq(other=False).fill_null(value=False)
    return (
        found.join(answers, on="discussion_id", how="left", maintain_order="left")
        .with_columns(
            escalated_at=pl.coalesce("called_at", "waiting_since", "created_at"),
            solved_by=pl.when(pl.col("solved_at").is_not_null())
            .then(pl.lit(ANSWER))
            .when(is_closed)
            .then(pl.lit(CLOSED)),
        )
        .select(CLAIM_SCHEMA.names())
        .cast(CLAIM_SCHEMA)
    )
