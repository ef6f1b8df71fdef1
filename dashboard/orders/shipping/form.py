"""Declaring a shipment: carrier from the marketplace's list, number, lines, hand-over; checked before it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard.carriers.card import carrier_choice_history
from dashboard.orders.keys import SHIP
from dashboard.orders.queries import carrier_labels
from dashboard.orders.shipping.hand_over import hand_over_input
from dashboard.orders.shipping.link_template import link_template_form
from dashboard.orders.view import OrderView
from dashboard.outbox.check_card import preflight_card
from dashboard.outbox.guard import ask_checked
from dashboard.outbox.reasons import reason_choice
from dashboard.parts.basis import basis_of
from dashboard.parts.desk import Desk
from dashboard.parts.keyboard import hint
from etl.domain.characters import plain_line
from etl.domain.checks import Check, Severity, asking_codes, worst
from etl.domain.tracking.floors import number_floor, one_number
from etl.domain.tracking.numbers import parcel_number_problems
from etl.preflight.parcels.checks import free_lines, shipment_checks
from etl.preflight.parcels.entered import entered_parcel
from etl.preflight.parcels.links import ProposedLink, proposed_link
from etl.store.snapshots.snapshots import Snapshot
from etl.words.catalogues import _
from etl.words.markdown import escape, shortened


def shipment_form(desk: Desk, snapshot: Snapshot, view: OrderView) -> None:
    """One parcel: what it is, what is checked, and the confirmation that repeats what is declared."""
    order_id = view.order_id
    carrier = st.selectbox(
        _("Carrier"), carrier_labels(snapshot), index=None, placeholder=_("Choose a carrier"), key=f"carrier_{order_id}"
    )
    carrier_choice_history(snapshot, view.facts["department_code"])
    given = st.text_input(_("Tracking number"), key=_number_key(order_id), max_chars=80, placeholder="6A12345678901")
    number = plain_line(given)
    _usable_number(number, carrier, order_id)
    lines = _lines_input(view) if view.takes_several_parcels else None
    with st.expander(_("Tracking address and hand-over"), icon=":material/link:"):
        link = _link_input(desk, snapshot, order_id, carrier, number)
        handed_over_at = hand_over_input(order_id, desk.now)
    if link:
        st.caption(_link_words(link))
    if not (carrier and number.strip()):
        preflight_card(shipment_checks(view.preflight, None, desk.now), desk.now)
        st.button(_("Ship"), type="primary", icon=":material/local_shipping:", disabled=True, key=f"not_yet_{order_id}")
        st.caption(_("Choose the carrier and enter the number to go on."))
        return
    payload = {
        "parcel_number": number.strip(),
        "carrier_name": carrier,
        "tracking_url": link.url if link else None,
        "order_line_ids": lines,
        "handed_over_at": handed_over_at.isoformat(),
    }
    parcel = entered_parcel(basis_of(desk, snapshot), order_id, payload, has_postcode=bool(link and link.has_postcode))
    checks = shipment_checks(view.preflight, parcel, desk.now)
    preflight_card(checks, desk.now)
    _confirm(view, payload, checks)


def suggestion(number: str, carrier: str) -> str | None:
    """The one number of the carrier that blanks and signs only group, None where that is not proved."""
    joined = one_number(number.strip(" \"'“”‘’«»"), carrier)
    is_usable = joined is not None and not parcel_number_problems(joined) and number_floor(joined) is None
    return joined.upper() if joined and is_usable and joined != number else None


def _usable_number(number: str, carrier: str | None, order_id: str) -> None:
    better = suggestion(number, carrier) if carrier and parcel_number_problems(number) else None
    if better:
        label = _("Use {number}").format(number=escape(better))
        st.button(label, icon=":material/auto_fix_high:", key=f"use_{order_id}", on_click=_use, args=(order_id, better))


def _lines_input(view: OrderView) -> list[str] | None:
    """The lines in this parcel: None for all of them, in one parcel."""
    free = free_lines(view.preflight)
    words = {
        row["order_line_id"]: f"{row['quantity']} × {shortened(row['product_title'], 40)}"
        for row in view.lines.iter_rows(named=True)
    }
    chosen = st.multiselect(
        _("Lines in this parcel"),
        free,
        default=free,
        format_func=lambda line: words.get(line, line),
        key=f"lines_{view.order_id}_{len(free)}",
        placeholder=_("All lines"),
        help=_("This sales channel takes several parcels, each with its lines."),
    )
    wanted = chosen or free
    return None if len(wanted) == len(view.preflight.state.lines) else sorted(wanted)


def _link_input(desk: Desk, snapshot: Snapshot, order_id: str, carrier: str | None, number: str) -> ProposedLink | None:
    """The tracking address: one's own, else the one built from the carrier's template; shown as it will be sent."""
    own = st.text_input(
        _("Tracking address (optional)"),
        key=f"url_{order_id}",
        max_chars=300,
        placeholder=_("built from the carrier's template"),
    )
    own = plain_line(own).strip()
    if own:
        return ProposedLink(own, has_postcode=False)
    if not carrier:
        return None
    link = proposed_link(basis_of(desk, snapshot), order_id, carrier, number)
    with st.container(horizontal=True, vertical_alignment="center"):
        if link:
            st.link_button(_("Try the address"), link.url, type="tertiary", icon=":material/open_in_new:")
        else:
            st.caption(_("No tracking address is sent."))
        link_template_form(desk, carrier)
    return link


def _link_words(link: ProposedLink) -> str:
    said = _("Sent along: {url}").format(url=escape(link.url, 255))
    if not link.has_postcode:
        return said
    with_postcode = _("It holds the postcode of the recipient.")
    return f"{said} {with_postcode}"


def _confirm(view: OrderView, payload: Mapping[str, Any], checks: tuple[Check, ...]) -> None:
    is_possible = worst(checks) is not Severity.BLOCKS
    with st.popover(
        _("Ship"),
        type="primary",
        icon=":material/local_shipping:",
        key=f"ship_{view.order_id}",
        help=hint(SHIP),
        disabled=not is_possible,
    ):
        st.markdown(_declared(view, payload))
        may_go_on = reason_choice("ship_order", view.order_id, has_warnings=bool(asking_codes(checks)))
        st.button(
            _("Declare the shipment"),
            key=f"ship_order_{view.order_id}",
            type="primary",
            disabled=not (may_go_on and is_possible),
            on_click=ask_checked,
            args=("ship_order", view.order_id, payload, view.seen(checks)),
        )


def _declared(view: OrderView, payload: Mapping[str, Any]) -> str:
    text = _(
        "Declare order **{order}** as shipped with **{carrier}**, number **{number}**. "
        "A shipment cannot be corrected once it is sent."
    )
    carrier, number = escape(payload["carrier_name"]), escape(payload["parcel_number"])
    return text.format(order=escape(view.order_id), carrier=carrier, number=number)


def _number_key(order_id: str) -> str:
    return f"parcel_number_{order_id}"


def _use(order_id: str, number: str) -> None:
    st.session_state[_number_key(order_id)] = number
