"""Actions, attempts and events as values, read from the operations database."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row

from etl.actions.notes import Note, read_note
from etl.actions.states import State


class Outcome(StrEnum):
    """How one request ended. Only the first two are known to have changed nothing."""

    NOT_SENT = "not_sent"
    QUOTA = "quota"
    REFUSED = "refused"
    ACKNOWLEDGED = "acknowledged"
    UNSETTLED = "unsettled"
    INTERRUPTED = "interrupted"


HARMLESS = frozenset({Outcome.NOT_SENT, Outcome.QUOTA})
"""The marketplace never treated the request."""


@dataclass(frozen=True)
class ActionRow:
    """One action. Instants are UTC; `seen` is what the person had on screen, `evidence` what the outcome rests on."""

    action_id: str
    kind: str
    subject_type: str
    target: str
    payload: dict[str, Any]
    seen: dict[str, Any] | None
    batch_id: str | None
    requested_by: str
    requested_at: datetime
    not_before_at: datetime
    patience_from_at: datetime
    state: State
    attempt_count: int
    sent_at: datetime | None
    settled_at: datetime | None
    result: str | None
    evidence: dict[str, Any] | None
    once_key: str | None = None
    result_code: str | None = None
    result_arguments: dict[str, Any] | None = None

    @property
    def outcome(self) -> Note | None:
        """What `result` says, for a reader in any language."""
        return read_note(self.result, self.result_code, self.result_arguments)

    @property
    def can_be_undone(self) -> bool:
        """Whether it waits and no request of it can have reached the marketplace."""
        return self.state is State.QUEUED and self.sent_at is None


@dataclass(frozen=True)
class AttemptRow:
    """One request of an action; `outcome` is `None` while it is under way."""

    attempt_id: int
    action_id: str
    number: int
    started_at: datetime
    ended_at: datetime | None
    outcome: Outcome | None
    detail: str | None
    code: str | None = None
    arguments: dict[str, Any] | None = None

    @property
    def told(self) -> Note | None:
        """What `detail` says, for a reader in any language."""
        return read_note(self.detail, self.code, self.arguments)


@dataclass(frozen=True)
class EventRow:
    """One entry of the audit log."""

    event_id: int
    action_id: str
    at: datetime
    actor: str
    from_state: State | None
    to_state: State
    note: str | None
    code: str | None = None
    arguments: dict[str, Any] | None = None

    @property
    def told(self) -> Note | None:
        """What `note` says, for a reader in any language."""
        return read_note(self.note, self.code, self.arguments)


def action_row(row: Row[Any]) -> ActionRow:
    """Read a row of the `action` table."""
    values = {field.name: row._mapping[field.name] for field in fields(ActionRow)}
    return ActionRow(**{**values, "state": State(values["state"])})


def attempt_row(row: Row[Any]) -> AttemptRow:
    """Read a row of the `attempt` table."""
    values = dict(row._mapping)
    return AttemptRow(**{**values, "outcome": values["outcome"] and Outcome(values["outcome"])})


def event_row(row: Row[Any]) -> EventRow:
    """Read a row of the `event` table."""
    values = dict(row._mapping)
    states = {"from_state": values["from_state"] and State(values["from_state"]), "to_state": State(values["to_state"])}
    return EventRow(**{**values, **states})
