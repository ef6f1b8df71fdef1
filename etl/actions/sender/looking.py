"""Looks at an action's object once and says what was seen, or why nothing could be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from etl.actions.findings import PACKAGE, AnyKind, Finding, Kinds, Marketplace, PackagedKind, Sight, kind_among
from etl.actions.notes import Note
from etl.actions.outbox.records import ActionRow
from etl.actions.sender.answers import problem_note, unforeseen
from etl.actions.sender.histories import History
from etl.actions.sender.verdicts import Moment, Verdict, after_look, after_unreadable
from etl.octopia.errors import BrokenAnswer, NotFound, OctopiaError, QuotaExhausted


@dataclass(frozen=True)
class Look:
    """One look: a finding, or the reason why there is none; `retry_at` (UTC) comes with a spent quota.

    `doubles_are_refused` is the kind's.
    """

    finding: Finding | None
    problem: Note | None = None
    retry_at: datetime | None = None
    doubles_are_refused: bool = False

    def verdict(self, history: History, moment: Moment) -> Verdict:
        """Decide what follows."""
        if self.finding is None:
            return after_unreadable(self.problem or Note(""), self.retry_at, history, moment)
        return after_look(self.finding, history, moment, doubles_are_refused=self.doubles_are_refused)

    def facts(self) -> dict[str, Any]:
        """What was seen, as evidence."""
        return {} if self.finding is None else self.finding.facts


def look_at(marketplace: Marketplace, kinds: Kinds, asked: ActionRow) -> Look:
    """Read the object of an action; raises nothing."""
    try:
        kind = kind_among(kinds, asked.kind)
        return Look(_finding(marketplace, kind, asked), doubles_are_refused=kind.doubles_are_refused)
    except NotFound as error:
        return Look(Finding(Sight.CONTRADICTORY, problem_note(error)))
    except BrokenAnswer as error:  # this one object is shown in a form nobody can read: soon a matter for a person
        return Look(Finding(Sight.UNCLEAR, problem_note(error)))
    except QuotaExhausted as error:
        return Look(None, problem_note(error), error.retry_at)
    except OctopiaError as error:
        return Look(None, problem_note(error))
    except Exception as error:
        return Look(None, unforeseen(error, asked.action_id))


def _finding(marketplace: Marketplace, kind: AnyKind, asked: ActionRow) -> Finding:
    if isinstance(kind, PackagedKind):
        return kind.look_into(marketplace, asked.target, asked.payload, (asked.evidence or {}).get(PACKAGE) or {})
    return kind.look(marketplace, asked.target, asked.payload)
