"""Looks at an action's object once and says what was seen, or why nothing could be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from etl.actions.findings import PACKAGE, Finding, Marketplace, PackagedKind, Sight
from etl.actions.kinds import kind_named
from etl.actions.outbox.records import ActionRow
from etl.actions.sender.answers import LONGEST_DETAIL, unforeseen
from etl.actions.sender.histories import History
from etl.actions.sender.verdicts import Moment, Verdict, after_look, after_unreadable
from etl.octopia.errors import BrokenAnswer, NotFound, OctopiaError, QuotaExhausted


@dataclass(frozen=True)
class Look:
    """One look: a finding, or the reason why there is none; `retry_at` (UTC) comes with a spent quota."""

    finding: Finding | None
    problem: str = ""
    retry_at: datetime | None = None

    def verdict(self, asked: ActionRow, history: History, moment: Moment) -> Verdict:
        """Decide what follows."""
        if self.finding is None:
            return after_unreadable(self.problem, self.retry_at, history, moment)
        safe = kind_named(asked.kind).doubles_are_refused
        return after_look(self.finding, history, moment, doubles_are_refused=safe)

    def facts(self) -> dict[str, Any]:
        """What was seen, as evidence."""
        return {} if self.finding is None else self.finding.facts


def look_at(marketplace: Marketplace, asked: ActionRow) -> Look:
    """Read the object of an action; raises nothing."""
    try:
        return Look(_finding(marketplace, asked))
    except NotFound as error:
        return Look(Finding(Sight.CONTRADICTORY, str(error)[:LONGEST_DETAIL]))
    except BrokenAnswer as error:  # this one object is shown in a form nobody can read: soon a matter for a person
        return Look(Finding(Sight.UNCLEAR, str(error)[:LONGEST_DETAIL]))
    except QuotaExhausted as error:
        return Look(None, str(error)[:LONGEST_DETAIL], error.retry_at)
    except OctopiaError as error:
        return Look(None, str(error)[:LONGEST_DETAIL])
    except Exception as error:
        return Look(None, unforeseen(error, asked.action_id))


def _finding(marketplace: Marketplace, asked: ActionRow) -> Finding:
    kind = kind_named(asked.kind)
    if isinstance(kind, PackagedKind):
        return kind.look_into(marketplace, asked.target, asked.payload, (asked.evidence or {}).get(PACKAGE) or {})
    return kind.look(marketplace, asked.target, asked.payload)
