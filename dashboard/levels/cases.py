"""The orders behind a level: failures first, each leading to its order."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

import polars as pl
import streamlit as st

from dashboard.levels import queries
from dashboard.levels.choices import close_cases, failures_switch, window_switch
from dashboard.levels.queries import PAGE_SIZE, Cases
from dashboard.levels.words import DIMENSIONS, member_words
from dashboard.parts import address
from dashboard.parts.channels import channels
from dashboard.parts.entities import OPEN_ICON, Entity, open_column
from dashboard.parts.questions import answer, first_row
from dashboard.parts.shown_query import show_query
from dashboard.parts.states import nothing_here
from etl.store.snapshots.snapshots import Snapshot
from etl.words.catalogues import _
from etl.words.codes import METRICS, word
from etl.words.formats import countdown, counted, day, duration, moment, percent, window_words
from etl.words.markdown import escape

FAR_APART: Final = timedelta(hours=1)
"""From so far apart on the two instants between which something happened are told, not one."""


def case_list(snapshot: Snapshot, wanted: Cases, now: datetime, order: Entity) -> None:
    """One page of the cases of an `order` each, what is listed said above, how many below; `now` dates what is owed."""
    st.button(_("Back to the levels"), icon=":material/arrow_back:", on_click=close_cases, type="tertiary")
    st.subheader(heading(wanted, channels(snapshot)), anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        failures_switch()
        window_switch()
    level = first_row(snapshot, queries.level(wanted.metric, wanted.window_days))
    if level is None:
        nothing_here(_("not computed yet"), ":material/hourglass_empty:")
        return
    asked = queries.cases(wanted, level["day"], level["direction"], address.page_number())
    found = answer(snapshot, asked)
    if not found.height:
        nothing_here(_("No such order in this window. Widen it, or show all cases."), ":material/filter_alt_off:")
        show_query(asked)
        return
    _table(found, channels(snapshot), now, order)
    matching = int(found["matching"][0])
    address.pager(address.pages_of(matching, PAGE_SIZE))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(counts(matching, int(found["failing"][0])), width="content")
        show_query(asked)


def heading(wanted: Cases, names: dict[str, str]) -> str:
    """`Shipped in time · Carrier: Colissimo · 30 days`."""
    parts = [word(METRICS, wanted.metric)]
    if wanted.dimension:
        member = member_words(wanted.dimension, wanted.member, names)
        parts.append(_("{name}: {value}").format(name=word(DIMENSIONS, wanted.dimension), value=member))
    return escape(" · ".join([*parts, window_words(wanted.window_days)]))


def counts(matching: int, failing: int) -> str:
    """`1,002 cases, 26 of them failures`."""
    failed = counted("{n} failure", "{n} failures", failing)
    if failing == matching:
        return failed
    share = percent(100 * failing / matching)
    return _("{cases}, of which {failures} ({share})").format(
        cases=counted("{n} case", "{n} cases", matching), failures=failed, share=share
    )


def _table(found: pl.DataFrame, names: dict[str, str], now: datetime, order: Entity) -> None:
    order_ids = tuple(found["order_id"].to_list())
    words = [_("Failure"), _("Uncertain"), _("Kept")]
    column = st.column_config
    st.dataframe(
        pl.DataFrame([_row(row, names, words, now) for row in found.iter_rows(named=True)]),
        column_config={
            "open": open_column(order, order_ids, is_elsewhere=True),
            "outcome": column.MultiselectColumn(_("Outcome"), options=words, color=["red", "gray", "green"], width=110),
            "order": column.TextColumn(_("Order"), width=190),
            "line": column.TextColumn(_("Line"), width=80),
            "day": column.TextColumn(_("Day"), width=80),
            "due": column.TextColumn(_("Deadline"), width=150),
            "settled": column.TextColumn(_("Settled"), width=150),
            "late": column.TextColumn(_("Lateness"), width=120),
            "channel": column.TextColumn(_("Channel"), width=110),
            "carrier": column.TextColumn(_("Carrier"), width=120),
            "department": column.TextColumn(_("Department"), width=90),
        },
        column_order=[
            "open", "outcome", "order", *(["line"] if found["order_line_id"].drop_nulls().len() else []), "day", "due",
            "settled", "late", "channel", "carrier", "department",
        ],
        hide_index=True,
        height="content",
        key=f"cases_{hash(order_ids)}",
        alt=_("Orders behind the level, failures first"),
    )  # fmt: skip


def _row(row: dict[str, Any], names: dict[str, str], words: list[str], now: datetime) -> dict[str, Any]:
    return {
        "open": OPEN_ICON,
        "outcome": [words[1] if row["is_uncertain"] else words[0] if row["is_failure"] else words[2]],
        "order": row["order_id"],
        "line": row["order_line_id"] or "",
        "day": day(row["day"]),
        "due": moment(row["due_at"]),
        "settled": settled_words(row),
        "late": lateness_words(row, now) if row["is_failure"] else "",
        "channel": names.get(row["sales_channel_id"], row["sales_channel_id"] or "–"),
        "carrier": row["carrier_name"] or "–",
        "department": row["department_code"] or "–",
    }


def _bounds(row: dict[str, Any]) -> tuple[datetime, datetime] | None:
    """Between which two instants a case was settled, where they are so far apart that one alone would mislead."""
    first, last = row["settled_from_at"], row["settled_until_at"]
    is_told = first is not None and last is not None and (row["is_uncertain"] or last - first >= FAR_APART)
    return (first, last) if is_told else None


def settled_words(row: dict[str, Any]) -> str:
    """When a case was settled: date and time, or the day or days where no more is known."""
    bounds = _bounds(row)
    if bounds is None:
        return moment(row["settled_at"])
    first, last = day(bounds[0]), day(bounds[1])
    return first if first == last else _("{first} to {last}").format(first=first, last=last)


def lateness_words(row: dict[str, Any], now: datetime) -> str:
    """How late a case was settled, or is by `now`: the most, or the least and the most, where nobody saw when.

    Empty when it was not late.
    """
    due_at, bounds = row["due_at"], _bounds(row)
    earliest, latest = bounds or (row["settled_at"] or now,) * 2
    if due_at is None or latest <= due_at:
        return ""
    if bounds is None:
        return countdown(due_at, latest)
    most = duration(latest - due_at)
    if earliest - due_at < timedelta(minutes=1):
        return _("late by {duration} at most").format(duration=most)
    return _("late by {least} to {most}").format(least=duration(earliest - due_at), most=most)
