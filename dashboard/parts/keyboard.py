"""The whole job by keyboard: a table of keys, from which they are registered, hinted at and listed on `?`.

Here are the keys that work on any list and anything that is open; each subject has its own for its forms.

Streamlit's own `shortcut=` takes neither `?` nor `/`, and popovers have none; so the browser is given this table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import streamlit as st

from dashboard.people.person import COOKIE, given_name
from etl.words.catalogues import N_, _

HELP_KEY: Final = "show_keys"
_WANTED: Final = "keys_wanted"
_SCRIPT: Final = Path(__file__).parents[1] / "assets" / "keyboard.js"


@dataclass(frozen=True)
class Target:
    """What a key does to the element with a Streamlit `key`; a name in braces stands for its value in the address.

    A key that ends in `_` stands for the first element whose key begins so. The first of `then` that is there and open
    gets the focus.
    """

    does: Literal["click", "focus", "step"]
    key: str
    then: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shortcut:
    """Keys that do the same, in words, and the elements they may reach: the first that the page has."""

    keys: tuple[str, ...]
    purpose: str
    targets: tuple[Target, ...]

    @property
    def shown(self) -> str:
        """The keys, Markdown."""
        return " ".join(f"`{key}`" for key in self.keys)


OPEN: Final = Shortcut(("o",), N_("Open the first order of the list"), (Target("click", "open_first"),))
NEXT: Final = Shortcut(("j", "n"), N_("Next order"), (Target("click", "walk_next"), Target("click", "open_first")))
PREVIOUS: Final = Shortcut(("k", "p"), N_("Previous order"), (Target("click", "walk_previous"),))
GO_ON: Final = Shortcut(("g",), N_("Go on although a colleague has the order open"), (Target("click", "spoken_"),))
UNDO: Final = Shortcut(("u",), N_("Undo what was asked last"), (Target("click", "undo_"),))
SEARCH: Final = Shortcut(("/",), N_("Search"), (Target("focus", "address_q"),))
VIEW: Final = Shortcut(("v",), N_("Next tab of the list"), (Target("step", "address_view"),))
BACK: Final = Shortcut(("b",), N_("Back to the list"), (Target("click", "back_to_list"),))
HELP: Final = Shortcut(("?",), N_("This list"), (Target("click", HELP_KEY),))
WALKING: Final = (OPEN, NEXT, PREVIOUS)
EVERYWHERE: Final = (GO_ON, UNDO, SEARCH, VIEW, BACK, HELP)

_keyboard = st.components.v2.component(
    "vigie_keyboard", html="<span></span>", js=_SCRIPT.read_text(encoding="utf-8"), isolate_styles=False
)


def keyboard(shortcuts: Sequence[Shortcut]) -> None:
    """Register the keys in the browser, and the button that lists them, in this order."""
    with st.sidebar:
        st.button(
            _("Keyboard"), key=HELP_KEY, icon=":material/keyboard:", type="tertiary", on_click=_ask_for_list,
            help=hint(HELP),
        )  # fmt: skip
        cookie = {"name": COOKIE, "value": given_name()}
        _keyboard(key="keyboard", data={"shortcuts": registered(shortcuts), "cookie": cookie}, height=1)
    if st.session_state.pop(_WANTED, False):
        st.dialog(_("Keyboard"), icon=":material/keyboard:")(key_list)(shortcuts)


def registered(shortcuts: Sequence[Shortcut]) -> dict[str, list[dict[str, str]]]:
    """What the browser is told: by key, the elements to look for, in order."""
    return {
        pressed: [dict(vars(target)) for target in shortcut.targets]
        for shortcut in shortcuts
        for pressed in shortcut.keys
    }


def hint(shortcut: Shortcut) -> str:
    """The tooltip of an element: the key that reaches it."""
    return _("Key: {key}").format(key=shortcut.shown)


def key_list(shortcuts: Sequence[Shortcut]) -> None:
    """Every key with what it does."""
    st.table(
        {_("Key"): [one.shown for one in shortcuts], _("What it does"): [_(one.purpose) for one in shortcuts]},
        border="horizontal",
        hide_header=True,
        alt=_("Keys and what they do"),
    )
    st.caption(_("Tab goes to the next field, Esc leaves a field: then the keys work again."))


def _ask_for_list() -> None:
    st.session_state[_WANTED] = True
