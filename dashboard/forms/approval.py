"""Accepting or refusing an order: the facts, a confirmation, then the outbox."""

from __future__ import annotations

import streamlit as st

from dashboard.desk import Desk
from dashboard.formats import money
from dashboard.forms.asking import ask
from dashboard.i18n import _
from dashboard.keyboard import hint
from dashboard.markdown import escape
from dashboard.order_view import OrderView


def approval_form(desk: Desk, view: OrderView) -> None:
    """Accept and refuse, each behind a confirmation that repeats what is decided."""
    with st.container(horizontal=True):
        with st.popover(
            _("Accept"), type="primary", icon=":material/check:", key=f"accept_{view.order_id}", help=hint("accept")
        ):
            st.markdown(_accept_words(view))
            _warnings(view, desk)
            _confirm(desk, view, "approve_order", _("Accept the order"))
        with st.popover(_("Refuse"), icon=":material/close:", key=f"refuse_{view.order_id}", help=hint("refuse")):
            st.markdown(_("Refusing ends the sale for good and counts against your acceptance rate."))
            _confirm(desk, view, "refuse_order", _("Refuse the order"))


def _accept_words(view: OrderView) -> str:
    amount = money(view.facts["total_selling_price"], view.facts["currency_code"])
    text = _("Accept order **{order}** for **{amount}**. You then have to ship it in time.")
    return text.format(order=escape(view.order_id), amount=escape(amount))


def _warnings(view: OrderView, desk: Desk) -> None:
    for remark in view.remarks(desk.now):
        if remark.is_warning:
            st.markdown(f":orange[:material/warning: {remark.text}]")


def _confirm(desk: Desk, view: OrderView, kind: str, label: str) -> None:
    st.button(
        label,
        key=f"{kind}_{view.order_id}",
        type="primary",
        on_click=ask,
        args=(kind, view.order_id, {}, view.seen(desk.now)),
    )
