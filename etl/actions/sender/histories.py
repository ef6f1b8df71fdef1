"""What the requests of one action amount to: may one of them have had its effect, and how often was it tried."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from etl.actions.outbox.records import HARMLESS, AttemptRow, Outcome, attempt_row
from etl.store.ops.schema import attempt

_OF_UNKNOWN_EFFECT = frozenset({None, Outcome.UNSETTLED, Outcome.INTERRUPTED, Outcome.ACKNOWLEDGED})


@dataclass(frozen=True)
class History:
    """The attempts of an action, the first one first, and the instant from which patience counts."""

    attempts: Sequence[AttemptRow]
    patience_from_at: datetime

    @property
    def may_have_effect(self) -> bool:
        """Whether any request ever sent may have been carried out."""
        return any(one.outcome in _OF_UNKNOWN_EFFECT for one in self.attempts)

    @property
    def was_treated(self) -> bool:
        """Whether any request may have reached the marketplace's own handling."""
        return any(one.outcome not in HARMLESS for one in self.attempts)

    @property
    def acknowledged_at(self) -> datetime | None:
        """When the marketplace last said yes, since patience counts."""
        return max((_ended(one) for one in self._recent() if one.outcome is Outcome.ACKNOWLEDGED), default=None)

    @property
    def last_ended_at(self) -> datetime:
        """When the last request ended."""
        return max((_ended(one) for one in self.attempts), default=self.patience_from_at)

    @property
    def sends(self) -> int:
        """Requests that the marketplace may have treated, since patience counts."""
        return sum(one.outcome not in HARMLESS for one in self._recent())

    @property
    def refusals(self) -> int:
        """Requests that it refused, since patience counts."""
        return sum(one.outcome is Outcome.REFUSED for one in self._recent())

    @property
    def failures(self) -> int:
        """All requests since patience counts."""
        return len(self._recent())

    def _recent(self) -> list[AttemptRow]:
        return [one for one in self.attempts if one.started_at >= self.patience_from_at]


def history_of(connection: Connection, action_id: str, patience_from_at: datetime) -> History:
    """Read the attempts of an action."""
    chosen = select(attempt).where(attempt.c.action_id == action_id).order_by(attempt.c.number)
    return History([attempt_row(row) for row in connection.execute(chosen)], patience_from_at)


def _ended(one: AttemptRow) -> datetime:
    return one.ended_at or one.started_at
