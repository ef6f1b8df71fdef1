"""Tables of judged orders: which, what was found about each, by when, what is in it."""

from __future__ import annotations

from typing import Any, Final, Literal

import polars as pl
import streamlit as st

from dashboard.orders.lines import contents_by_order
from dashboard.parts.desk import Desk
from etl.domain.checks import Severity
from etl.preflight.orders.selections import JudgedOrder
from etl.words.catalogues import _, language
from etl.words.checks import check_words
from etl.words.formats import deadline, money
from etl.words.markdown import unescaped

COST: Final = "costs_acceptance_rate"
"""The warning that every refusal carries: confirmed once for all."""
SCROLLS_FROM: Final = 10
SCROLLING_HEIGHT: Final = 390


def table_height(rows: int) -> int | Literal["content"]:
    """A table as high as its rows, up to where it scrolls."""
    return "content" if rows <= SCROLLS_FROM else SCROLLING_HEIGHT


def plain_table(desk: Desk, lines: pl.DataFrame, orders: list[JudgedOrder], alt: str) -> None:
    """A table of judged orders to read."""
    st.dataframe(
        order_frame(desk, lines, orders),
        column_config=order_columns(),
        hide_index=True,
        height=table_height(len(orders)),
        alt=alt,
    )


def order_frame(desk: Desk, lines: pl.DataFrame, orders: list[JudgedOrder]) -> pl.DataFrame:
    """A row per judged order: order, why (the findings that decided), due, what, amount."""
    contents = contents_by_order(lines)
    return pl.DataFrame([_row(desk, contents.get(order.order_id, "–"), order) for order in orders])


def _row(desk: Desk, what: str, order: JudgedOrder) -> dict[str, Any]:
    facts = order.facts
    is_priced = facts is not None and facts.amount is not None
    return {
        "order": order.order_id,
        "why": " ".join(_reasons(desk, order)),
        "due": deadline(facts.due_at, desk.now) if facts and facts.due_at else "–",
        "what": what,
        "amount": money(float(facts.amount), facts.currency_code) if facts and is_priced and facts.amount else "–",
    }


def _reasons(desk: Desk, order: JudgedOrder) -> list[str]:
    told = [check for check in order.checks if check.severity is order.severity and check.code != COST]
    shown = told if order.severity is not Severity.FINE else [one for one in told if one.code == "stock_covers"]
    return [unescaped(check_words(check, desk.now)) for check in shown]


def order_columns() -> dict[str, Any]:
    """How `order_frame` is shown."""
    column = st.column_config
    return {
        "order": column.TextColumn(_("Order"), width=150),
        "why": column.TextColumn(_("What was found"), width=370),
        "due": column.TextColumn(_("Deadline"), width=205 if language() == "zh" else 165),
        "what": column.TextColumn(_("Contents"), width=230),
        "amount": column.TextColumn(_("Amount"), width=100, alignment="right"),
    }
