"""What the reader of a sheet decides: which number counts, what a carrier's name means, which warnings are nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, TypeVar

import polars as pl
import streamlit as st

from dashboard.outbox.reasons import reason_choice
from dashboard.parcel_sheets.held_sheets import CHOICES, choices_made
from etl.domain.tracking.carrier_names import CarrierNames
from etl.preflight.parcels.review import Choices, Review, unknown_names
from etl.preflight.parcels.verdicts import Judged, RowVerdict
from etl.words.catalogues import _
from etl.words.formats import counted
from etl.words.markdown import escape
from etl.words.parcel_rows import reasons_words

PER_PAGE: Final = 12
FEW: Final = 8
_Item = TypeVar("_Item")


def parcel_choices(review: Review, labels: Sequence[str]) -> None:
    """Every decision that is open or was made; nothing when the sheet asks for none."""
    choices = choices_made()
    _carriers(review, choices, labels)
    _rivals(review, choices)
    _zeros(review, choices)
    _warnings(review, choices)


def _carriers(review: Review, choices: Choices, labels: Sequence[str]) -> None:
    names = unknown_names(review, choices)
    lacking = any(each.reasons[0].code == "carrier_missing" for each in review.of(RowVerdict.NO_CARRIER))
    is_default_asked = lacking or bool(choices.default_carrier)
    if not names and not is_default_asked:
        return
    known = CarrierNames(labels)
    with st.container(border=True):
        st.markdown(_heading(_("Which carrier is meant?")))
        shown = _paged(names, "carriers")
        with st.grid(3, min_column_width=220):
            if is_default_asked:
                _carrier_select(_("Rows without a carrier"), "", choices.default_carrier, labels, None)
            for name in shown:
                label = _("“{name}”").format(name=escape(name, 40))
                _carrier_select(label, name, choices.carriers.get(name, ""), labels, known.nearest(name))


def _carrier_select(label: str, name: str, chosen: str, labels: Sequence[str], nearest: str | None) -> None:
    key = f"carrier_for_{name}"
    hint = _("Perhaps {carrier}?").format(carrier=nearest) if nearest else _("Choose a carrier")
    st.selectbox(
        label,
        labels,
        index=labels.index(chosen) if chosen in labels else None,
        placeholder=hint,
        key=key,
        on_change=_keep_carrier,
        args=(name, key),
    )


def _keep_carrier(name: str, key: str) -> None:
    choices, chosen = choices_made(), st.session_state.get(key) or ""
    if not name:
        choices.default_carrier = chosen
    elif chosen:
        choices.carriers[name] = chosen
    else:
        choices.carriers.pop(name, None)


def _rivals(review: Review, choices: Choices) -> None:
    rivals = review.rivals(choices)
    if not rivals:
        return
    with st.container(border=True):
        st.markdown(_heading(_("Which number counts?")))
        st.caption(_("The sheet has several numbers for one order. Nothing is sent for it until you choose."))
        shown = _paged(list(rivals), "rivals")
        with st.grid(3, min_column_width=220):
            for order_id in shown:
                _rival(order_id, rivals[order_id], choices.rows.get(order_id))


def _rival(order_id: str, claims: Sequence[Judged], chosen: int | None) -> None:
    words = {
        each.row.number: _("{number}, row {row}").format(number=each.row.parcel_number, row=each.row.number)
        for each in claims
    }
    key = f"number_for_{order_id}"
    st.selectbox(
        _("Order {order}").format(order=escape(order_id)),
        list(words),
        index=list(words).index(chosen) if chosen in words else None,
        format_func=words.__getitem__,
        placeholder=_("Choose the number"),
        key=key,
        on_change=_keep_number,
        args=(order_id, key),
    )


def _keep_number(order_id: str, key: str) -> None:
    chosen = st.session_state.get(key)
    if chosen is None:
        choices_made().rows.pop(order_id, None)
    else:
        choices_made().rows[order_id] = chosen


def _zeros(review: Review, choices: Choices) -> None:
    short = len(review.with_lost_zeros())
    if not short and not choices.restores_zeros:
        return
    label = counted(
        "Put the lost zeros back in front of {n} number", "Put the lost zeros back in front of {n} numbers", short
    )
    st.checkbox(
        label if short else _("The lost zeros are put back"),
        value=choices.restores_zeros,
        key="restores_zeros",
        on_change=_keep_flag,
        args=("restores_zeros",),
    )


def _keep_flag(name: str) -> None:
    setattr(choices_made(), name, bool(st.session_state[name]))


def _warnings(review: Review, choices: Choices) -> None:
    warned = review.of(RowVerdict.ASKS)
    if not warned:
        return
    with st.container(border=True):
        st.markdown(_heading(counted("{n} row to confirm", "{n} rows to confirm", len(warned))))
        st.caption(_("Left out unless you tick them and say why; the reason is kept in the audit."))
        st.checkbox(
            counted("Ship {n} all the same", "Ship all {n} all the same", len(warned)),
            value=choices.accepts_all,
            key="accepts_all",
            on_change=_keep_flag,
            args=("accepts_all",),
        )
        if not choices.accepts_all:
            _one_by_one(warned, choices)
        if choices.accepts_all or choices.accepted:
            reason_choice("ship_order", CHOICES, has_warnings=True)


def _one_by_one(warned: list[Judged], choices: Choices) -> None:
    numbers = [each.row.number for each in warned]
    event = st.dataframe(
        pl.DataFrame([_warned_row(each) for each in warned]),
        column_config={
            "row": st.column_config.NumberColumn(_("Row"), width=60),
            "order": st.column_config.TextColumn(_("Order"), width=150),
            "number": st.column_config.TextColumn(_("Tracking number"), width=170),
            "why": st.column_config.TextColumn(_("Why"), width="large"),
        },
        hide_index=True,
        height="content" if len(warned) <= FEW else 320,
        on_select="rerun",
        selection_mode="multi-row",
        key=f"warned_{hash(tuple(numbers))}",
        alt=_("Rows with a warning; select those to ship all the same"),
    )
    choices.accepted = frozenset(numbers[row] for row in event.selection.rows if row < len(numbers))


def _warned_row(judged: Judged) -> dict[str, object]:
    row = judged.row
    return {"row": row.number, "order": row.order_id, "number": row.parcel_number, "why": reasons_words(judged.reasons)}


def _heading(text: str) -> str:
    return f":orange[:material/front_hand:] **{text}**"


def _paged(items: Sequence[_Item], name: str, show: Callable[..., int] = st.pagination) -> Sequence[_Item]:
    """The items of one page, with the page switch above them when there are several."""
    pages = -(-len(items) // PER_PAGE)
    page = show(pages, key=f"page_of_{name}_{pages}") if pages > 1 else 1
    return items[(page - 1) * PER_PAGE : page * PER_PAGE]
