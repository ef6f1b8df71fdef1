"""One order on the page: what to do, then what is in it, where it goes, and what happened to it."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from dashboard.orders.decisions.approval import approval_form
from dashboard.orders.decisions.follow_up import follow_up_choice
from dashboard.orders.detail.history import (
    actions_block,
    address_block,
    lines_block,
    obligations_block,
    parcels_block,
    status_block,
)
from dashboard.orders.detail.presence_banner import presence_banner
from dashboard.orders.entity import ORDER
from dashboard.orders.queries import ORDERS_OWE
from dashboard.orders.queue.filters import listed, orders_in_address
from dashboard.orders.shipping.form import shipment_form
from dashboard.orders.view import OrderView, read_order_view
from dashboard.outbox import overlay
from dashboard.outbox.standing import badge, overlaid
from dashboard.papers.bar import papers_bar
from dashboard.parts.desk import Desk
from dashboard.parts.entities import there_is_none
from dashboard.parts.states import nothing_here
from dashboard.parts.urgency import COLOURS, ICONS, urgency_of
from dashboard.parts.walk import walk_bar
from dashboard.people.access import Role
from etl.store.snapshots.snapshots import Snapshot
from etl.words.catalogues import N_, _
from etl.words.codes import ORDER_STATUSES, SUPPLY_MODES, word
from etl.words.formats import deadline, moment, money
from etl.words.markdown import escape


def open_order(desk: Desk, snapshot: Snapshot, order_id: str) -> None:
    """The order in the address with the way to its neighbours in the list."""
    behind = listed(orders_in_address(snapshot, desk.now), snapshot)
    walk_bar(ORDER, order_id, behind, overlay.in_hand(desk, ORDERS_OWE))
    view = read_order_view(desk, snapshot, order_id, overlay.unseen(desk, [order_id], ORDERS_OWE).get(order_id))
    if view is None:
        there_is_none(ORDER, order_id)
    else:
        order_detail(desk, snapshot, view)


def order_detail(desk: Desk, snapshot: Snapshot, view: OrderView) -> None:
    """The whole order: what to do on the left, what is known on the right; stacked on a phone."""
    st.subheader(_("Order {order}").format(order=escape(view.order_id)), anchor=False)
    st.markdown(_badges(desk, view))
    with st.container():  # always there, so that nobody's coming moves the forms and what is being typed into them
        presence_banner(desk, view.order_id)
    todo, known = st.columns([2, 3], gap="medium")
    with todo:
        with st.container(border=True):
            _what_to_do(desk, snapshot, view)
        papers_bar(desk, snapshot, [view.order_id])
        _facts(view.facts)
    with known:
        lines_block(view.lines, view.facts)
        if Role.STAFF in desk.user.roles:
            address_block(snapshot, view.order_id, view.facts["status"])
        parcels_block(snapshot, view.order_id)
        obligations_block(view.obligations, desk.now)
        status_block(snapshot, view.order_id)
        actions_block(desk, view.order_id)


def _badges(desk: Desk, view: OrderView) -> str:
    badges = [f":gray-badge[{escape(word(ORDER_STATUSES, view.facts['status']))}]"]
    if view.due_at is not None:
        urgency = urgency_of(view.due_at, desk.now)
        badges.append(f":{COLOURS[urgency]}-badge[{ICONS[urgency]} {deadline(view.due_at, desk.now)}]")
    if view.unseen is not None:
        badges.append(badge(view.unseen, overlaid(view.unseen, desk.now)))
    return " ".join(badges)


def _what_to_do(desk: Desk, snapshot: Snapshot, view: OrderView) -> None:
    title = _("What to do")
    st.markdown(f"**{title}**")
    allowed = view.allowed
    if not allowed & {"approve_order", "refuse_order", "ship_order"}:
        icon = ":material/check_circle:" if view.unseen is None else ":material/schedule:"
        nothing_here(_nothing_words(view), icon)
    if "approve_order" in allowed:
        approval_form(desk, view)
    if "ship_order" in allowed:
        shipment_form(desk, snapshot, view)
    follow_up_choice(desk, view)


def _nothing_words(view: OrderView) -> str:
    if view.unseen is not None:
        return _("It has been asked for; its outcome will show here.")
    if view.facts["supply_mode"] not in {"Seller", None}:
        return _("The marketplace's warehouse ships this order: nothing to do here.")
    return _(_ENDINGS.get(view.facts["status"], NOTHING_OWED))


NOTHING_OWED: Final = N_("Nothing is owed on this order.")
_ENDINGS: Final = {
    "Processing": N_("The marketplace still checks this order: it comes to you afterwards."),
    "Accepted": N_("Accepted. The marketplace makes its last checks; then the order can be shipped."),
    "Refused": N_("Refused: the sale has ended, and nothing more can be done."),
    "Shipped": N_("Shipped. The marketplace takes no correction: settle what is wrong with the customer."),
    "Delivered": N_("Delivered. What is wrong now is settled with the customer, as a claim or a return."),
    "Cancelled": N_("Cancelled: the sale has ended. Do not ship it."),
    "Rejected": N_("The marketplace has rejected this order: do not ship it."),
}
"""What the marketplace still allows, by status, where no form is offered."""


def _facts(facts: dict[str, Any]) -> None:
    st.table(
        {
            _("Placed"): moment(facts["purchased_at"]),
            _("Amount"): escape(money(facts["total_selling_price"], facts["currency_code"])),
            _("Channel"): escape(facts["sales_channel_name"] or "–"),
            _("Reference"): escape(facts["reference"] or "–"),
            _("Shipping"): escape(word(SUPPLY_MODES, facts["supply_mode"])),
            _("Last change"): moment(facts["updated_at"]),
        },
        border="horizontal",
        alt=_("Facts of the order"),
    )
