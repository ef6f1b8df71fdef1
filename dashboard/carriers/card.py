"""Own history beside the choice of a carrier: who delivers on time where this order goes."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from dashboard.carriers.queries import choice
from dashboard.carriers.words import days_words
from dashboard.parts.questions import answer
from dashboard.parts.shown_query import show_query
from etl.store.snapshots.snapshots import Snapshot
from etl.words.catalogues import _
from etl.words.formats import number, percent
from etl.words.markdown import escape

SHOWN: Final = 4


def carrier_choice_history(snapshot: Snapshot, department: str | None) -> None:
    """The most punctual carriers for a department, each by its figures there or, with too few, in the whole country."""
    asked = choice(department or "")
    found = answer(snapshot, asked)
    if not found.height:
        return
    lines = [_line(row) for row in found.head(SHOWN).iter_rows(named=True)]
    st.caption("  \n".join([_("Delivered on time in the last 90 days, most punctual first:"), *lines]))
    show_query(asked)


def _line(row: dict[str, Any]) -> str:
    where = _("department {code}").format(code=row["department_code"]) if row["department_code"] else _("whole country")
    text = _("{carrier}: {rate} on time, {days} in the median ({where}, {n} parcels)")
    return escape(
        text.format(
            carrier=row["carrier_name"],
            rate=percent(row["on_time_percent"]),
            days=days_words(row["median_days"]),
            where=where,
            n=number(row["delivered_count"]),
        )
    )
