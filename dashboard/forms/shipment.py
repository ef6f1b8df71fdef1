"""Declaring a shipment: carrier from the marketplace's list, tracking number checked before anything is sent."""

from __future__ import annotations

import re
from typing import Final

import streamlit as st

from dashboard.carrier_history import carrier_choice_history
from dashboard.desk import Desk
from dashboard.forms.asking import ask
from dashboard.i18n import N_, _
from dashboard.markdown import escape
from dashboard.order_view import OrderView
from dashboard.queries.orders import carrier_labels
from dashboard.words import word
from etl.domain.tracking_numbers import (
    MAX_NUMBER_LENGTH,
    Problem,
    Verdict,
    assess_number,
    normalised_number,
    parcel_number_problems,
    tracking_url_problems,
)
from etl.store.snapshots import Snapshot

PROBLEMS: Final = {
    "number_missing": N_("Enter the tracking number that the carrier gave you."),
    "number_too_long": N_("The number has {detail} characters, the marketplace takes 50 at most."),
    "number_characters": N_("The marketplace refuses spaces, quotes, commas, &, * and $ in a tracking number."),
    "url_too_long": N_("The address has {detail} characters, the marketplace takes 255 at most."),
    "url_not_web": N_("The address must begin with http:// or https://; or leave it empty."),
}
REMARKS: Final = {
    "no_known_shape": N_("We know no number shape of this carrier: check it against the label."),
    "wrong_shape": N_("This does not look like a number of this carrier. Is it the right carrier?"),
    "wrong_check_digit": N_("The check digit does not fit: a digit may be mistyped."),
    "return_label": N_("This is the number of a return label, not of an outgoing parcel."),
    "postcode_needed": N_("Following this parcel also needs the postcode."),
}
_NOT_ALLOWED: Final = re.compile(r"[^A-Z0-9./_]")


def shipment_form(desk: Desk, snapshot: Snapshot, view: OrderView) -> None:
    """Carrier, number and address of one parcel for the whole order; confirmed before it is asked for."""
    order_id = view.order_id
    carrier = st.selectbox(
        _("Carrier"), carrier_labels(snapshot), index=None, placeholder=_("Choose a carrier"), key=f"carrier_{order_id}"
    )
    carrier_choice_history(snapshot, view.facts["department_code"])
    number = st.text_input(_("Tracking number"), key=_number_key(order_id), max_chars=80, placeholder="6A12345678901")
    url = st.text_input(_("Tracking address (optional)"), key=f"url_{order_id}", max_chars=300, placeholder="https://")
    problems = [*(parcel_number_problems(number) if number else []), *tracking_url_problems(url)]
    _show_problems(problems, number, order_id)
    if number.strip() and carrier and not problems:
        _show_assessment(number, carrier)
        payload = {"parcel_number": number.strip(), "carrier_name": carrier, "tracking_url": url.strip() or None}
        _confirm(desk, view, payload)
    else:
        st.button(_("Ship"), type="primary", icon=":material/local_shipping:", disabled=True, key=f"not_yet_{order_id}")
        st.caption(_("Choose the carrier and enter the number to go on."))


def suggestion(number: str) -> str | None:
    """The number as the marketplace would take it, None when nothing usable is left or nothing changes."""
    cleaned = _NOT_ALLOWED.sub("", normalised_number(number))[:MAX_NUMBER_LENGTH]
    return cleaned if cleaned and cleaned != number and not parcel_number_problems(cleaned) else None


def problem_words(problem: Problem) -> str:
    """What is wrong and what to do, in the reader's language."""
    return _(PROBLEMS[problem.kind]).format(detail=escape(problem.detail)) if problem.kind in PROBLEMS else problem.kind


def _show_problems(problems: list[Problem], number: str, order_id: str) -> None:
    for problem in problems:
        st.markdown(f":red[:material/error: {problem_words(problem)}]")
    better = suggestion(number) if any(problem.kind.startswith("number") for problem in problems) else None
    if better:
        label = _("Use {number}").format(number=escape(better))
        st.button(label, icon=":material/auto_fix_high:", key=f"use_{order_id}", on_click=_use, args=(order_id, better))


def _show_assessment(number: str, carrier: str) -> None:
    assessment = assess_number(number, carrier)
    if assessment.verdict is Verdict.CHECK_DIGIT_OK:
        text = _("The number fits the carrier, check digit included.")
        st.markdown(f":green[:material/check_circle: {text}]")
    elif assessment.verdict is Verdict.SHAPE_OK and not assessment.remarks:
        text = _("The number has the shape of this carrier's numbers.")
        st.markdown(f":green[:material/check_circle: {text}]")
    for remark in assessment.remarks:
        st.markdown(f":orange[:material/warning: {word(REMARKS, remark)}]")


def _confirm(desk: Desk, view: OrderView, payload: dict[str, str | None]) -> None:
    with st.popover(_("Ship"), type="primary", icon=":material/local_shipping:", key=f"ship_{view.order_id}"):
        text = _(
            "Declare order **{order}** as shipped with **{carrier}**, number **{number}**. "
            "A shipment cannot be corrected once it is sent."
        )
        carrier, number = escape(payload["carrier_name"]), escape(payload["parcel_number"])
        st.markdown(text.format(order=escape(view.order_id), carrier=carrier, number=number))
        st.button(
            _("Declare the shipment"),
            key=f"ship_order_{view.order_id}",
            type="primary",
            on_click=ask,
            args=("ship_order", view.order_id, payload, view.seen(desk.now)),
        )


def _number_key(order_id: str) -> str:
    return f"parcel_number_{order_id}"


def _use(order_id: str, number: str) -> None:
    st.session_state[_number_key(order_id)] = number
