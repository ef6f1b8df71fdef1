"""Many actions asked for at once: each is its own action, all carry one batch id.

Safe to stop anywhere and to ask again: what is already under way answers itself and is not doubled.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Engine

from etl.actions.errors import ActionError
from etl.actions.findings import Kind, Kinds, kind_among
from etl.actions.notes import result_of
from etl.actions.outbox.asking import ONCE_KEY, Enqueued, enqueue
from etl.actions.outbox.hand import UNDONE, UNDONE_RESULT
from etl.actions.outbox.overrides import Override
from etl.actions.outbox.records import ActionRow
from etl.actions.states import State, Step, take_same_step
from etl.store.ops.database import writing
from etl.store.ops.schema import action

AGAIN: Final = "again-"


@dataclass(frozen=True)
class Asked:
    """What became of one item: the action it is, or why it could not be written down."""

    target: str
    enqueued: Enqueued | None = None
    refusal: ActionError | None = None


@dataclass(frozen=True)
class Wish:
    """One item as it is asked for; `seen` is what the person had on screen, `override` why it goes all the same."""

    kind: Kind
    target: str
    payload: Mapping[str, Any]
    seen: Mapping[str, Any] | None = None
    override: Override | None = None


def ask_all(
    ops: Engine,
    kind: Kind,
    items: Iterable[tuple[str, Mapping[str, Any]]],
    *,
    batch_id: str,
    requested_by: str,
    hold: timedelta,
    now: datetime,
    seen: Mapping[str, Any] | None = None,
) -> Iterator[Asked]:
    """Write down an action per item (target, payload), answering item by item so that progress can be shown.

    An item that does not fit, or contradicts what is under way, is answered with its refusal and stops no other.
    Raises `OpsError`: what was written until then stays, and asking again goes on from there.
    """
    wishes = (Wish(kind, target, payload, seen) for target, payload in items)
    return ask_each(ops, wishes, batch_id=batch_id, requested_by=requested_by, hold=hold, now=now)


def ask_each(
    ops: Engine, wishes: Iterable[Wish], *, batch_id: str, requested_by: str, hold: timedelta, now: datetime
) -> Iterator[Asked]:
    """`ask_all` for items that differ in more than their payload."""
    for wish in wishes:
        try:
            enqueued = enqueue(
                ops,
                wish.kind,
                wish.target,
                wish.payload,
                requested_by=requested_by,
                hold=hold,
                now=now,
                seen=wish.seen,
                batch_id=batch_id,
                override=wish.override,
            )
        except ActionError as error:
            yield Asked(wish.target, refusal=error)
        else:
            yield Asked(wish.target, enqueued)


def wishes_again(rows: Iterable[ActionRow], kinds: Kinds) -> list[Wish]:
    """The same items to be asked for anew, each with the number of the action that failed; raises `UnknownKind`."""
    return [
        Wish(
            kind_among(kinds, row.kind),
            row.target,
            row.payload if row.once_key is None else {**row.payload, ONCE_KEY: row.once_key},
            {**(row.seen or {}), "again_of": row.action_id},
        )
        for row in rows
    ]


def id_of_asking_again(rows: Sequence[ActionRow]) -> str:
    """The id of the batch in which these failures are asked for again: two people who ask meet in one batch."""
    ids = "\n".join(sorted(row.action_id for row in rows))
    return f"{AGAIN}{hashlib.sha256(ids.encode()).hexdigest()[:32]}"


def undo_batch(ops: Engine, batch_id: str, *, by: str, now: datetime) -> int:
    """Take back every action of a batch that no request was made of; answers how many.

    One compare-and-set for all of them: against a worker that is sending, each action goes to exactly one of the two.
    """
    step = Step("", State.QUEUED, State.UNDONE, now, by, UNDONE)
    with writing(ops) as connection:
        unsent = (action.c.batch_id == batch_id) & action.c.sent_at.is_(None)
        return take_same_step(connection, unsent, step, **result_of(UNDONE_RESULT))
