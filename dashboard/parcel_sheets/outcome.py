"""What became of a confirmed sheet when not all went as confirmed: what is on its way, what had changed meanwhile."""

from __future__ import annotations

from typing import Any, Final

import polars as pl
import streamlit as st

from dashboard.actions.entity import BATCH
from dashboard.parcel_sheets.sending import Outcome, forget_outcome
from dashboard.parts.entities import way_to
from etl.actions.errors import ConflictingAction
from etl.actions.outbox.batches import Asked
from etl.preflight.parcels.verdicts import Judged
from etl.words.catalogues import _
from etl.words.formats import counted
from etl.words.markdown import shortened
from etl.words.parcel_rows import VERDICTS, reasons_words

FEW: Final = 10


def parcel_outcome(became: Outcome) -> None:
    """How many are on their way, a row for each that is not, and the way to the batch."""
    with st.container(border=True):
        if became.written:
            words = counted("{n} parcel is on its way", "{n} parcels are on their way", became.written)
            st.markdown(f":green[:material/check_circle:] **{words}**")
        rows = [*map(_changed, became.changed), *map(_refused, became.refused)]
        words = counted(
            "{n} row was not sent: things had changed since you looked",
            "{n} rows were not sent: things had changed since you looked",
            len(rows),
        )
        st.markdown(f":orange[:material/warning:] **{words}**")
        st.dataframe(
            pl.DataFrame(rows),
            column_config={
                "order": st.column_config.TextColumn(_("Order"), width=140),
                "now": st.column_config.TextColumn(_("Now"), width=120),
                "why": st.column_config.TextColumn(_("Why"), width="large"),
            },
            hide_index=True,
            height="content" if len(rows) <= FEW else 360,
            alt=_("Rows that were confirmed and not sent, with how they stand now"),
        )
        with st.container(horizontal=True, vertical_alignment="center"):
            if became.written:
                way_to(BATCH, became.batch_id, _("Follow the batch"), ":material/stacks:")
            st.button(_("Understood"), icon=":material/check:", key="forget_outcome", on_click=forget_outcome)


def _changed(judged: Judged) -> dict[str, Any]:
    now = _(VERDICTS[judged.verdict])
    return {
        "order": judged.row.order_id,
        "now": now,
        "why": reasons_words(judged.reasons) or _("Its carrier has changed."),
    }


def _refused(asked: Asked) -> dict[str, Any]:
    if isinstance(asked.refusal, ConflictingAction):
        why = _("Something else is already under way for this order.")
    else:
        why = shortened(str(asked.refusal), 300)
    return {"order": asked.target, "now": _("Not written down"), "why": why}
