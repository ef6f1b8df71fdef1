"""Accepting or refusing an order: the checks, a reason where one is needed, a confirmation, then the outbox."""

from __future__ import annotations

import streamlit as st

from dashboard.orders.keys import ACCEPT, REFUSE
from dashboard.orders.view import OrderView
from dashboard.outbox.check_card import preflight_card
from dashboard.outbox.guard import ask_checked, decision_checks
from dashboard.outbox.reasons import reason_choice
from dashboard.parts.desk import Desk
from dashboard.parts.keyboard import hint
from etl.domain.checks import Check, Severity, asking_codes, worst
from etl.words.catalogues import _
from etl.words.formats import money
from etl.words.markdown import escape


def approval_form(desk: Desk, view: OrderView) -> None:
    """The checks of accepting, then accept and refuse, each behind a confirmation that repeats what is decided."""
    checks = decision_checks("approve_order", view.preflight, desk)
    preflight_card(checks, desk.now)
    with st.container(horizontal=True):
        with st.popover(
            _("Accept"), type="primary", icon=":material/check:", key=f"accept_{view.order_id}", help=hint(ACCEPT)
        ):
            st.markdown(_accept_words(view))
            _confirm(view, "approve_order", _("Accept the order"), checks)
        with st.popover(_("Refuse"), icon=":material/close:", key=f"refuse_{view.order_id}", help=hint(REFUSE)):
            against = decision_checks("refuse_order", view.preflight, desk)
            shown = {check.code for check in checks}
            preflight_card([check for check in against if check.code not in shown], desk.now)
            _confirm(view, "refuse_order", _("Refuse the order"), against)


def _accept_words(view: OrderView) -> str:
    amount = money(view.facts["total_selling_price"], view.facts["currency_code"])
    text = _("Accept order **{order}** for **{amount}**. You then have to ship it in time.")
    return text.format(order=escape(view.order_id), amount=escape(amount))


def _confirm(view: OrderView, kind: str, label: str, checks: tuple[Check, ...]) -> None:
    is_possible = worst(checks) is not Severity.BLOCKS
    has_warnings = is_possible and bool(asking_codes(checks))
    may_go_on = reason_choice(kind, view.order_id, has_warnings=has_warnings) and is_possible
    st.button(
        label,
        key=f"{kind}_{view.order_id}",
        type="primary",
        disabled=not may_go_on,
        on_click=ask_checked,
        args=(kind, view.order_id, {}, view.seen(checks)),
    )
