"""What is new in the operations database since an event, as frames: actions, their steps, and what is decided here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import polars as pl
from sqlalchemy import Connection, Engine, Select, select

from etl.store.ops.database import reading
from etl.store.ops.schema import action, document_text, event_log, local_event

INSTANT: Final = pl.Datetime("us", "UTC")
LOOKED_BACK: Final = 200
"""Events before the last one that are read again: where several write at once (not on SQLite), a lower number may be
committed after a higher one."""

ACTIONS: Final = pl.Schema(
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
"""The columns of the mart `actions`: no payload."""
EVENTS: Final = pl.Schema(
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
"""The columns of the mart `action_events`."""
LOCAL_EVENTS: Final = pl.Schema(
    {
        "event_id": pl.Int64(),
        "topic": pl.String(),
        "subject_type": pl.String(),
        "subject_id": pl.String(),
        "code": pl.String(),
        "data": pl.String(),
        "occurred_at": INSTANT,
        "actor": pl.String(),
    }
)


@dataclass(frozen=True)
class News:
    """What is new, read in one transaction: the steps, the actions that took them, and local events."""

    actions: pl.DataFrame
    events: pl.DataFrame
    local_events: pl.DataFrame


def news_since(ops: Engine, last_event: int, last_local_event: int) -> News:
    """All that happened from the last mirrored events on, and up to `LOOKED_BACK` of those before them again."""
    since, local_since = last_event - LOOKED_BACK, last_local_event - LOOKED_BACK
    touched = select(event_log.c.action_id).where(event_log.c.event_id > since)
    with reading(ops) as connection:
        return News(
            actions=_frame(connection, _columns(action, ACTIONS).where(action.c.action_id.in_(touched)), ACTIONS),
            events=_frame(connection, _columns(event_log, EVENTS).where(event_log.c.event_id > since), EVENTS),
            local_events=_frame(
                connection,
                _columns(local_event, LOCAL_EVENTS).where(local_event.c.event_id > local_since),
                LOCAL_EVENTS,
            ),
        )


def knows_event(ops: Engine, event_id: int, action_id: str) -> bool:
    """Whether this is the database that the event was mirrored from, and not one restored or begun anew since."""
    chosen = select(event_log.c.action_id).where(event_log.c.event_id == event_id)
    with reading(ops) as connection:
        return connection.execute(chosen).scalar_one_or_none() == action_id


def _columns(table: Any, schema: pl.Schema) -> Select[Any]:
    # `at` is a keyword of DuckDB's: the mart says occurred_at
    return select(*(table.c["at" if name == "occurred_at" else name] for name in schema.names()))


def _frame(connection: Connection, chosen: Select[Any], schema: pl.Schema) -> pl.DataFrame:
    rows = [tuple(row) for row in connection.execute(chosen)]
    if schema is LOCAL_EVENTS:
        rows = [tuple(map(_text_of_document, row)) for row in rows]
    return pl.DataFrame(rows, schema=schema, orient="row")


def _text_of_document(value: Any) -> Any:
    return document_text(value) if isinstance(value, dict) else value
