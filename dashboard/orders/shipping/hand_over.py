"""When the carrier took the parcel: a date and time in Paris, now unless said otherwise. It stays with Vigie."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

import streamlit as st

from etl.words.catalogues import _, language
from etl.words.formats import PARIS, paris

_STEP: Final = timedelta(minutes=15)


def hand_over_input(order_id: str, now: datetime) -> datetime:
    """Ask for the instant of the hand-over; answer it in UTC, `now` when the field is left empty."""
    given = st.datetime_input(
        _("Handed over to the carrier (Paris time)"),
        value=None,
        max_value=paris(now).replace(tzinfo=None) + timedelta(days=1),
        step=_STEP,
        format="YYYY/MM/DD" if language() == "zh" else "DD/MM/YYYY",
        key=f"handed_over_{order_id}",
        help=_("Left empty, it is now. Kept in Vigie only: the marketplace does not ask for it."),
    )
    return now if given is None else given.replace(tzinfo=PARIS).astimezone(UTC)
