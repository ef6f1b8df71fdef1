"""Choices kept in the page's address, so that a view can be linked to, reloaded and gone back to.

Streamlit's own `bind="query-params"` writes the translated label into the address; these write the code, so a link
works in every language.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Final

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from etl.domain.characters import plain_line

DEEPEST_PAGE: Final = 400
"""Further down, filters find faster than turning pages."""
_IN_FORCE: Final = "address_in_force"


@dataclass(frozen=True)
class _InForce:
    page: str
    address: dict[str, str]


def note_in_force() -> None:
    """Remember the address as this run of the page has it, with what the person has just done."""
    st.session_state[_IN_FORCE] = _InForce(_page(), st.query_params.to_dict())


def stay_in_force() -> None:
    """Put the remembered address back: for what runs by a timer, and for what a person does on the page.

    Either is asked for with the address that the browser had then. When that was before the browser heard what the
    last run wrote, the run would take the person's last step back: a search just typed, an order just opened. It may
    even tell the switches of a list that is no longer shown, as if somebody had chosen. Another page, and what the
    browser goes back to, has an address of its own, which is taken as it comes.
    """
    in_force: _InForce | None = st.session_state.get(_IN_FORCE)
    if in_force is None or in_force.page != _page() or _is_going_back():
        return
    if st.query_params.to_dict() != in_force.address:
        st.query_params.from_dict(in_force.address)


def widget_key(name: str) -> str:
    """The session key of the widget behind a query parameter."""
    return f"address_{name}"


def choice(name: str, options: Collection[str], default: str) -> str:
    """The option in force: the address's when it has changed (a link, back, reload), else the widget's.

    A value that is no option counts as the default. Call before the widget is shown; give the widget
    `key=widget_key(name)` and `on_change=keep, args=(name, default)`.
    """
    return _settled(name, default, lambda value: value if value in options else default)


def linked_choice(name: str, options: Collection[str], default: str) -> str:
    """The option that the address holds, where its widget is not shown."""
    # What is left of the widget in the session would not be told to the browser when the widget comes back.
    st.session_state.pop(widget_key(name), None)
    value = st.query_params.get(name, default)
    return value if value in options else default


def linked_text(name: str, limit: int = 64) -> str:
    """The same for free text."""
    st.session_state.pop(widget_key(name), None)
    return plain_line(st.query_params.get(name, "")).strip()[:limit]


def text(name: str, limit: int = 64) -> str:
    """The same for free text, cut at `limit` characters."""
    return _settled(name, "", lambda value: plain_line(value).strip()[:limit])


def keep(name: str, default: str) -> None:
    """Write the widget's value into the address; the default leaves no trace there. Any change goes back to page 1."""
    stay_in_force()
    value = st.session_state.get(widget_key(name))
    if value is None:  # what the browser says of a switch that comes back to the page; nobody can choose it
        return
    value = value or default
    if value == st.session_state.get(_seen_key(name)):  # told again, not chosen
        return
    st.session_state[_seen_key(name)] = value
    _write(name, value, default)
    if name != "page":
        _write("page", "", "")


def segments(name: str, label: str, words: Mapping[str, str], default: str) -> str:
    """A switch between a few options, by code; `words` are already in the reader's language."""
    choice(name, words, default)
    value = st.segmented_control(
        label,
        list(words),
        format_func=words.__getitem__,
        key=widget_key(name),
        on_change=keep,
        args=(name, default),
        required=True,
    )
    return value or default


def show(name: str, value: str) -> None:
    """Put a value into the address, or take the parameter away when it is empty."""
    _write(name, value, "")


def _settled(name: str, default: str, cleaned: Callable[[str], str]) -> str:
    in_address = cleaned(st.query_params.get(name, default))
    key = widget_key(name)
    if st.session_state.get(_seen_key(name)) != in_address or st.session_state.get(key) is None:
        st.session_state[key] = st.session_state[_seen_key(name)] = in_address
    return str(st.session_state[key] or default)


def _write(name: str, value: str, default: str) -> None:
    stay_in_force()
    value = plain_line(value).strip()  # an address is passed on: what nobody sees must not travel in it
    if value and value != default:
        st.query_params[name] = value
    elif name in st.query_params:
        del st.query_params[name]
    note_in_force()


def _page() -> str:
    """The page that this run is of."""
    context = get_script_run_ctx()
    return context.page_script_hash if context else ""


def _is_going_back() -> bool:
    """Whether the browser's back or forward asked for this run, be it together with something else."""
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def _seen_key(name: str) -> str:
    return f"address_seen_{name}"


def page_number() -> int:
    """The page of a list in force, 1 when the address has none or nonsense."""
    given = st.query_params.get("page", "1")
    # the length first: Python refuses to read more than 4,300 digits
    is_number = given.isascii() and given.isdigit() and len(given) <= len(str(DEEPEST_PAGE))
    return int(given) if is_number and 0 < int(given) <= DEEPEST_PAGE else 1


def pages_of(matching: int, page_size: int) -> int:
    """How many pages so many rows take, at least one."""
    return max(1, -(-matching // page_size))


def pager(pages: int) -> None:
    """The page switch below a list; nothing when there is one page only."""
    if pages < 2:
        return
    pages = min(pages, DEEPEST_PAGE)
    page = min(page_number(), pages)
    key = f"{widget_key('page')}_{page}_{pages}"
    st.pagination(pages, default=page, key=key, on_change=_turn, args=(key,))


def _turn(key: str) -> None:
    _write("page", str(st.session_state[key]), "1")
