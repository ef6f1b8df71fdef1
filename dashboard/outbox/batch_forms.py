"""What a person does to a batch: take back what is not sent yet, or ask again for what failed."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.parts import address
from dashboard.parts.desk import open_desk
from dashboard.parts.notices import refuse, say
from etl.actions.kinds import KINDS
from etl.actions.outbox.batch_items import failed_items
from etl.actions.outbox.batches import Asked, ask_each, id_of_asking_again, undo_batch, wishes_again
from etl.domain.time.clock import system_clock
from etl.store.ops.errors import OpsError
from etl.words.catalogues import _
from etl.words.formats import counted
from etl.words.markdown import escape


def take_back_batch(batch_id: str) -> None:
    """Undo what no request was made of yet, and say how many that were."""
    desk = open_desk()
    try:
        undone = undo_batch(desk.ops, batch_id, by=desk.user.name, now=system_clock())
    except OpsError as error:
        refuse(escape(str(error), 400))
        return
    if undone:
        said = counted("{n} undone: nothing was sent of it", "{n} undone: nothing was sent of them", undone)
        say(said, ":material/undo:")
    else:
        say(_("Too late to undo: it has been sent"), ":material/info:")


def ask_again(batch_id: str) -> None:
    """Ask anew for what was refused or undone, under a batch of its own, and show that one."""
    desk = open_desk()
    try:
        failed = failed_items(desk.ops, batch_id)
        again_id = id_of_asking_again(failed)
        answers = list(
            ask_each(
                desk.ops,
                wishes_again(failed, KINDS),
                batch_id=again_id,
                requested_by=desk.user.name,
                hold=desk.settings.undo_window,
                now=system_clock(),
            )
        )
    except OpsError as error:
        refuse(escape(str(error), 400))
        return
    say_refusals(answers)
    if any(answer.enqueued for answer in answers):
        address.show("batch", again_id)


def say_refusals(answers: Sequence[Asked]) -> None:
    """Say, on the next screen, how many items could not be written down and why the first could not."""
    refusals = [answer.refusal for answer in answers if answer.refusal is not None]
    if refusals:
        refuse(
            counted(
                "{n} could not be asked for: {why}",
                "{n} could not be asked for, such as: {why}",
                len(refusals),
                why=escape(str(refusals[0]), 300),
            )
        )
