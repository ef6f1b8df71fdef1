"""Why a person goes on in spite of a warning: one click on a usual reason, or own words; kept in the audit."""

from __future__ import annotations

from typing import Final

import streamlit as st

from etl.actions.outbox.overrides import REASON_LIMIT, Override
from etl.domain.characters import plain_line
from etl.words.catalogues import N_, _
from etl.words.codes import word

REASONS: Final = {
    "stock_counted": N_("Stock counted by hand"),
    "restock_coming": N_("Restock on its way"),
    "order_genuine": N_("Order checked, it is genuine"),
    "out_of_stock": N_("Out of stock"),
    "price_mistake": N_("Mistake in the price"),
    "not_delivered_there": N_("We do not deliver there"),
    "suspected_fraud": N_("Suspected fraud"),
    "address_confirmed": N_("Address confirmed with the customer"),
    "label_read": N_("Number read again on the label"),
    "customer_wants_it": N_("The customer still wants it"),
}
_USUAL: Final = {
    "approve_order": ("stock_counted", "restock_coming", "order_genuine"),
    "refuse_order": ("out_of_stock", "price_mistake", "not_delivered_there", "suspected_fraud"),
    "ship_order": ("label_read", "address_confirmed", "customer_wants_it"),
}


def reason_choice(kind: str, subject: str, *, has_warnings: bool) -> bool:
    """Ask for a reason where there are warnings; answer whether one may go on. `subject`: an order id or a batch."""
    if not has_warnings:
        return True
    st.pills(
        _("Why do you go on all the same? (kept in the audit)"),
        _USUAL[kind],
        format_func=lambda code: word(REASONS, code),
        key=_chosen_key(kind, subject),
    )
    st.text_input(_("Or in your own words"), key=_written_key(kind, subject), max_chars=REASON_LIMIT, placeholder="…")
    is_given = bool(given_reason(kind, subject))
    with st.container():  # always there: the button below keeps its place when it opens
        if not is_given:
            st.caption(_("Choose a reason, and the button opens."))
    return is_given


def given_reason(kind: str, subject: str) -> str:
    """The reason in force: own words, else the code of the one chosen; empty when there is none."""
    written = " ".join(plain_line(str(st.session_state.get(_written_key(kind, subject)) or "")).split())
    return written[:REASON_LIMIT] or str(st.session_state.get(_chosen_key(kind, subject)) or "")


def override_of(kind: str, subject: str, warnings: tuple[str, ...]) -> Override | None:
    """What the outbox is told: the warnings and the reason, None where there is no warning."""
    return Override(warnings, given_reason(kind, subject)) if warnings else None


def _chosen_key(kind: str, subject: str) -> str:
    return f"reason_{kind}_{subject}"


def _written_key(kind: str, subject: str) -> str:
    return f"own_reason_{kind}_{subject}"
