"""One action: what was asked, each step and request of it, the evidence, and what a person can decide."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import streamlit as st

from dashboard.actions.entity import BATCH
from dashboard.actions.forms import decision_form
from dashboard.outbox.reasons import REASONS
from dashboard.outbox.standing import asked, badge, standing
from dashboard.outbox.steps import told_steps
from dashboard.parts.desk import Desk
from dashboard.parts.entities import Entity, way_to
from dashboard.parts.row_table import row_table
from etl.actions.outbox.reading import attempts_of, events_of
from etl.actions.outbox.records import ActionRow, AttemptRow, EventRow
from etl.actions.sender.comparing import COMPARISON
from etl.actions.states import State
from etl.words.catalogues import _
from etl.words.checks import check_names
from etl.words.codes import ATTEMPT_OUTCOMES, REQUESTERS, word
from etl.words.formats import moment, number
from etl.words.markdown import escape
from etl.words.notes import note_words


def action_detail(desk: Desk, row: ActionRow, subject: Entity) -> None:
    """The whole action, the decision first when one is needed. `subject`: what it is about."""
    title = _(subject.nouns.acted_on).format(action=asked(row), id=escape(row.target))
    st.subheader(title, anchor=False)
    st.markdown(badge(row, standing(row, desk.now)))
    if row.result:
        st.markdown(escape(note_words(row.outcome), 600))
    _comparison_block(row)
    if row.state is State.NEEDS_HUMAN:
        decision_form(row)
    way_to(subject, row.target)
    if row.batch_id:
        way_to(BATCH, row.batch_id, icon=":material/stacks:")
    _asked_block(row)
    _steps_block(events_of(desk.ops, row.action_id))
    _attempts_block(attempts_of(desk.ops, row.action_id))
    _evidence_block(row)


def _comparison_block(row: ActionRow) -> None:
    """What the person saw beside what was read before sending, where the two differed."""
    compared = (row.evidence or {}).get(COMPARISON) or {}
    if "now" not in compared:
        return
    seen, now = compared["seen"], compared["now"]
    shown = [
        {_("What"): escape(name), _("As you saw it"): _said(seen.get(name)), _("As it is now"): _said(now.get(name))}
        for name in sorted({*seen, *now})
    ]
    row_table(shown, _("What has changed since it was asked for"))


def _said(value: Any) -> str:
    return "–" if value is None else escape(str(value), 200)


def _asked_block(row: ActionRow) -> None:
    facts = {
        _("Asked by"): escape(word(REQUESTERS, row.requested_by)),
        _("Asked at"): escape(moment(row.requested_at)),
        _("Sent at"): escape(moment(row.sent_at)),
        _("Settled at"): escape(moment(row.settled_at)),
        _("Action number"): f"`{row.action_id}`",
    }
    facts |= _payload_facts(row.payload) | _override_facts(row.seen or {})
    st.table(facts, border="horizontal", width="content", alt=_("What was asked"))


def _payload_facts(payload: dict[str, Any]) -> dict[str, str]:
    given = {name: value for name, value in payload.items() if value is not None}
    names = {
        "parcel_number": _("Tracking number"),
        "carrier_name": _("Carrier"),
        "tracking_url": _("Tracking address"),
        "order_line_ids": _("Lines"),
        "handed_over_at": _("Handed over to the carrier"),
        "quantity": _("Quantity"),
        "price": _("Price"),
        "sales_channel_id": _("Channel"),
    }
    return {names.get(name, name): escape(_payload_words(name, value)) for name, value in given.items()}


def _payload_words(name: str, value: Any) -> str:
    if name == "handed_over_at":
        return moment(datetime.fromisoformat(value))
    if name == "price":
        return number(float(value), 2)
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _override_facts(seen: dict[str, Any]) -> dict[str, str]:
    override = seen.get("override")
    if not override:
        return {}
    return {
        _("In spite of"): check_names(override["warnings"]),
        _("Because"): escape(word(REASONS, override["reason"]), 200),
    }


def _steps_block(events: list[EventRow]) -> None:
    st.markdown("**:material/history: {title}**".format(title=_("Steps")))
    shown = [
        {
            _("When"): escape(moment(event.at)),
            _("By"): escape(word(REQUESTERS, event.actor)),
            _("State"): state,
            _("Note"): escape(note_words(event.told), 300),
        }
        for event, state in told_steps(events)
    ]
    row_table(shown, _("Steps of the action"))


def _attempts_block(attempts: list[AttemptRow]) -> None:
    if not attempts:
        return
    st.markdown("**:material/outgoing_mail: {title}**".format(title=_("Requests to the marketplace")))
    shown = [
        {
            _("When"): escape(moment(attempt.started_at)),
            _("Outcome"): word(ATTEMPT_OUTCOMES, attempt.outcome) if attempt.outcome else _("under way"),
            _("Detail"): escape(note_words(attempt.told), 300),
        }
        for attempt in attempts
    ]
    row_table(shown, _("Requests of the action and how they ended"))


def _evidence_block(row: ActionRow) -> None:
    evidence: dict[str, Any] = {
        name: content
        for name, content in ((_("seen on screen"), row.seen), (_("found at the marketplace"), row.evidence))
        if content
    }
    if not evidence:
        return
    with st.expander(_("Evidence"), icon=":material/fact_check:", expanded=row.state is State.NEEDS_HUMAN):
        for name, content in evidence.items():
            st.caption(name)
            st.json(content)
