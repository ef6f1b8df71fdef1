"""Threads and messages as frames, what is owed in them is judged from: a store and a file give the same columns."""

from __future__ import annotations

from typing import Final

import polars as pl

from etl.domain.time.working_days import INSTANT

THREAD_SCHEMA: Final = pl.Schema(
    {
        "discussion_id": pl.String(),
        "order_id": pl.String(),
        "created_at": INSTANT,
        "is_open": pl.Boolean(),
        "is_claim": pl.Boolean(),
    }
)
"""A row per thread. `is_open`: null when it cannot be read, which counts as open."""

MESSAGE_SCHEMA: Final = pl.Schema(
    {
        "discussion_id": pl.String(),
        "message_id": pl.String(),
        "place": pl.Int64(),
        "sender": pl.String(),
        "at": INSTANT,
    }
)
"""A row per message. `place`: where it stands in the thread as served; `sender`: see `senders`; `at` may be null."""

TREATED_SCHEMA: Final = pl.Schema({"discussion_id": pl.String(), "at": INSTANT})
"""A row for each time that a person marked a thread as treated."""


def is_claim(graduation: str | None) -> bool:
    """Any graduation but `Discussion` is a claim; none that can be read is none."""
    return bool(graduation and graduation.strip()) and str(graduation).strip().casefold() != "discussion"


def in_order(messages: pl.DataFrame) -> pl.DataFrame:
    """The messages of each thread, oldest first, with a new `place`; further columns stay.

    What was written at one instant keeps the order in which it was served, turned round where the thread was served
    newest first; what has no time stays behind its neighbour.
    """
    if messages.is_empty():
        return messages
    step = pl.col("at").drop_nulls().diff()
    is_newest_first = ((step <= pl.duration()).all() & (step < pl.duration()).any()).over("discussion_id")
    return (
        messages.sort("discussion_id", "place")
        .with_columns(place=pl.when(is_newest_first).then(-pl.col("place")).otherwise("place"))
        .sort("discussion_id", "place")
        .with_columns(stands_at=pl.col("at").forward_fill().over("discussion_id"))
        .sort("discussion_id", "stands_at", "place")
        .with_columns(place=pl.int_range(pl.len(), dtype=pl.Int64).over("discussion_id"))
        .drop("stands_at")
    )
