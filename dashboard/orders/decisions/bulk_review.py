"""The review of a bulk decision: what will be asked, what stays out and why, before anything is asked."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboard.orders.decisions.bulk_form import Agreed, decide_all
from dashboard.orders.decisions.bulk_requests import BulkRequest, judged, leave
from dashboard.orders.decisions.bulk_tables import COST, order_columns, order_frame, plain_table, table_height
from dashboard.orders.queries import lines_of
from dashboard.outbox.reasons import reason_choice
from dashboard.parts.desk import Desk
from dashboard.parts.entities import Entity
from dashboard.parts.states import nothing_here
from etl.domain.checks import Severity
from etl.preflight.orders.selections import JudgedOrder
from etl.store.snapshots.snapshots import Snapshot
from etl.words.catalogues import _
from etl.words.checks import SENTENCES
from etl.words.formats import counted


def bulk_review(desk: Desk, snapshot: Snapshot, request: BulkRequest, batch: Entity) -> None:
    """The whole review, from the sentence to the button that confirms it and leads to the `batch`."""
    orders = judged(desk, snapshot, request)
    impossible = [order for order in orders if order.severity is Severity.BLOCKS]
    # What every refusal costs is confirmed once for all of them: it makes none of them doubtful.
    warned = [order for order in orders if order not in impossible and set(order.warnings) - {COST}]
    clear = [order for order in orders if order not in impossible and order not in warned]
    st.subheader(_title(request), anchor=False)
    st.markdown(_answer(request, len(clear), len(warned), len(impossible)))
    if request.is_refusal:
        st.markdown(_(SENTENCES[COST]))
    lines = lines_of(snapshot, tuple(sorted(request.order_ids)))
    ticked = _warned_block(desk, lines, warned)
    _impossible_block(desk, lines, impossible)
    _clear_block(desk, lines, clear)
    agreed = {order.order_id: frozenset(order.warnings) for order in (*clear, *ticked)}
    _confirmation(request, agreed, batch, needs_reason=bool(ticked) or (request.is_refusal and bool(agreed)))


def _title(request: BulkRequest) -> str:
    number = len(request.order_ids)
    if request.is_refusal:
        return counted("Before refusing {n} order", "Before refusing {n} orders", number)
    return counted("Before accepting {n} order", "Before accepting {n} orders", number)


def _answer(request: BulkRequest, clear: int, warned: int, impossible: int) -> str:
    parts = [_going(request, clear)]
    if warned:
        said = counted("{n} stays out unless you tick it", "{n} stay out unless you tick them", warned)
        parts.append(f":orange[:material/warning: {said}]")
    if impossible:
        said = counted("{n} is impossible", "{n} are impossible", impossible)
        parts.append(f":red[:material/block: {said}]")
    return " · ".join(parts)


def _going(request: BulkRequest, clear: int) -> str:
    if request.is_refusal:
        going = counted("{n} will be refused", "{n} will be refused", clear)
        return f":red[:material/close: {going}]"
    going = counted("{n} will be accepted", "{n} will be accepted", clear)
    return f":green[:material/check_circle: {going}]"


def _warned_block(desk: Desk, lines: pl.DataFrame, warned: list[JudgedOrder]) -> list[JudgedOrder]:
    if not warned:
        return []
    st.markdown("**:orange[:material/warning:] {title}**".format(title=_("Warnings: tick what is to go all the same")))
    event = st.dataframe(
        order_frame(desk, lines, warned),
        column_config=order_columns(),
        hide_index=True,
        height=table_height(len(warned)),
        on_select="rerun",
        selection_mode="multi-row",
        key=f"bulk_warned_{hash(tuple(order.order_id for order in warned))}",
        alt=_("Orders with warnings, the most urgent first, each with its reasons"),
    )
    return [warned[row] for row in event.selection.rows if row < len(warned)]


def _impossible_block(desk: Desk, lines: pl.DataFrame, impossible: list[JudgedOrder]) -> None:
    if impossible:
        st.markdown("**:red[:material/block:] {title}**".format(title=_("Impossible: not asked for")))
        alt = _("Orders for which it is impossible, each with its reason")
        plain_table(desk, lines, impossible, alt)


def _clear_block(desk: Desk, lines: pl.DataFrame, clear: list[JudgedOrder]) -> None:
    if not clear:
        nothing_here(_("None of them goes without a look: see above."), ":material/info:")
        return
    title = counted("{n} order without warning", "{n} orders without warning", len(clear))
    with st.expander(title, icon=":material/check_circle:"):
        plain_table(desk, lines, clear, _("Orders without warning, the most urgent first"))


def _confirmation(request: BulkRequest, agreed: Agreed, batch: Entity, *, needs_reason: bool) -> None:
    number = len(agreed)
    with st.container(border=True):
        has_reason = reason_choice(request.kind, request.batch_id, has_warnings=needs_reason)
        is_sure = _is_sure(number) if request.is_refusal and number else True
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(
                _confirm_label(request, number),
                key="bulk_confirm",
                type="primary",
                icon=":material/close:" if request.is_refusal else ":material/check:",
                disabled=not (number and has_reason and is_sure),
                on_click=decide_all,
                args=(request, agreed, batch),
            )
            st.button(_("Back, ask for nothing"), key="bulk_leave", type="tertiary", on_click=leave)
        st.caption(_("Each order is its own action, can be undone by itself and has its own result."))


def _confirm_label(request: BulkRequest, number: int) -> str:
    if request.is_refusal:
        return counted("Refuse {n} order", "Refuse {n} orders", number)
    return counted("Accept {n} order", "Accept {n} orders", number)


def _is_sure(number: int) -> bool:
    said = counted(
        "Yes: {n} sale ends for good and counts against the acceptance rate",
        "Yes: {n} sales end for good and count against the acceptance rate",
        number,
    )
    return st.checkbox(said, key=f"bulk_sure_{number}")
