"""Asking something of the marketplace from a page: write it to the outbox, say so, or say why not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.parts.desk import open_desk
from dashboard.parts.notices import refuse, say
from dashboard.people.presence import unspoken, unspoken_words
from etl.actions.errors import ActionError, ConflictingAction
from etl.actions.kinds import kind_named
from etl.actions.outbox.asking import Enqueued, enqueue, undo
from etl.actions.outbox.overrides import Override
from etl.actions.states import LIVE
from etl.domain.time.clock import system_clock
from etl.store.ops.errors import OpsError
from etl.store.ops.presence import Subject
from etl.words.catalogues import _
from etl.words.codes import ACTION_KINDS, word
from etl.words.markdown import escape

Document = Mapping[str, Any]


def ask(
    kind: str,
    target: str,
    payload: Document,
    seen: Document,
    batch_id: str | None = None,
    *,
    override: Override | None = None,
) -> None:
    """Write the action down and tell the person; asking twice is harmless."""
    desk = open_desk()
    try:
        definition = kind_named(kind)
        others, told = unspoken(desk.ops, desk.user.name, Subject(definition.subject_type, target), desk.now)
        if others:
            refuse(unspoken_words(others))
            return
        enqueued = enqueue(
            desk.ops,
            definition,
            target,
            payload,
            requested_by=desk.user.name,
            hold=desk.settings.undo_window,
            now=system_clock(),
            seen={**seen, **told},
            batch_id=batch_id,
            override=override,
        )
    except (ActionError, OpsError) as error:
        refuse(_refusal(kind, target, error))
        return
    said = _said(enqueued)
    say(said.format(action=word(ACTION_KINDS, kind), order=escape(target)), ":material/schedule_send:")


def _said(enqueued: Enqueued) -> str:
    if enqueued.is_new:
        return _("{action}, {order}: written down")
    if enqueued.state in LIVE:
        return _("{action}, {order}: already under way")
    return _("{action}, {order}: already done, it is not done twice")


def take_back(action_id: str) -> None:
    """Undo an action; too late is said plainly."""
    desk = open_desk()
    try:
        is_undone = undo(desk.ops, action_id, by=desk.user.name, now=system_clock())
    except (ActionError, OpsError) as error:
        refuse(escape(str(error), 400))
        return
    if is_undone:
        say(_("Undone: nothing was sent"), ":material/undo:")
    else:
        say(_("Too late to undo: it has been sent"), ":material/info:")


def _refusal(kind: str, target: str, error: ActionError | OpsError) -> str:
    if isinstance(error, ConflictingAction) and kind == "update_offer":
        text = _("{sku}: another change of this listing is already under way. Undo it, or wait for its outcome.")
        return text.format(sku=escape(target))
    if isinstance(error, ConflictingAction):
        text = _(
            "{action}, {order}: something else is already under way for this order. Undo it, or wait for its outcome."
        )
        return text.format(action=word(ACTION_KINDS, kind), order=escape(target))
    return escape(str(error), 400)
