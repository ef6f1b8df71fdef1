"""The whole job by keyboard: one table of keys, from which they are registered, hinted at and listed on `?`.

Streamlit's own `shortcut=` takes neither `?` nor `/`, and popovers have none; so the browser is given this table.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import streamlit as st

from dashboard.people.person import COOKIE, remembered_name
from etl.words.catalogues import N_, _

HELP_KEY: Final = "show_keys"
_WANTED: Final = "keys_wanted"
_SCRIPT: Final = Path(__file__).parents[1] / "assets" / "keyboard.js"


@dataclass(frozen=True)
class Target:
    """What a key does to the element with a Streamlit `key`; `{order}` in it is the order in the address.

    A key that ends in `_` stands for the first element whose key begins so. The first of `then` that is there and open
    gets the focus.
    """

    does: Literal["click", "focus", "step"]
    key: str
    then: tuple[str, ...] = ()


def _confirming(kind: str) -> tuple[str, ...]:
    """The button that confirms; where it is shut, the reason that opens it."""
    return f"{kind}_{{order}}", f"reason_{kind}_{{order}}"


@dataclass(frozen=True)
class Shortcut:
    """Keys that do the same, in words, and the elements they may reach: the first that the page has."""

    keys: tuple[str, ...]
    purpose: str
    targets: tuple[Target, ...]


SHORTCUTS: Final = {
    "open": Shortcut(("o",), N_("Open the first order of the list"), (Target("click", "open_first"),)),
    "next": Shortcut(("j", "n"), N_("Next order"), (Target("click", "walk_next"), Target("click", "open_first"))),
    "previous": Shortcut(("k", "p"), N_("Previous order"), (Target("click", "walk_previous"),)),
    "accept": Shortcut(
        ("a",), N_("Accept the order, then Enter to confirm"),
        (Target("click", "accept_{order}", then=_confirming("approve_order")),),
    ),
    "refuse": Shortcut(
        ("x",), N_("Refuse the order, then Enter to confirm"),
        (Target("click", "refuse_{order}", then=_confirming("refuse_order")),),
    ),
    "ship": Shortcut(
        ("s",), N_("Fill in the shipment; once it is complete, ship and Enter to confirm"),
        (Target("click", "ship_{order}", then=_confirming("ship_order")), Target("focus", "carrier_{order}")),
    ),
    "go_on": Shortcut(("g",), N_("Go on although a colleague has the order open"), (Target("click", "spoken_"),)),
    "undo": Shortcut(("u",), N_("Undo what was asked last"), (Target("click", "undo_"),)),
    "search": Shortcut(("/",), N_("Search"), (Target("focus", "address_q"),)),
    "view": Shortcut(("v",), N_("Next tab of the list"), (Target("step", "address_view"),)),
    "back": Shortcut(("b",), N_("Back to the list"), (Target("click", "back_to_list"),)),
    "help": Shortcut(("?",), N_("This list"), (Target("click", HELP_KEY),)),
}  # fmt: skip

_keyboard = st.components.v2.component(
    "vigie_keyboard", html="<span></span>", js=_SCRIPT.read_text(encoding="utf-8"), isolate_styles=False
)


def keyboard() -> None:
    """Register the keys in the browser, and the button that lists them."""
    with st.sidebar:
        st.button(
            _("Keyboard"), key=HELP_KEY, icon=":material/keyboard:", type="tertiary", on_click=_ask_for_list,
            help=hint("help"),
        )  # fmt: skip
        cookie = {"name": COOKIE, "value": remembered_name()}
        _keyboard(key="keyboard", data={"shortcuts": registered(), "cookie": cookie}, height=1)
    if st.session_state.pop(_WANTED, False):
        st.dialog(_("Keyboard"), icon=":material/keyboard:")(key_list)()


def registered() -> dict[str, list[dict[str, str]]]:
    """What the browser is told: by key, the elements to look for, in order."""
    return {
        pressed: [dict(vars(target)) for target in shortcut.targets]
        for shortcut in SHORTCUTS.values()
        for pressed in shortcut.keys
    }


def hint(name: str) -> str:
    """The tooltip of an element: the key that reaches it."""
    return _("Key: {key}").format(key=_shown(SHORTCUTS[name]))


def key_list() -> None:
    """Every key with what it does."""
    st.table(
        {_("Key"): [_shown(one) for one in SHORTCUTS.values()], _("What it does"): purposes()},
        border="horizontal",
        hide_header=True,
        alt=_("Keys and what they do"),
    )
    st.caption(_("Tab goes to the next field, Esc leaves a field: then the keys work again."))


def purposes() -> list[str]:
    """What each key does, in the reader's language."""
    return [_(one.purpose) for one in SHORTCUTS.values()]


def _ask_for_list() -> None:
    st.session_state[_WANTED] = True


def _shown(shortcut: Shortcut) -> str:
    return " ".join(f"`{key}`" for key in shortcut.keys)
