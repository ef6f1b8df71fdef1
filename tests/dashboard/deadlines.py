"""Open deadlines as Today reads them: so many obligations of a kind, due so many hours after noon in Paris."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import polars as pl

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)


def deadlines(*rows: tuple[str, float, int]) -> pl.DataFrame:
    return pl.DataFrame(
        [(kind, NOON + timedelta(hours=hours), None, count) for kind, hours, count in rows],
        schema={
            "kind": pl.String,
            "due_at": pl.Datetime("us", "UTC"),
            "alert_at": pl.Datetime("us", "UTC"),
            "obligations": pl.Int64,
        },
        orient="row",
    )


FULL = deadlines(("ship_order", 5, 12), ("ship_order", 7, 2), ("ship_order", -1, 2), ("accept_order", 2, 1))
