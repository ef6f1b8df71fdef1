"""The table of orders: one row per order, opened by its button; a selection brings the bulk bar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import polars as pl
import streamlit as st

from dashboard.orders.decisions.bulk_requests import LARGEST, begin
from dashboard.orders.queries import PAGE_SIZE, lines_of, owed_orders
from dashboard.orders.queue.filters import Selection
from dashboard.orders.queue.rows import due_badges, queue_rows
from dashboard.parts import address
from dashboard.parts.desk import Desk
from dashboard.people.presence import marked, others_by_id
from etl.actions.outbox.records import ActionRow
from etl.store.snapshots.snapshots import Snapshot
from etl.words.catalogues import _, language
from etl.words.formats import counted, number

OPEN_CLICK: Final = "open_order"
TABLE: Final = "order_table"
DUE_WIDTHS: Final = {"fr": 205, "en": 205, "zh": 235}
"""What a countdown with date and time needs."""


def order_table(desk: Desk, snapshot: Snapshot, orders: pl.DataFrame, unseen: Mapping[str, ActionRow]) -> list[str]:
    """Show one page of orders; answer the ids of the selected ones."""
    order_ids = tuple(orders["order_id"].to_list())
    shown = queue_rows(orders, lines_of(snapshot, order_ids), unseen, desk.now)
    event = st.dataframe(
        _frame(marked(shown, others_by_id(desk.ops, "order", desk.user.name, desk.now))),
        column_config=_columns(order_ids, due_badges(orders, desk.now)),
        column_order=_order_of_columns(has_deadlines=orders["due_at"].null_count() < orders.height),
        hide_index=True,
        height="content",
        on_select="rerun",
        selection_mode="multi-row",
        key=f"{TABLE}_{hash(order_ids)}",
        alt=_("Orders, the most urgent first, with deadline, contents, stock and state"),
    )
    return [order_ids[row] for row in event.selection.rows if row < len(order_ids)]


def bulk_bar(orders: pl.DataFrame, selected: list[str], unseen: Mapping[str, ActionRow]) -> None:
    """Begin to accept or refuse the selected orders."""
    waiting = orders.filter(
        pl.col("order_id").is_in(selected)
        & (pl.col("status") == "WaitingAcceptance")
        & (pl.col("supply_mode") == "Seller")
    )["order_id"].to_list()
    words = counted("{n} order selected", "{n} orders selected", len(selected))
    decision_bar(words, selected if set(waiting) - set(unseen) else [])


def all_bar(snapshot: Snapshot, selection: Selection, matching: int) -> None:
    """Begin to decide about all orders that match the filters, the most urgent of them when they are too many."""
    found = owed_orders(snapshot, selection.wanted, page_size=LARGEST)["order_id"].to_list()
    words = counted("The {n} that matches", "All {n} that match", matching)
    if matching > LARGEST:
        words = counted("The most urgent {n} of {all}", "The {n} most urgent of {all}", LARGEST, all=number(matching))
    decision_bar(words, found)


def decision_bar(words: str, order_ids: Sequence[str]) -> None:
    """The two decisions about some orders, each behind its review; none of them to decide is said."""
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        st.markdown(words, width="content")
        if not order_ids:
            st.caption(_("None of them waits for an answer."), width="content")
            return
        _begin_button("approve_order", order_ids)
        _begin_button("refuse_order", order_ids)


def _begin_button(kind: str, order_ids: Sequence[str]) -> None:
    many, is_refusal = len(order_ids), kind == "refuse_order"
    label = (
        counted("Refuse {n} order", "Refuse {n} orders", many)
        if is_refusal
        else counted("Accept {n} order", "Accept {n} orders", many)
    )
    st.button(
        f"{label} …",
        key=f"bulk_{kind}",
        type="secondary" if is_refusal else "primary",
        icon=":material/close:" if is_refusal else ":material/check:",
        on_click=begin,
        args=(kind, tuple(order_ids)),
    )


def pages_below(matching: int) -> int:
    """How many pages there are."""
    return max(1, -(-matching // PAGE_SIZE))


def _open_clicked(order_ids: tuple[str, ...]) -> None:
    click = st.session_state[OPEN_CLICK]
    if click is not None and click["row"] < len(order_ids):
        address.show("order", order_ids[click["row"]])


def _frame(shown: list[dict[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame([{"open": ":material/open_in_full:", **row} for row in shown])


def _order_of_columns(*, has_deadlines: bool) -> list[str]:
    due, task = (["due"], ["task"]) if has_deadlines else ([], [])
    return ["open", *due, "what", "order", *task, "stock", "amount", "state"]


def _columns(order_ids: tuple[str, ...], badges: tuple[list[str], list[str]]) -> dict[str, Any]:
    words, colours = badges
    column = st.column_config
    return {
        "open": column.ButtonColumn(
            "", on_click=_open_clicked, args=(order_ids,), key=OPEN_CLICK, type="tertiary", width=44
        ),
        "due": column.MultiselectColumn(_("Deadline"), options=words, color=colours, width=DUE_WIDTHS[language()]),
        "task": column.TextColumn(_("To do"), width=80),
        "order": column.TextColumn(_("Order"), width=150),
        "what": column.TextColumn(_("Contents"), width=200),
        "stock": column.TextColumn(_("Stock"), width=130),
        "amount": column.TextColumn(_("Amount"), width=100, alignment="right"),
        "state": column.TextColumn(_("State"), width="medium"),
    }
