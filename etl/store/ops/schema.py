"""The tables of the operations database: what people asked for, what became of it, and who is alive.

Portable SQL only: SQLite today, PostgreSQL by URL. Instants are ISO-8601 UTC text with microseconds: they sort as text.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import orjson
from sqlalchemy import (
    DDL,
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    event,
)
from sqlalchemy.types import TypeDecorator

INSTANT_FORMAT: Final = "%Y-%m-%dT%H:%M:%S.%fZ"
LONGEST_ID: Final = 200
"""Of an object of the marketplace or of ours."""


class Instant(TypeDecorator[datetime]):
    """An aware instant, kept as UTC text such as `2026-11-23T04:14:30.000000Z`."""

    impl = String(27)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:  # noqa: ARG002  SQLAlchemy's signature
        """Write an aware instant; refuse a naive one, whose zone nobody can know later."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"The instant {value!r} has no time zone; pass an aware one.")
        return value.astimezone(UTC).strftime(INSTANT_FORMAT)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002  SQLAlchemy's signature
        """Read the instant back, aware and in UTC."""
        return None if value is None else datetime.strptime(value, INSTANT_FORMAT).replace(tzinfo=UTC)


def document_text(value: object) -> str:
    """A payload or what the person saw, as JSON text; amounts are kept exact, as text."""
    return orjson.dumps(value, default=str).decode()


ops_metadata: Final = MetaData()
_row_number: Final = BigInteger().with_variant(Integer(), "sqlite")
_document: Final = JSON(none_as_null=True)

action: Final = Table(
    "action",
    ops_metadata,
    Column("action_id", String(36), primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("subject_type", String(20), nullable=False, server_default=""),
    Column("target", String(LONGEST_ID), nullable=False),
    Column("payload", _document, nullable=False),
    Column("seen", _document),
    Column("fingerprint", Text, nullable=False),
    Column("active_fingerprint", Text, unique=True),
    Column("once_key", String(LONGEST_ID)),
    Column("batch_id", String(64)),
    Column("requested_by", String(200), nullable=False),
    Column("requested_at", Instant, nullable=False),
    Column("not_before_at", Instant, nullable=False),
    Column("patience_from_at", Instant, nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempt_count", Integer, nullable=False, default=0),
    Column("sent_at", Instant),
    Column("settled_at", Instant),
    Column("result", Text),
    Column("result_code", String(40)),
    Column("result_arguments", _document),
    Column("evidence", _document),
    Index("action_by_due", "state", "not_before_at"),
    Index("action_by_target", "target", "state"),
    Index("action_by_request", "requested_at"),
    Index("action_by_batch", "batch_id"),
)

_counts_for_good: Final = action.c.once_key.is_not(None) & action.c.state.not_in(["rejected", "undone"])
action_once: Final = Index(
    "action_once",
    action.c.once_key,
    unique=True,
    sqlite_where=_counts_for_good,
    postgresql_where=_counts_for_good,
)
"""What may happen only once ever: unique for good, unless that action was rejected or undone."""

attempt: Final = Table(
    "attempt",
    ops_metadata,
    Column("attempt_id", _row_number, primary_key=True, autoincrement=True),
    Column("action_id", ForeignKey("action.action_id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("outcome", String(16)),
    Column("detail", Text),
    Column("code", String(40)),
    Column("arguments", _document),
    Index("attempt_by_action", "action_id", "number", unique=True),
)

event_log: Final = Table(
    "event",
    ops_metadata,
    Column("event_id", _row_number, primary_key=True, autoincrement=True),
    Column("action_id", ForeignKey("action.action_id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("actor", String(200), nullable=False),
    Column("from_state", String(16)),
    Column("to_state", String(16), nullable=False),
    Column("note", Text),
    Column("code", String(40)),
    Column("arguments", _document),
    Index("event_by_action", "action_id", "event_id"),
)

heartbeat: Final = Table(
    "heartbeat",
    ops_metadata,
    Column("name", String(40), primary_key=True),
    Column("pid", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Column("state", String(40), nullable=False),
    Column("detail", Text),
)

setting: Final = Table(
    "setting",
    ops_metadata,
    Column("key", String(100), primary_key=True),
    Column("value", Text, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("changed_by", String(200), nullable=False),
)

threshold_edit: Final = Table(
    "threshold_edit",
    ops_metadata,
    Column("edit_id", _row_number, primary_key=True, autoincrement=True),
    Column("metric", String(40), nullable=False),
    Column("alert", Float, nullable=False),
    Column("limit", Float, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("set_by", String(200), nullable=False),
    Column("set_at", Instant, nullable=False),
)

follow_up: Final = Table(
    "follow_up",
    ops_metadata,
    Column("follow_up_id", _row_number, primary_key=True, autoincrement=True),
    Column("order_id", String(64), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("open_key", String(110), unique=True),
    Column("wished_by", String(200), nullable=False),
    Column("wished_at", Instant, nullable=False),
    Column("withdrawn_by", String(200)),
    Column("withdrawn_at", Instant),
    Index("follow_up_by_order", "order_id"),
)

presence: Final = Table(
    "presence",
    ops_metadata,
    Column("session", String(36), primary_key=True),
    Column("subject_type", String(20), nullable=False, server_default=""),
    Column("subject", String(LONGEST_ID), nullable=False),
    Column("person", String(200), nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Index("presence_by_seen", "seen_at"),
)

local_event: Final = Table(
    "local_event",
    ops_metadata,
    Column("event_id", _row_number, primary_key=True, autoincrement=True),
    Column("topic", String(40), nullable=False),
    Column("subject_type", String(20), nullable=False),
    Column("subject_id", String(LONGEST_ID), nullable=False),
    Column("code", String(40), nullable=False),
    Column("data", _document),
    Column("at", Instant, nullable=False),
    Column("actor", String(200), nullable=False),
    Index("local_event_by_subject", "topic", "subject_type", "subject_id", "event_id"),
)
"""What is decided here without the marketplace, of whatever subject; see `local_events`."""

local_state: Final = Table(
    "local_state",
    ops_metadata,
    Column("topic", String(40), primary_key=True),
    Column("subject_type", String(20), primary_key=True),
    Column("subject_id", String(LONGEST_ID), primary_key=True),
    Column("state", _document),
    Column("event_id", BigInteger, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("changed_by", String(200), nullable=False),
)
"""What stands after the events of a subject, folded; it can be made again from them."""

saved_view: Final = Table(
    "saved_view",
    ops_metadata,
    Column("view_id", String(36), primary_key=True),
    Column("page", String(40), nullable=False),
    Column("name", String(60), nullable=False),
    Column("parameters", _document, nullable=False),
    Column("owner", String(200), nullable=False),
    Column("is_shared", Boolean, nullable=False),
    Column("changed_by", String(200), nullable=False),
    Column("changed_at", Instant, nullable=False),
    Index("saved_view_by_page", "page", "owner"),
)

schema_version: Final = Table("schema_version", ops_metadata, Column("version", Integer, primary_key=True))

_HISTORIES: Final = (
    (event_log, "the audit log"),
    (threshold_edit, "the history of thresholds"),
    (local_event, "the record of local events"),
)
for _history, _what in _HISTORIES:
    for _verb in ("update", "delete"):
        _keep = DDL(  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it unannotated
            f"create trigger {_history.name}_never_{_verb}d before {_verb} on {_history.name} "
            f"begin select raise(abort, '{_what} is append-only'); end"
        )
        event.listen(_history, "after_create", _keep.execute_if(dialect="sqlite"))
