"""Saved views above the filters: one click puts their choices into the address; save, rename, share, delete."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import streamlit as st

from dashboard.parts import address
from dashboard.parts.desk import Desk, open_desk
from dashboard.parts.entities import Entity
from etl.domain.characters import plain_line
from etl.domain.time.clock import system_clock
from etl.store.ops.errors import OpsError
from etl.store.ops.settings import change_setting, setting_value
from etl.store.ops.views import NAME_LIMIT, SavedView, ViewRefused, change_view, delete_view, save_view, views_for
from etl.words.catalogues import N_, _
from etl.words.markdown import escape

VALUE_LIMIT: Final = 64
REFUSALS: Final = {
    "name_missing": N_("A view needs a name: write one."),
    "name_taken": N_("There is a view of that name already: choose another."),
    "too_many": N_("There are too many views: delete one first."),
    "view_gone": N_("Somebody has deleted that view meanwhile."),
}
_REFUSED: Final = "view_refused"
_STARTED: Final = "view_started"


def view_list(desk: Desk, entity: Entity) -> None:
    """The saved views of a list as buttons, the one in force marked, and what can be done with them."""
    page = entity.page.url_path
    views = views_for(desk.ops, page, desk.user.name)
    current = parameters_in(entity, st.query_params)
    with st.container(horizontal=True, vertical_alignment="center", key="saved_views"):
        for view in views:
            _view_button(entity, view, is_current=parameters_in(entity, view.parameters) == current)
        _saving(page, current)
        if views:
            _managing(desk, page, views)
    _show_refused()


def start_with_default(desk: Desk, entity: Entity) -> None:
    """At the first visit of a session without choices in the address, put those of the person's default view there."""
    if st.session_state.get(_STARTED) or entity.parameter in st.query_params or parameters_in(entity, st.query_params):
        st.session_state[_STARTED] = True
        return
    st.session_state[_STARTED] = True
    page = entity.page.url_path
    chosen = setting_value(desk.ops, _default_key(page, desk.user.name))
    for view in views_for(desk.ops, page, desk.user.name) if chosen else ():
        if view.view_id == chosen:
            _apply(entity, view)


def parameters_in(entity: Entity, given: Mapping[str, object]) -> dict[str, str]:
    """The choices that a list knows, cut to size; whatever else a saved view or an address holds is dropped."""
    kept = {name: given[name] for name in entity.kept_choices if name in given}
    return {name: plain_line(value)[:VALUE_LIMIT] for name, value in kept.items() if isinstance(value, str) and value}


def _view_button(entity: Entity, view: SavedView, *, is_current: bool) -> None:
    icon = ":material/group:" if view.is_shared else ":material/bookmark:"
    st.button(
        escape(view.name, NAME_LIMIT), key=f"view_{view.view_id}", icon=icon, on_click=_apply, args=(entity, view),
        type="primary" if is_current else "secondary",
    )  # fmt: skip


def _apply(entity: Entity, view: SavedView) -> None:
    wanted = parameters_in(entity, view.parameters)
    for name in (*entity.kept_choices, "page"):
        address.show(name, wanted.get(name, ""))


def _saving(page: str, current: dict[str, str]) -> None:
    with st.popover(_("Save this view"), icon=":material/bookmark_add:", type="tertiary", key="save_view"):
        st.caption(_("The filters as they are now, under a name."))
        st.text_input(_("Name"), key="new_view_name", max_chars=NAME_LIMIT)
        st.toggle(_("For everybody"), key="new_view_shared")
        st.button(_("Save"), key="save_new_view", type="primary", on_click=_save, args=(page, current))


def _managing(desk: Desk, page: str, views: list[SavedView]) -> None:
    with st.popover(_("Views"), icon=":material/tune:", type="tertiary", key="manage_views"):
        _default_choice(desk, page, views)
        by_id = {view.view_id: view for view in views}
        chosen = st.selectbox(
            _("Change a view"), list(by_id), format_func=lambda one: by_id[one].name, key="view_changed"
        )
        view = by_id[chosen]
        name = st.text_input(_("Name"), view.name, key=f"view_name_{chosen}", max_chars=NAME_LIMIT)
        is_shared = st.toggle(_("For everybody"), view.is_shared, key=f"view_shared_{chosen}")
        if view.is_shared:
            st.caption(_("Shared by {name}").format(name=escape(view.owner, NAME_LIMIT)))
        with st.container(horizontal=True):
            st.button(_("Save"), key="change_view", type="primary", on_click=_change, args=(chosen, name, is_shared))
            st.button(_("Delete"), key="delete_view", icon=":material/delete:", on_click=_delete, args=(chosen,))


def _default_choice(desk: Desk, page: str, views: list[SavedView]) -> None:
    names = {"": _("No filter"), **{view.view_id: view.name for view in views}}
    chosen = setting_value(desk.ops, _default_key(page, desk.user.name)) or ""
    st.session_state["view_default"] = chosen if chosen in names else ""
    st.selectbox(
        _("Start with"), list(names), format_func=names.__getitem__, key="view_default", on_change=_start_with,
        args=(page,), help=_("What this page shows you when you come to it."),
    )  # fmt: skip


def _save(page: str, current: dict[str, str]) -> None:
    desk, name = open_desk(), str(st.session_state["new_view_name"])
    is_shared = bool(st.session_state["new_view_shared"])
    try:
        save_view(desk.ops, page, name, current, is_shared=is_shared, by=desk.user.name, now=system_clock())
    except (ViewRefused, OpsError) as error:
        st.session_state[_REFUSED] = error
        return
    st.session_state["new_view_name"] = ""
    st.toast(_("The view is saved"), icon=":material/bookmark_added:")


def _change(view_id: str, name: str, is_shared: bool) -> None:
    desk = open_desk()
    try:
        change_view(desk.ops, view_id, name=name, is_shared=is_shared, by=desk.user.name, now=system_clock())
    except (ViewRefused, OpsError) as error:
        st.session_state[_REFUSED] = error


def _delete(view_id: str) -> None:
    desk = open_desk()
    try:
        delete_view(desk.ops, view_id, by=desk.user.name)
    except OpsError as error:
        st.session_state[_REFUSED] = error


def _start_with(page: str) -> None:
    desk = open_desk()
    try:
        key = _default_key(page, desk.user.name)
        change_setting(desk.ops, key, st.session_state["view_default"], by=desk.user.name, now=system_clock())
    except OpsError as error:
        st.session_state[_REFUSED] = error


def _show_refused() -> None:
    error = st.session_state.pop(_REFUSED, None)
    if error is not None:
        words = _(REFUSALS[error.reason]) if isinstance(error, ViewRefused) else escape(str(error), 400)
        st.error(words, icon=":material/block:")


def _default_key(page: str, person: str) -> str:
    return f"default_view.{page}.{person}"[:100]
