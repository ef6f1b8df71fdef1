"""What became of one request, told from the exception it ended with: nothing happened, it was done, or who knows."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import structlog

from etl.actions.notes import Note, note
from etl.actions.outbox.records import Outcome
from etl.octopia.answers import Reply
from etl.octopia.errors import (
    CredentialsRefused,
    NoToken,
    NotSent,
    OctopiaError,
    QuotaExhausted,
    Refused,
    Unauthorised,
    Unsettled,
)

LONGEST_DETAIL: Final = 500
_MEANINGS: Final = (
    (CredentialsRefused, "credentials_refused"),
    (NoToken, "no_token"),
    (NotSent, "unreachable"),
    (Unsettled, "no_answer"),
    (OctopiaError, "unreadable_answer"),
)
"""The codes of what went wrong without an answer, the more exact first."""
_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Answer:
    """How a request ended; `status`, `words`: the marketplace's own; `retry_at` (UTC): when a spent quota ends."""

    outcome: Outcome
    detail: Note
    status: int | None = None
    words: str | None = None
    retry_at: datetime | None = None

    def facts(self) -> dict[str, Any]:
        """The answer as evidence."""
        return {
            "answer": {"outcome": str(self.outcome), "status": self.status, "words": self.words or str(self.detail)}
        }


def answer_to(send: Callable[[], Reply], action_id: str) -> Answer:
    """Make the request and say how it ended; raises nothing.

    An exception nobody foresaw counts as unsettled: the request may have left.
    """
    try:
        reply = send()
    except OctopiaError as error:
        return _failed(error)
    except Exception as error:
        return Answer(Outcome.UNSETTLED, unforeseen(error, action_id))
    said = note("answered", "The marketplace answered {code}.", code=reply.status)
    return Answer(Outcome.ACKNOWLEDGED, said, reply.status)


def unforeseen(error: Exception, action_id: str) -> Note:
    """Log an exception that no rule covers by its type and place, never its text: that may quote a buyer."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(place.filename).name}:{place.lineno}"
    _log.error("action.unforeseen", action_id=action_id, error=type(error).__name__, where=where)
    return note("unforeseen", "unforeseen {error} at {where}", error=type(error).__name__, where=where)


def problem_note(error: OctopiaError) -> Note:
    """What a failed request or reading says: its text as published, its meaning as a code."""
    said = str(error)[:LONGEST_DETAIL]
    if isinstance(error, QuotaExhausted):
        return Note(said, "quota_spent", {"clock": f"{error.retry_at:%H:%M:%S}"})
    if isinstance(error, Refused) or (isinstance(error, Unsettled) and error.status is not None):
        return _answered(said, error.status, error.words)
    return Note(said, next(code for kind, code in _MEANINGS if isinstance(error, kind)))


def _answered(said: str, status: int | None, words: str) -> Note:
    if not words:
        return Note(said, "answered", {"code": status})
    return Note(said, "answered_with", {"code": status, "words": words})


def _failed(error: OctopiaError) -> Answer:
    said = problem_note(error)
    match error:
        case QuotaExhausted():
            return Answer(Outcome.QUOTA, said, retry_at=error.retry_at)
        case NotSent() | CredentialsRefused():
            return Answer(Outcome.NOT_SENT, said)
        case Unauthorised():  # not treated: nothing about this action is wrong, the credentials are
            return Answer(Outcome.NOT_SENT, said, error.status, error.words)
        case Refused():
            return Answer(Outcome.REFUSED, said, error.status, error.words)
        case _:
            return Answer(Outcome.UNSETTLED, said, getattr(error, "status", None))
