"""Decides what follows from an answer or a reading. Pure: no clock, no database, no marketplace."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from etl.actions.findings import Finding, Sight
from etl.actions.outbox.records import Outcome
from etl.actions.sender.answers import Answer
from etl.actions.sender.histories import History
from etl.actions.sender.patience import Patience
from etl.actions.states import State

_ENDED: Final = {
    Sight.EFFECT: State.DONE,
    Sight.REFUSED: State.REJECTED,
    Sight.CONTRADICTORY: State.NEEDS_HUMAN,
}


@dataclass(frozen=True)
class Verdict:
    """The state to go to and why; `not_before_at` (UTC) is when the next request or reading may be made."""

    to: State
    note: str
    not_before_at: datetime | None = None


@dataclass(frozen=True)
class Moment:
    """When (UTC), and with what patience, a verdict is given."""

    now: datetime
    patience: Patience
    jitter: random.Random


def after_answer(answer: Answer, history: History, earlier: History, moment: Moment) -> Verdict:
    """Decide after a request that was not acknowledged; `earlier` is the history without that request."""
    if answer.outcome is Outcome.UNSETTLED:
        return _read_first(answer.detail, moment)
    if answer.outcome is Outcome.REFUSED:
        if earlier.may_have_effect:
            return _read_first(f"{answer.detail} An earlier request may have had its effect: reading first.", moment)
        return Verdict(State.REJECTED, answer.detail)
    if _is_out_of_patience(history, moment):
        return Verdict(State.NEEDS_HUMAN, f"Given up after {history.failures} tries, none sent: {answer.detail}")
    later = moment.now + moment.patience.back_off(history.failures, moment.jitter)
    return Verdict(State.QUEUED, answer.detail, max(later, answer.retry_at or later))


def after_look(finding: Finding, history: History, moment: Moment, *, doubles_are_refused: bool) -> Verdict:
    """Decide after a reading of the object."""
    acknowledged = history.acknowledged_at is not None
    match finding.sight:
        case Sight.EFFECT | Sight.REFUSED | Sight.CONTRADICTORY:
            return Verdict(_ENDED[finding.sight], finding.note)
        case Sight.PENDING:
            return _wait_for_it(finding, history, moment)
        case Sight.RULED_OUT if acknowledged:
            return Verdict(State.NEEDS_HUMAN, f"The marketplace had said yes, but: {finding.note}")
        case Sight.RULED_OUT:
            return Verdict(State.REJECTED, finding.note)
        case Sight.UNTOUCHED if not acknowledged and doubles_are_refused:
            return _after_untouched(finding, history, moment)
        case _:
            return _look_again(finding, history, moment)


def after_unreadable(detail: str, retry_at: datetime | None, history: History, moment: Moment) -> Verdict:
    """Decide after a reading that failed."""
    since = history.last_ended_at
    if moment.now - since > moment.patience.give_up_after:
        return Verdict(State.NEEDS_HUMAN, f"The outcome could not be read since {since:%Y-%m-%d %H:%M} UTC: {detail}")
    later = moment.now + moment.patience.next_look(since, moment.now)
    return Verdict(State.UNKNOWN, f"Could not be read: {detail}", max(later, retry_at or later))


def _after_untouched(finding: Finding, history: History, moment: Moment) -> Verdict:
    patience = moment.patience
    if history.refusals >= patience.refusals_believed:
        words = next(one.detail for one in reversed(history.attempts) if one.outcome is Outcome.REFUSED)
        return Verdict(State.REJECTED, f"{words} ({finding.note})")
    if history.sends >= patience.max_sends or _is_out_of_patience(history, moment):
        return Verdict(State.NEEDS_HUMAN, f"Given up after {history.sends} requests: {finding.note}")
    failures = history.sends - 1
    wait = patience.back_off(failures, moment.jitter) if failures > 0 else moment.now - moment.now
    return Verdict(State.QUEUED, f"{finding.note} Sending again.", moment.now + wait)


def _look_again(finding: Finding, history: History, moment: Moment) -> Verdict:
    since = history.acknowledged_at or history.last_ended_at
    if moment.now - since > moment.patience.confirm_for:
        return Verdict(State.NEEDS_HUMAN, f"Not confirmed since {since:%Y-%m-%d %H:%M} UTC: {finding.note}")
    later = moment.now + moment.patience.next_look(since, moment.now)
    return Verdict(State.UNKNOWN, f"Not to be seen yet: {finding.note}", later)


def _wait_for_it(finding: Finding, history: History, moment: Moment) -> Verdict:
    since = history.acknowledged_at or history.last_ended_at
    if moment.now - since > moment.patience.work_for:
        return Verdict(State.NEEDS_HUMAN, f"Not finished since {since:%Y-%m-%d %H:%M} UTC: {finding.note}")
    later = moment.now + moment.patience.next_look(since, moment.now)
    return Verdict(State.WORKING, finding.note, later)


def _read_first(note: str, moment: Moment) -> Verdict:
    return Verdict(State.UNKNOWN, note, moment.now + moment.patience.settling_delay)


def _is_out_of_patience(history: History, moment: Moment) -> bool:
    return moment.now - history.patience_from_at > moment.patience.give_up_after
