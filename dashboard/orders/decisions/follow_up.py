"""Whether the customer is to be told: a wish that waits for the messages, shown on the order, and withdrawable."""

from __future__ import annotations

from typing import Final

import streamlit as st

from dashboard.orders.view import OrderView
from dashboard.parts.desk import Desk, open_desk
from dashboard.parts.notices import refuse
from etl.actions.outbox.unseen import is_in_hand
from etl.domain.orders.statuses import SHIPPED_STATUSES
from etl.domain.time.clock import system_clock
from etl.store.ops.errors import OpsError
from etl.store.orders.follow_ups import (
    CONFIRM_ACCEPTANCE,
    CONFIRM_SHIPMENT,
    FollowUp,
    standing_follow_ups,
    wish_follow_up,
    withdraw_follow_up,
)
from etl.words.catalogues import N_, _
from etl.words.formats import moment
from etl.words.markdown import escape

_LABELS: Final = {
    CONFIRM_ACCEPTANCE: N_("Confirm the order to the customer"),
    CONFIRM_SHIPMENT: N_("Confirm the shipment to the customer"),
}
_STANDING: Final = {
    CONFIRM_ACCEPTANCE: N_("The order is to be confirmed to the customer ({name}, {time})."),
    CONFIRM_SHIPMENT: N_("The shipment is to be confirmed to the customer ({name}, {time})."),
}
_ACCEPTED: Final = frozenset({"Accepted", "InPreparation"})


def follow_up_choice(desk: Desk, view: OrderView) -> None:
    """What may be confirmed now, and the wishes that stand; nothing before the order is accepted."""
    standing = standing_follow_ups(desk.ops, view.order_id)
    for kind in dict.fromkeys([*standing, *_fitting(view)]):
        if kind in standing:
            _standing_wish(view.order_id, standing[kind])
        else:
            st.button(
                _(_LABELS[kind]),
                key=f"wish_{kind}_{view.order_id}",
                icon=":material/mark_email_read:",
                type="tertiary",
                on_click=_wish,
                args=(view.order_id, kind),
                help=_("Noted on the order for whoever writes to the customer. Nothing is sent yet."),
            )


def _fitting(view: OrderView) -> list[str]:
    """What the order has come to, counting what has been asked for and is not in the data yet."""
    status, asked = view.facts["status"], view.unseen.kind if view.unseen and is_in_hand(view.unseen) else None
    if status in SHIPPED_STATUSES or asked == "ship_order":
        return [CONFIRM_SHIPMENT]
    return [CONFIRM_ACCEPTANCE] if status in _ACCEPTED or asked == "approve_order" else []


def _standing_wish(order_id: str, wish: FollowUp) -> None:
    words = _(_STANDING[wish.kind]).format(name=escape(wish.wished_by), time=escape(moment(wish.wished_at)))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f":material/mark_email_read: {words}", width="stretch")
        st.button(
            _("Withdraw"),
            key=f"withdraw_{wish.kind}_{order_id}",
            type="tertiary",
            on_click=_withdraw,
            args=(order_id, wish.kind),
        )


def _wish(order_id: str, kind: str) -> None:
    desk = open_desk()
    try:
        wish_follow_up(desk.ops, order_id, kind, by=desk.user.name, now=system_clock())
    except OpsError as error:
        refuse(escape(str(error), 400))


def _withdraw(order_id: str, kind: str) -> None:
    desk = open_desk()
    try:
        withdraw_follow_up(desk.ops, order_id, kind, by=desk.user.name, now=system_clock())
    except OpsError as error:
        refuse(escape(str(error), 400))
