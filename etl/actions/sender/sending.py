"""Sends one action, once, and settles it as far as the answer and one reading allow."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Engine

from etl.actions.findings import PACKAGE, Kinds, Marketplace, PackagedKind, kind_among
from etl.actions.outbox.records import ActionRow, Outcome
from etl.actions.sender.answers import Answer, answer_to
from etl.actions.sender.claims import Claim, claim_for_sending, end_attempt, give_back, keep_facts
from etl.actions.sender.comparing import Obstacle, obstacle_to
from etl.actions.sender.looking import look_at
from etl.actions.sender.patience import Patience
from etl.actions.sender.verdicts import Moment, Verdict, after_answer
from etl.actions.states import State, Step
from etl.domain.time.clock import Clock
from etl.octopia.answers import Reply
from etl.store.ops.database import writing


@dataclass(frozen=True)
class Desk:
    """All that sending and reading need: outbox, marketplace, kinds of action, clock, patience, in whose name."""

    ops: Engine
    marketplace: Marketplace
    kinds: Kinds
    clock: Clock
    patience: Patience = field(default_factory=Patience)
    jitter: random.Random = field(default_factory=random.Random)
    actor: str = "worker"

    def moment(self) -> Moment:
        """The present moment."""
        return Moment(self.clock(), self.patience, self.jitter)

    def turn(self, asked: ActionRow, state: State, paused_until: datetime | None) -> Turn:
        """What has become of an action; one of a kind that is not known moves nothing."""
        moves = self.kinds[asked.kind].moves if asked.kind in self.kinds else frozenset[str]()
        return Turn(asked.action_id, moves, asked.target, state, paused_until)


@dataclass(frozen=True)
class Turn:
    """What one turn made of an action: its state now, and until when the marketplace's quota is spent, if it is.

    `moves`: the collections in which its target is to be read again once it is settled.
    """

    action_id: str
    moves: frozenset[str]
    target: str
    state: State
    paused_until: datetime | None = None


def send_action(desk: Desk, action_id: str) -> Turn | None:
    """Claim a queued action, make its request and write the outcome down; `None` when it was not there to claim."""
    claim = claim_for_sending(desk.ops, action_id, now=desk.clock(), actor=desk.actor)
    if claim is None:
        return None
    obstacle = obstacle_to(desk.marketplace, desk.kinds, claim)
    if obstacle is not None:
        return _held_back(desk, claim, obstacle)
    errand = _Errand(desk, claim)
    answer = answer_to(errand.send, action_id)
    claim = errand.claim
    if answer.outcome is Outcome.ACKNOWLEDGED:
        return _confirm(desk, claim, answer)
    moment = desk.moment()
    with writing(desk.ops) as connection:
        history = end_attempt(connection, claim, outcome=answer.outcome, detail=answer.detail, now=moment.now)
        verdict = after_answer(answer, history, claim.earlier, moment)
        give_back(connection, claim, verdict, _step(desk, claim, verdict, moment), answer.facts())
    return desk.turn(claim.action, verdict.to, answer.retry_at)


def _held_back(desk: Desk, claim: Claim, obstacle: Obstacle) -> Turn:
    """End the attempt without a request: nothing was sent, so that it can still be undone."""
    answer, moment = obstacle.answer, desk.moment()
    with writing(desk.ops) as connection:
        history = end_attempt(connection, claim, outcome=answer.outcome, detail=answer.detail, now=moment.now)
        verdict = obstacle.verdict or after_answer(answer, history, claim.earlier, moment)
        give_back(connection, claim, verdict, _step(desk, claim, verdict, moment), obstacle.facts)
    return desk.turn(claim.action, verdict.to, answer.retry_at)


@dataclass
class _Errand:
    """The requests of one action; `claim` gains what must be known before the one that has an effect is made."""

    desk: Desk
    claim: Claim

    def send(self) -> Reply:
        asked, marketplace = self.claim.action, self.desk.marketplace
        kind = kind_among(self.desk.kinds, asked.kind)
        if not isinstance(kind, PackagedKind):
            return kind.send(marketplace, asked.target, asked.payload)
        # Kept before it is handed in: when no answer comes, this package is looked into, and no second one opened.
        package = kind.open_package(marketplace, asked.payload)
        self.claim = keep_facts(self.desk.ops, self.claim, {PACKAGE: package})
        return kind.hand_in(marketplace, asked.target, asked.payload, package)


def _confirm(desk: Desk, claim: Claim, answer: Answer) -> Turn:
    """A yes is no effect yet: the object is read, and what is seen decides."""
    # Committed before the reading: a process that dies in between must not forget that the marketplace said yes.
    with writing(desk.ops) as connection:
        history = end_attempt(connection, claim, outcome=answer.outcome, detail=answer.detail, now=desk.clock())
    look = look_at(desk.marketplace, desk.kinds, claim.action)
    moment = desk.moment()
    verdict = look.verdict(history, moment)
    with writing(desk.ops) as connection:
        facts = {**answer.facts(), **look.facts()}
        give_back(connection, claim, verdict, _step(desk, claim, verdict, moment), facts)
    return desk.turn(claim.action, verdict.to, look.retry_at)


def _step(desk: Desk, claim: Claim, verdict: Verdict, moment: Moment) -> Step:
    return Step(claim.action.action_id, State.SENDING, verdict.to, moment.now, desk.actor, verdict.note)
