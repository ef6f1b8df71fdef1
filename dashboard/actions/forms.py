"""What a person does about an action that needs one: send it again, or say how it truly ended."""

from __future__ import annotations

from typing import Final, Literal

import streamlit as st

from dashboard.parts.desk import open_desk
from dashboard.parts.notices import refuse, say
from etl.actions.errors import ActionError
from etl.actions.outbox.asking import requeue, settle_by_hand
from etl.actions.outbox.records import ActionRow
from etl.actions.sender.comparing import COMPARISON
from etl.domain.characters import plain_line
from etl.domain.time.clock import system_clock
from etl.store.ops.errors import OpsError
from etl.words.catalogues import N_, _
from etl.words.markdown import escape

Decision = Literal["again", "done", "rejected"]
NOTE_LIMIT: Final = 300
_UNPROVED: Final = N_(
    "Nobody could prove whether the marketplace did this. "
    "Look at the evidence below and in the marketplace's own screens, then decide."
)
_HELD_BACK: Final = N_("Nothing was sent: look at what has changed, then decide.")


def decision_form(row: ActionRow) -> None:
    """Three ways out, each with a note that goes into the audit."""
    with st.container(border=True):
        is_unsent = COMPARISON in (row.evidence or {}) and row.sent_at is None
        st.markdown(_(_HELD_BACK) if is_unsent else _(_UNPROVED))
        note_key = f"note_{row.action_id}"
        note = st.text_input(_("What did you find? (kept in the audit)"), key=note_key, max_chars=NOTE_LIMIT)
        has_note = bool(plain_line(note).strip())
        with st.container(horizontal=True):
            _way_out(row, "done", _("It was done"), ":material/check:", has_note=has_note)
            _way_out(row, "rejected", _("It was not done, leave it"), ":material/close:", has_note=has_note)
            again = _("Send it all the same") if is_unsent else _("It was not done, send it again")
            _way_out(row, "again", again, ":material/replay:", has_note=has_note)
        if not has_note:
            st.caption(_("Write what you found, and the choices open."))


def decide(action_id: str, decision: Decision, note_key: str) -> None:
    """Write the decision down; a state that has moved on meanwhile is said plainly."""
    desk = open_desk()
    note = plain_line(str(st.session_state.get(note_key, ""))).strip()[:NOTE_LIMIT]
    try:
        if decision == "again":
            requeue(desk.ops, action_id, by=desk.user.name, now=system_clock(), note=note)
        else:
            settle_by_hand(desk.ops, action_id, outcome=decision, by=desk.user.name, note=note, now=system_clock())
    except (ActionError, OpsError) as error:
        refuse(escape(str(error), 400))
        return
    say(_("Your decision is written down"), ":material/check:")


def _way_out(row: ActionRow, decision: Decision, label: str, icon: str, *, has_note: bool) -> None:
    st.button(
        label,
        icon=icon,
        key=f"{decision}_{row.action_id}",
        disabled=not has_note,
        on_click=decide,
        args=(row.action_id, decision, f"note_{row.action_id}"),
    )
