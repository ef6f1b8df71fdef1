"""Runs: who waits since when, and what ended it (seller-rules M8).

A message of the customer or of the operator opens a run, or joins the one that is open. A human message of ours ends
it, or a person who marks the thread as treated, or closing it. Automatic texts and senders we do not know do neither.

A message without a time that can be read is judged with care: a customer's is owed an answer, one of ours proves none.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from etl.domain.messages.senders import SELLER, WAITING
from etl.domain.time.working_days import INSTANT

ANSWER: Final = "answer"
TREATED: Final = "treated"
CLOSED: Final = "closed"

RUN_SCHEMA: Final = pl.Schema(
    {
        "discussion_id": pl.String(),
        "occurrence": pl.String(),
        "opened_at": INSTANT,
        "ended_at": INSTANT,
        "ended_by": pl.String(),
    }
)
"""A row per run, oldest first. `occurrence`: the id of the message that opened it, since a run keeps its first message
whatever older ones are read later; its number where that has none. `ended_at`: null while it is open, and when it was
closed, of which the marketplace tells no time."""


def runs(threads: pl.DataFrame, messages: pl.DataFrame, treated: pl.DataFrame) -> pl.DataFrame:
    """The runs of threads (`THREAD_SCHEMA`, `MESSAGE_SCHEMA` in order, `TREATED_SCHEMA`), as `RUN_SCHEMA` says."""
    opens = pl.col("what").is_null()
    asked = pl.col("at").filter(opens)
    return (
        _events(messages, treated)
        .with_columns(is_first=opens & ~opens.shift(fill_value=False).over("discussion_id"))
        .with_columns(run=pl.col("is_first").cum_sum().over("discussion_id"))
        .filter(pl.col("run") > 0)
        .group_by("discussion_id", "run", maintain_order=True)
        .agg(
            occurrence=pl.coalesce(pl.col("message_id").first(), pl.format("#{}", pl.col("run").first())),
            opened_at=asked.drop_nulls().first(),
            ended_at=pl.col("at").filter(~opens).first(),
            ended_by=pl.col("what").drop_nulls().first(),
        )
        .join(threads.select("discussion_id", "is_open"), on="discussion_id", how="left", maintain_order="left")
        .with_columns(ended_by=pl.when(_is_closed()).then(pl.lit(CLOSED)).otherwise("ended_by"))
        .select(RUN_SCHEMA.names())
        .cast(RUN_SCHEMA)
    )


def _is_closed() -> pl.Expr:
    return pl.col("ended_by").is_null() & pl.col("is_open").eq(other=False).fill_null(value=False)


def _events(messages: pl.DataFrame, treated: pl.DataFrame) -> pl.DataFrame:
    """What opens and ends runs, in its order; `what`: the word for the end, null for what opens."""
    is_answer = (pl.col("sender") == SELLER) & pl.col("at").is_not_null()
    spoken = (
        messages.with_columns(stands_at=pl.col("at").forward_fill().over("discussion_id"))
        .filter(pl.col("sender").is_in(WAITING) | is_answer)
        .with_columns(what=pl.when(is_answer).then(pl.lit(ANSWER)))
        .drop("sender")
    )
    # who marks a thread as treated has seen what stands in it at that instant
    marked = treated.with_columns(stands_at="at", what=pl.lit(TREATED), place=pl.lit(None, dtype=pl.Int64))
    events = pl.concat([spoken, marked], how="diagonal")
    return events.sort("discussion_id", "stands_at", "place", nulls_last=[False, False, True])
