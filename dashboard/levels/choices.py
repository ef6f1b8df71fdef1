"""What is chosen on the Service levels page; every choice is in its address."""

from __future__ import annotations

from typing import Final

import streamlit as st

from dashboard.levels.queries import WINDOWS, Cases
from dashboard.levels.words import DIMENSIONS, METRICS_IN_ORDER
from dashboard.parts import address
from etl.domain.characters import plain_line
from etl.words.catalogues import N_, _
from etl.words.codes import METRICS, word
from etl.words.formats import window_words

DEFAULT_WINDOW: Final = "30"
DEFAULT_METRIC: Final = "ship_in_time"
FAILURES: Final = "failures"
ONLY: Final = {FAILURES: N_("Failures"), "all": N_("All cases")}
SECTIONS: Final = {
    "trend": N_("Trend and margin"),
    "where": N_("Where it fails"),
    "time": N_("Times"),
    "marketplace": N_("The marketplace's view"),
    "thresholds": N_("Thresholds"),
}


def window_days() -> int:
    """The window in force, without showing the switch."""
    return int(address.choice("window", _windows(), DEFAULT_WINDOW))


def window_switch() -> int:
    """7, 30 or 60 days."""
    return int(address.segments("window", _("Window"), _windows(), DEFAULT_WINDOW))


def section_switch() -> str:
    """Which details are wanted."""
    words = {code: _(text) for code, text in SECTIONS.items()}
    return address.segments("section", _("Details"), words, "trend")


def metric_choice() -> str:
    """Which level the details are about."""
    address.choice("metric", METRICS_IN_ORDER, DEFAULT_METRIC)
    words = {metric: word(METRICS, metric) for metric in METRICS_IN_ORDER}
    return str(
        st.selectbox(
            _("Level"),
            METRICS_IN_ORDER,
            format_func=words.__getitem__,
            key=address.widget_key("metric"),
            on_change=address.keep,
            args=("metric", DEFAULT_METRIC),
            width=280,
        )
    )


def dimension_switch() -> str:
    """By what a level is broken down."""
    words = {code: _(text) for code, text in DIMENSIONS.items()}
    return address.segments("dimension", _("By"), words, "seller_product")


def failures_switch() -> bool:
    """Whether only failures are listed."""
    words = {code: _(text) for code, text in ONLY.items()}
    return address.segments("only", _("Show"), words, FAILURES) == FAILURES


def chosen_cases() -> Cases | None:
    """Whose orders are to be listed; None when the address asks for no list."""
    metric = st.query_params.get("cases", "")
    if metric not in METRICS_IN_ORDER:
        return None
    dimension = st.query_params.get("by", "")
    only_failures = address.choice("only", ONLY, FAILURES) == FAILURES
    member = plain_line(st.query_params.get("member", ""))[:64]
    return Cases(metric, window_days(), only_failures, dimension if dimension in DIMENSIONS else None, member)


def open_cases(metric: str, dimension: str = "", member: str = "", only: str = "") -> None:
    """Go to the list of orders behind a number."""
    for name, value in {"cases": metric, "by": dimension, "member": member, "only": only, "page": ""}.items():
        address.show(name, value)


def close_cases() -> None:
    """Back to the levels."""
    open_cases("")


def _windows() -> dict[str, str]:
    return {str(days): window_words(days) for days in WINDOWS}
