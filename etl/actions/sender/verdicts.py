"""Decides what follows from an answer or a reading. Pure: no clock, no database, no marketplace."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from etl.actions.findings import Finding, Sight
from etl.actions.notes import Note, note
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
    note: Note
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
    # A refusal may be the echo of an effect: the second of two requests is refused because the first was carried out.
    if answer.outcome is Outcome.REFUSED:
        if earlier.may_have_effect:
            wording = "{rest} An earlier request may have had its effect: reading first."
            return _read_first(note("read_first", wording, rest=answer.detail), moment)
        return Verdict(State.REJECTED, answer.detail)
    if _is_out_of_patience(history, moment):
        wording = "Given up after {n} tries, none sent: {rest}"
        return Verdict(State.NEEDS_HUMAN, note("gave_up_unsent", wording, n=history.failures, rest=answer.detail))
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
            wording = "The marketplace had said yes, but: {rest}"
            return Verdict(State.NEEDS_HUMAN, note("said_yes_but", wording, rest=finding.note))
        case Sight.RULED_OUT:
            return Verdict(State.REJECTED, finding.note)
        case Sight.UNTOUCHED if not acknowledged and doubles_are_refused:
            return _after_untouched(finding, history, moment)
        case _:
            return _look_again(finding, history, moment)


def after_unreadable(detail: Note, retry_at: datetime | None, history: History, moment: Moment) -> Verdict:
    """Decide after a reading that failed."""
    since = _since(history.last_ended_at, history, moment)
    if moment.now - since > moment.patience.give_up_after:
        wording = "The outcome could not be read since {since:%Y-%m-%d %H:%M} UTC: {rest}"
        return Verdict(State.NEEDS_HUMAN, note("unreadable_since", wording, since=since, rest=detail))
    later = moment.now + moment.patience.next_look(since, moment.now)
    return Verdict(
        State.UNKNOWN, note("unreadable", "Could not be read: {rest}", rest=detail), max(later, retry_at or later)
    )


def _after_untouched(finding: Finding, history: History, moment: Moment) -> Verdict:
    patience = moment.patience
    if history.refusals >= patience.refusals_believed:
        refused = next(one for one in reversed(history.attempts) if one.outcome is Outcome.REFUSED)
        words = refused.told or Note("")
        return Verdict(State.REJECTED, note("refusal_believed", "{words} ({rest})", words=words, rest=finding.note))
    if history.sends >= patience.max_sends or _is_out_of_patience(history, moment):
        wording = "Given up after {n} requests: {rest}"
        return Verdict(State.NEEDS_HUMAN, note("gave_up", wording, n=history.sends, rest=finding.note))
    failures = history.sends - 1
    wait = patience.back_off(failures, moment.jitter) if failures > 0 else moment.now - moment.now
    again = note("sent_again", "{rest} Sending again.", rest=finding.note)
    return Verdict(State.QUEUED, again, moment.now + wait)


def _look_again(finding: Finding, history: History, moment: Moment) -> Verdict:
    since = _since(history.acknowledged_at or history.last_ended_at, history, moment)
    if moment.now - since > moment.patience.confirm_for:
        wording = "Not confirmed since {since:%Y-%m-%d %H:%M} UTC: {rest}"
        return Verdict(State.NEEDS_HUMAN, note("unconfirmed_since", wording, since=since, rest=finding.note))
    later = moment.now + moment.patience.next_look(since, moment.now)
    return Verdict(State.UNKNOWN, note("not_seen_yet", "Not to be seen yet: {rest}", rest=finding.note), later)


def _wait_for_it(finding: Finding, history: History, moment: Moment) -> Verdict:
    since = _since(history.acknowledged_at or history.last_ended_at, history, moment)
    if moment.now - since > moment.patience.work_for:
        wording = "Not finished since {since:%Y-%m-%d %H:%M} UTC: {rest}"
        return Verdict(State.NEEDS_HUMAN, note("unfinished_since", wording, since=since, rest=finding.note))
    later = moment.now + moment.patience.next_look(since, moment.now)
    return Verdict(State.WORKING, finding.note, later)


def _since(ended_at: datetime, history: History, moment: Moment) -> datetime:
    """When a request ended; what ended in the future did before the clock was set back: from then on it counts."""
    return min(ended_at, history.patience_from_at) if ended_at > moment.now else ended_at


def _read_first(why: Note, moment: Moment) -> Verdict:
    return Verdict(State.UNKNOWN, why, moment.now + moment.patience.settling_delay)


def _is_out_of_patience(history: History, moment: Moment) -> bool:
    return moment.now - history.patience_from_at > moment.patience.give_up_after
