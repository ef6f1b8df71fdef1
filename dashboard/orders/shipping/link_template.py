"""The template of a carrier's tracking address: shown to all, changed by an administrator."""

from __future__ import annotations

from typing import Final

import streamlit as st

from dashboard.parts.desk import Desk, open_desk
from dashboard.parts.notices import refuse, say
from dashboard.people.access import Role
from etl.domain.characters import plain_line
from etl.domain.time.clock import system_clock
from etl.domain.tracking.link_templates import default_template
from etl.domain.tracking.numbers import MAX_URL_LENGTH
from etl.preflight.parcels.links import template_in_force
from etl.store.ops.errors import OpsError
from etl.store.parcels.link_templates import TemplateRefused, set_template, template_set
from etl.words.catalogues import N_, _
from etl.words.formats import moment
from etl.words.markdown import escape

_PROBLEMS: Final = {
    "template_not_web": N_("The template must be an address that begins with http:// or https://."),
    "template_placeholder": N_("{detail} is no placeholder: only {{number}} and {{postcode}} are."),
    "template_too_long": N_("Filled in, the address could have {detail} characters; the marketplace takes 255."),
}


def link_template_form(desk: Desk, carrier: str) -> None:
    """A popover with the template of one carrier, who set it, and the way back to the default."""
    if Role.ADMIN not in desk.user.roles:
        return
    with st.popover(_("Link template"), icon=":material/link:", type="tertiary"):
        st.markdown(
            _(
                "Tracking address of **{carrier}**. `{{number}}` stands for the tracking number, `{{postcode}}` for "
                "the recipient's postcode; without it, no postcode is sent."
            ).format(carrier=escape(carrier))
        )
        key = f"link_template_{carrier}"
        given = template_in_force(desk.ops, carrier) or ""
        st.text_input(_("Template"), given, key=key, max_chars=MAX_URL_LENGTH, placeholder="https://…/{number}")
        with st.container(horizontal=True):
            st.button(_("Save"), type="primary", key=f"save_{key}", on_click=_save, args=(carrier, key))
            entry = template_set(desk.ops, carrier)
            if entry and entry.template:
                st.button(
                    _("Use the default again"),
                    key=f"default_{key}",
                    type="tertiary",
                    on_click=_reset,
                    args=(carrier, key),
                )
        if entry:
            said = _("Set by {name}, {time}")
            st.caption(said.format(name=escape(entry.set_by), time=escape(moment(entry.set_at))))


def _save(carrier: str, key: str) -> None:
    written = plain_line(str(st.session_state.get(key) or "")).strip()
    _write(carrier, "" if written == default_template(carrier) else written)


def _reset(carrier: str, key: str) -> None:
    st.session_state[key] = default_template(carrier) or ""
    _write(carrier, "")


def _write(carrier: str, template: str) -> None:
    desk = open_desk()
    if Role.ADMIN not in desk.user.roles:
        refuse(_("Only an administrator changes link templates."))
        return
    try:
        set_template(desk.ops, carrier, template, by=desk.user.name, now=system_clock())
    except TemplateRefused as refused:
        words = _(_PROBLEMS[refused.problem.kind])
        refuse(words.format(detail=escape(refused.problem.detail)))
    except OpsError as error:
        refuse(escape(str(error), 400))
    else:
        say(_("The link template is saved"), ":material/check:")
