"""What the dry run says: how many orders, why the others were left, and which refused ones would have been accepted."""

from __future__ import annotations

from typing import Any, Final

import polars as pl
import streamlit as st

from dashboard.acceptance.dry_runs import DryRun
from dashboard.parts.entities import Entity, link, link_column
from dashboard.parts.row_table import row_table
from dashboard.parts.shown_query import show_query
from dashboard.parts.states import nothing_here
from etl.preflight.orders.acceptance import Judgement
from etl.words.catalogues import _
from etl.words.codes import ANSWERS, JUDGEMENTS, word
from etl.words.formats import counted, moment, money, number, percent
from etl.words.markdown import escape

LISTED: Final = 100
ENDED_OTHERWISE: Final = ("refused", "expired", "cancelled")


def dry_run_report(run: DryRun, order: Entity) -> None:
    """The sentence, the table of judgements against what really happened, and the orders that ended otherwise."""
    if not run.count():
        nothing_here(_("No order had to be answered in the last 30 days."), ":material/inbox:")
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(dry_run_answer(run), width="content")
        show_query(run.asked)
    row_table(report_rows(run), _("Judgements against what really happened"))
    unknown = run.count(Judgement.STOCK_UNKNOWN)
    if unknown:
        st.caption(_unknown_words(unknown))
    for outcome in ENDED_OTHERWISE:
        _ended_otherwise(run, outcome, order)


def dry_run_answer(run: DryRun) -> str:
    """`640 of 812 orders of the last 30 days would have been accepted (78.8 %), 172 left to you.`"""
    accepted, orders = run.count(Judgement.ACCEPT), run.count()
    text = _("**{accepted} of {orders}** orders of 30 days would have been accepted ({share}), {left} left to you.")
    return text.format(
        accepted=number(accepted),
        orders=number(orders),
        share=escape(percent(100 * accepted / orders)),
        left=number(orders - accepted),
    )


def report_rows(run: DryRun) -> list[dict[str, str]]:
    """A row per judgement that occurs: how many orders, and how people answered them."""
    outcomes = [code for code in ANSWERS if run.count(outcome=code)]
    return [
        {
            _("Automatic acceptance"): escape(word(JUDGEMENTS, judgement)),
            _("Orders"): number(run.count(judgement)),
            **{word(ANSWERS, outcome): number(run.count(judgement, outcome)) for outcome in outcomes},
        }
        for judgement in Judgement
        if run.count(judgement)
    ]


def _unknown_words(unknown: int) -> str:
    return counted(
        "Of {n} order the stock of that time is not known: it counts as left to you. Stock is remembered for 60 days.",
        "Of {n} orders the stock of that time is not known: they count as left to you. "
        "Stock is remembered for 60 days.",
        unknown,
    )


def _ended_otherwise(run: DryRun, outcome: str, order: Entity) -> None:
    differing, all_of_them = run.chosen(Judgement.ACCEPT, outcome), run.count(outcome=outcome)
    if not all_of_them:
        return
    text = {
        "refused": _("Would have accepted {n} of the {m} orders you refused."),
        "expired": _("Would have accepted {n} of the {m} orders nobody answered in time."),
        "cancelled": _("Would have accepted {n} of the {m} orders cancelled before an answer."),
    }[outcome]
    st.markdown(text.format(n=number(differing.height), m=number(all_of_them)))
    if differing.height:
        _orders_table(differing, outcome, order)


def _orders_table(orders: pl.DataFrame, outcome: str, order: Entity) -> None:
    shown = [_order_row(row, order) for row in orders.tail(LISTED).reverse().iter_rows(named=True)]
    st.dataframe(
        pl.DataFrame(shown),
        column_config={
            "order": link_column(order, _("Order"), 170),
            "opened": st.column_config.TextColumn(_("Placed"), width=160),
            "value": st.column_config.TextColumn(_("Amount"), width=110, alignment="right"),
        },
        hide_index=True,
        width="content",
        key=f"dry_run_{outcome}",
        alt=_("Orders that would have been accepted and were not, the newest first"),
    )


def _order_row(row: dict[str, Any], order: Entity) -> dict[str, str]:
    value = "–" if row["value"] is None else money(row["value"], row["currency_code"] or "EUR")
    return {"order": link(order, row["order_id"]), "opened": moment(row["opened_at"]), "value": value}
