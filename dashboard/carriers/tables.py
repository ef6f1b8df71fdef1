"""The Carriers page in parts: what is chosen, the sentence, the two tables."""

from __future__ import annotations

from typing import Final

import polars as pl
import streamlit as st

from dashboard.carriers import queries
from dashboard.carriers.words import score_table
from dashboard.parts import address
from dashboard.parts.questions import answer
from dashboard.parts.shown_query import show_query
from dashboard.parts.states import nothing_here
from etl.store.snapshots.snapshots import Snapshot
from etl.words.catalogues import _
from etl.words.formats import counted, day, percent, window_words
from etl.words.markdown import escape

DEFAULT_WINDOW: Final = "90"
EVERYWHERE: Final = "all"


def window_switch() -> int:
    """30, 90 or 365 days."""
    words = {str(days): window_words(days) for days in queries.WINDOWS}
    return int(address.segments("window", _("Window"), words, DEFAULT_WINDOW))


def department_choice(snapshot: Snapshot) -> str:
    """The department in force, empty for the whole country."""
    codes = [EVERYWHERE, *queries.departments(snapshot)]
    address.choice("department", codes, EVERYWHERE)
    chosen = st.selectbox(
        _("Department"),
        codes,
        format_func=lambda code: _("Whole country") if code == EVERYWHERE else code,
        key=address.widget_key("department"),
        on_change=address.keep,
        args=("department", EVERYWHERE),
        width=220,
    )
    return "" if chosen == EVERYWHERE else str(chosen)


def carriers_sentence(scores: pl.DataFrame) -> str:
    """Which carrier is the most punctual, and which the least, of those with enough deliveries."""
    judged = scores.filter(pl.col("delivered_count") >= queries.ENOUGH).sort("on_time_percent", descending=True)
    if not judged.height:
        return _("Too few parcels have been delivered to judge a carrier.")
    best, worst = judged.row(0, named=True), judged.row(-1, named=True)
    if judged.height == 1:
        return _("{carrier} delivered {rate} on time.").format(
            carrier=escape(best["carrier_name"], 40), rate=percent(best["on_time_percent"])
        )
    return _("{best} is the most punctual with {best_rate} on time, {worst} the least with {worst_rate}.").format(
        best=escape(best["carrier_name"], 40),
        best_rate=percent(best["on_time_percent"]),
        worst=escape(worst["carrier_name"], 40),
        worst_rate=percent(worst["on_time_percent"]),
    )


def carrier_table(scores: pl.DataFrame) -> None:
    """Every carrier, the most punctual first, and what the columns count."""
    score_table(
        scores, _("Carrier"), "carrier_name", _("Carriers with on-time rate, days taken and what never arrived")
    )
    text = _(
        "Parcels promised up to {day}, a week before the count. On time: delivered by the end of the promised day, of "
        "those delivered. Never arrived: of those shipped 21 days ago or more. Grey: fewer than 20, too few to judge."
    )
    st.caption(text.format(day=day(scores["day"][0])))


def where_a_carrier_is_slow(snapshot: Snapshot, window_days: int, names: list[str]) -> None:
    """One carrier's departments, the least punctual first."""
    st.subheader(_("Where a carrier is slow"), anchor=False)
    carrier = st.selectbox(_("Carrier"), names, key="carrier_by_department", width=280)
    asked = queries.by_department(window_days, carrier)
    found = answer(snapshot, asked)
    if not found.height:
        nothing_here(_("No department has 20 deliveries of this carrier in this window."), ":material/hourglass_empty:")
        return
    score_table(found, _("Department"), "department_code", _("Departments of one carrier, the least punctual first"))
    st.caption(
        counted(
            "{n} department with 20 deliveries or more.", "{n} departments with 20 deliveries or more.", found.height
        )
    )
    show_query(asked)
