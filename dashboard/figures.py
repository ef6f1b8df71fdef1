"""The figures of the Today page: value, threshold, how many it is made of, date, and a sparkline."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, Literal

import polars as pl
import streamlit as st

from dashboard.formats import counted, day, near, number, percent
from dashboard.i18n import _
from dashboard.urgency import Owed
from dashboard.words import METRICS, SERVICE_STATES, word

Colour = Literal["green", "orange", "red", "gray"]
STATE_COLOURS: Final[dict[str, Colour]] = {"kept": "green", "at_risk": "orange", "broken": "red", "unknown": "gray"}
KEPT_ICON: Final = ":material/check_circle:"
LATE_ICON: Final = ":material/error:"
STATE_ICONS: Final = {
    "kept": KEPT_ICON,
    "at_risk": ":material/warning:",
    "broken": LATE_ICON,
    "unknown": ":material/help:",
}


def owed_figure(label: str, owed: Owed, opened: pl.DataFrame, in_hand: int, now: datetime) -> None:
    """How much is owed of one kind, how much of it is late or in hand; sparkline: begun per day."""
    late = counted("{n} late", "{n} late", owed.late)
    with st.container(border=True, height="stretch", gap="xsmall"):
        st.metric(
            label,
            number(owed.total),
            f"{LATE_ICON if owed.late else KEPT_ICON} {late}",
            delta_color="red" if owed.late else "gray",
            delta_arrow="off",
            chart_data=opened["obligations"].to_list() or None,
            chart_type="bar",
            help=_("Bars: how many began on each of the last 30 days."),
        )
        hand = counted("{n} in hand", "{n} in hand", in_hand)
        st.caption(_("{count} · {time}").format(count=hand, time=near(now, now)))


def rate_figure(levels: pl.DataFrame, metric: str) -> None:
    """A kept-rate with its limit, its population, its date and what it still allows; sparkline: 30 days."""
    days = levels.filter(pl.col("metric") == metric).sort("day")
    latest = days.row(-1, named=True) if days.height else None
    with st.container(border=True, height="stretch", gap="xsmall"):
        st.metric(
            word(METRICS, metric),
            percent(latest["value"]) if latest and latest["value"] is not None else "–",
            _verdict(latest),
            delta_color=STATE_COLOURS.get(latest["state"], "gray") if latest else "gray",
            delta_arrow="off",
            chart_data=days["value"].drop_nulls().to_list() or None,
            chart_type="line",
            help=_allowance(latest),
        )
        st.caption(_basis(latest))


def _verdict(latest: dict[str, Any] | None) -> str:
    state = latest["state"] if latest else "unknown"
    return f"{STATE_ICONS.get(state, STATE_ICONS['unknown'])} {word(SERVICE_STATES, state)}"


def _basis(latest: dict[str, Any] | None) -> str:
    if latest is None:
        return _("not computed yet")
    text = _("{numerator} of {denominator} in {window} days · limit {limit} · {day}")
    return text.format(
        numerator=number(latest["numerator"]),
        denominator=number(latest["denominator"]),
        window=latest["window_days"],
        limit=percent(latest["limit"]),
        day=day(latest["day"]),
    )


def _allowance(latest: dict[str, Any] | None) -> str | None:
    if latest is None or latest["failures_left"] is None:
        return None
    left = latest["failures_left"]
    if left < 0:
        return counted("{n} failure too many for the limit.", "{n} failures too many for the limit.", -left)
    return counted(
        "{n} more failure is allowed before the limit.", "{n} more failures are allowed before the limit.", left
    )
