"""Copies of the ops tables that marts need, as frames."""

from typing import Final

import polars as pl
from sqlalchemy import Engine, Table, select

from etl.store.ops.database import reading
from etl.store.ops.schema import action, event_log

INSTANT: Final = pl.Datetime("us", "UTC")

_ACTIONS: Final = pl.Schema(
    {
        "action_id": pl.String(),
        "kind": pl.String(),
        "target": pl.String(),
        "state": pl.String(),
        "batch_id": pl.String(),
        "requested_by": pl.String(),
        "requested_at": INSTANT,
        "sent_at": INSTANT,
        "settled_at": INSTANT,
        "result": pl.String(),
    }
)
_EVENTS: Final = pl.Schema(
    {
        "action_id": pl.String(),
        "event_id": pl.Int64(),
        "occurred_at": INSTANT,
        "actor": pl.String(),
        "from_state": pl.String(),
        "to_state": pl.String(),
        "note": pl.String(),
    }
)


def mirrored_actions(ops: Engine) -> pl.DataFrame:
    """Every action, without its payload: the columns of the mart `actions`."""
    return _mirrored(ops, action, _ACTIONS)


def mirrored_events(ops: Engine) -> pl.DataFrame:
    """Every step of every action: the columns of the mart `action_events`."""
    return _mirrored(ops, event_log, _EVENTS)


def _mirrored(ops: Engine, table: Table, schema: pl.Schema) -> pl.DataFrame:
    # `at` is a keyword of DuckDB's: the mart says occurred_at
    chosen = select(*(table.c["at" if name == "occurred_at" else name] for name in schema.names()))
    with reading(ops) as connection:
        return pl.DataFrame([tuple(row) for row in connection.execute(chosen)], schema=schema, orient="row")
