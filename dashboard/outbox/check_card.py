"""The pre-flight card: every check before an action, the worst first, what is fine in one short line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

import streamlit as st

from etl.domain.checks import Check, Severity
from etl.words.checks import check_words
from etl.words.formats import counted

FINE_SHOWN: Final = 4
_MARKS: Final = {
    Severity.BLOCKS: ("red", ":material/block:"),
    Severity.ASKS: ("orange", ":material/warning:"),
    Severity.NOTES: ("gray", ":material/info:"),
}


def preflight_card(checks: Iterable[Check], now: datetime) -> None:
    """Show the checks; they come worst first."""
    found = list(checks)
    lines = [_line(check, now) for check in found if check.severity is not Severity.FINE]
    fine = [check for check in found if check.severity is Severity.FINE]
    if fine:
        lines.append(f":green[:material/check_circle: {_fine_words(fine, now)}]")
    if lines:
        st.markdown("  \n".join(lines))


def _line(check: Check, now: datetime) -> str:
    colour, icon = _MARKS[check.severity]
    return f":{colour}[{icon} {check_words(check, now)}]"


def _fine_words(fine: Sequence[Check], now: datetime) -> str:
    said = [check_words(check, now) for check in fine[:FINE_SHOWN]]
    more = len(fine) - len(said)
    return " · ".join([*said, *([counted("{n} more is fine", "{n} more are fine", more)] if more > 0 else [])])
