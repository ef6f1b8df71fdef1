"""Compares what the person saw with how the object stands now, before the first request of an action is made."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from etl.actions.findings import ComparingKind, Kinds, Marketplace, kind_among
from etl.actions.notes import Note, note
from etl.actions.outbox.records import ActionRow, Outcome
from etl.actions.sender.answers import Answer, problem_note, unforeseen
from etl.actions.sender.claims import Claim
from etl.actions.sender.verdicts import Verdict
from etl.actions.states import State
from etl.octopia.errors import BrokenAnswer, OctopiaError, QuotaExhausted, Refused, Unauthorised

COMPARISON: Final = "changed_since"
"""Where the evidence has both states, or why they could not be compared. Who sends it all the same has seen them."""
CHANGED: Final = note("changed_since", "Not sent: what was seen has changed since. See both states and decide.")


@dataclass(frozen=True)
class Obstacle:
    """Why the request is not made: the attempt's end, and for what a person decides the verdict and its facts."""

    answer: Answer
    verdict: Verdict | None = None
    facts: dict[str, Any] = field(default_factory=dict)


def obstacle_to(marketplace: Marketplace, kinds: Kinds, claim: Claim) -> Obstacle | None:
    """Read and compare; None when the request may be made. Raises nothing.

    A reading that fails for a while holds the action back like a request that could not leave; one that will fail again
    is a person's matter. Once anything of it may have been treated, or a person has decided, nothing is compared.
    """
    if COMPARISON in (claim.action.evidence or {}) or claim.earlier.was_treated:
        return None
    try:
        return _difference(marketplace, kinds, claim.action)
    except Unauthorised as error:  # nothing about this action is wrong, the credentials are
        return _later(problem_note(error))
    except (BrokenAnswer, Refused) as error:
        return _to_a_person(error)
    except OctopiaError as error:
        return _later(problem_note(error), error.retry_at if isinstance(error, QuotaExhausted) else None)
    except Exception as error:
        return _later(unforeseen(error, claim.action.action_id))


def _difference(marketplace: Marketplace, kinds: Kinds, asked: ActionRow) -> Obstacle | None:
    kind = kind_among(kinds, asked.kind)
    if not isinstance(kind, ComparingKind):
        return None
    change = kind.changed_since(marketplace, asked.target, asked.payload, asked.seen or {})
    if change is None:
        return None
    facts = {COMPARISON: {"seen": change.seen, "now": change.now}}
    return Obstacle(Answer(Outcome.NOT_SENT, CHANGED), Verdict(State.NEEDS_HUMAN, CHANGED), facts)


def _to_a_person(error: OctopiaError) -> Obstacle:
    why = _not_compared(problem_note(error))
    facts = {COMPARISON: {"problem": why.text}}
    return Obstacle(Answer(Outcome.NOT_SENT, why), Verdict(State.NEEDS_HUMAN, why), facts)


def _later(why: Note, retry_at: datetime | None = None) -> Obstacle:
    outcome = Outcome.NOT_SENT if retry_at is None else Outcome.QUOTA
    return Obstacle(Answer(outcome, _not_compared(why), retry_at=retry_at))


def _not_compared(why: Note) -> Note:
    return note(
        "not_compared", "Not sent: what was seen could not be compared with how it stands now. {rest}", rest=why
    )
