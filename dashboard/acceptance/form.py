"""Switching automatic acceptance on, after a dry run of the same maximum, and off, at once."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

import streamlit as st

from dashboard.acceptance.dry_runs import DryRun
from dashboard.parts.desk import open_desk
from dashboard.parts.notices import refuse, say
from etl.domain.time.clock import system_clock
from etl.store.ops.errors import OpsError
from etl.store.orders.acceptance import AcceptanceRefused, AcceptanceSetting, DryRunSeen, switch_off, switch_on
from etl.words.catalogues import N_, _
from etl.words.codes import word
from etl.words.markdown import escape

MAXIMUM: Final = "acceptance_maximum"
HIGHEST: Final = 1_000_000.0
ASKED: Final = "dry_run_asked"
CENT: Final = Decimal("0.01")
REFUSALS: Final = {
    "no_dry_run": N_("Look at a dry run first."),
    "other_value": N_("The dry run was for another maximum: run it again."),
    "old_dry_run": N_("The dry run is more than an hour old: run it again."),
}


def maximum_field(setting: AcceptanceSetting) -> Decimal | None:
    """The most an order may be worth; nothing entered means any value."""
    present = None if setting.most_value is None else float(setting.most_value)
    value = st.number_input(
        _("Most an order may be worth, in EUR"),
        0.01,
        HIGHEST,
        present,
        10.0,
        "%.2f",
        key=MAXIMUM,
        placeholder=_("No maximum"),
        help=_("Orders worth more are left to you. Empty: any value."),
    )
    return _exact(value)


def _exact(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value)).quantize(CENT)


def dry_run_button(most_value: Decimal | None) -> bool:
    """The button that runs it; answers whether a dry run of this maximum is asked for."""
    st.button(_("Run the dry run"), icon=":material/science:", key="run_dry", on_click=_ask_for)
    return ASKED in st.session_state and st.session_state[ASKED] == most_value


def switch(setting: AcceptanceSetting, run: DryRun | None) -> None:
    """On behind a confirmation and only with a dry run on screen; off with one click."""
    if setting.is_on:
        st.button(_("Switch off"), icon=":material/toggle_off:", key="acceptance_off", on_click=_turn_off)
    if run is None:
        st.caption(_("Run the dry run and look at it: then automatic acceptance can be switched on with this maximum."))
        return
    label = _("Use this maximum") if setting.is_on else _("Switch on")
    key = f"acceptance_on_pop_{len(setting.changes)}"  # another one after each change, so that a change closes it
    with st.popover(label, type="primary", icon=":material/toggle_on:", key=key):
        st.markdown(
            _(
                "The worker then accepts by itself every order that your stock covers, the most urgent first. "
                "Each can be undone until it is sent, and an order you undo is never taken again."
            )
        )
        st.button(
            label,
            type="primary",
            key="acceptance_on",
            on_click=_turn_on,
            args=(run.most_value, run.seen(system_clock())),
        )


def _ask_for() -> None:
    # as it is in the field now: a maximum that was typed just before the click has not been through the page yet
    st.session_state[ASKED] = _exact(st.session_state[MAXIMUM])


def _turn_on(most_value: Decimal | None, seen: DryRunSeen) -> None:
    desk = open_desk()
    try:
        switch_on(desk.ops, most_value=most_value, dry_run=seen, by=desk.user.name, now=system_clock())
    except AcceptanceRefused as refused:
        refuse(word(REFUSALS, refused.code))
        return
    except OpsError as error:
        refuse(escape(str(error), 400))
        return
    say(_("Automatic acceptance is on"), ":material/toggle_on:")


def _turn_off() -> None:
    desk = open_desk()
    try:
        switch_off(desk.ops, by=desk.user.name, now=system_clock())
    except OpsError as error:
        refuse(escape(str(error), 400))
        return
    say(_("Automatic acceptance is off"), ":material/toggle_off:")
