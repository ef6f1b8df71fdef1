"""Confirming a bulk decision: judged once more, then written down under one batch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import streamlit as st

from dashboard.orders.decisions.bulk_requests import BulkRequest, judged, leave, seen_of
from dashboard.outbox.batch_forms import say_refusals
from dashboard.outbox.reasons import override_of
from dashboard.parts.desk import open_desk
from dashboard.parts.entities import Entity, open_elsewhere
from dashboard.parts.notices import refuse
from etl.actions.kinds import kind_named
from etl.actions.outbox.batches import Wish, ask_each
from etl.domain.checks import Severity
from etl.domain.time.clock import system_clock
from etl.preflight.orders.selections import JudgedOrder
from etl.store.ops.errors import OpsError
from etl.words.formats import counted
from etl.words.markdown import escape

Agreed = Mapping[str, frozenset[str]]
"""The orders that were confirmed, each with the warnings that were on screen and accepted."""


def decide_all(request: BulkRequest, agreed: Agreed, batch: Entity) -> None:
    """Ask for what was confirmed, except what has become worse since it was shown; then go to the batch it has become.

    No Streamlit call lies between the first and the last item: a browser that is closed meanwhile stops nothing.
    """
    desk = open_desk()
    if desk.snapshot is None:
        return
    orders = [order for order in judged(desk, desk.snapshot, request) if order.order_id in agreed]
    going = [
        order
        for order in orders
        if order.severity is not Severity.BLOCKS and set(order.warnings) <= agreed[order.order_id]
    ]
    try:
        answers = list(
            ask_each(
                desk.ops,
                _wishes(request, going),
                batch_id=request.batch_id,
                requested_by=desk.user.name,
                hold=desk.settings.undo_window,
                now=system_clock(),
            )
        )
    except OpsError as error:
        refuse(escape(str(error), 400))
        return
    _say_left_out(len(agreed) - len(going))
    say_refusals(answers)
    leave()
    if any(answer.enqueued for answer in answers):
        open_elsewhere(batch, request.batch_id)


def _wishes(request: BulkRequest, orders: list[JudgedOrder]) -> Iterator[Wish]:
    for order in orders:
        override = override_of(request.kind, request.batch_id, order.warnings)
        yield Wish(kind_named(request.kind), order.order_id, {}, seen_of(order), override)


def _say_left_out(number: int) -> None:
    if number:
        said = counted(
            "{n} order was left out: it has changed since you saw it. Look at it again.",
            "{n} orders were left out: they have changed since you saw them. Look at them again.",
            number,
        )
        st.toast(said, icon=":material/info:", duration="long")
