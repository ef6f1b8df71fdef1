"""From one thing to the next: the list that was filtered stays behind the one that is open, in the address."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import streamlit as st

from dashboard.parts import address
from dashboard.parts.entities import Entity, back_button
from dashboard.parts.keyboard import NEXT, OPEN, PREVIOUS, hint
from etl.words.catalogues import _
from etl.words.formats import number


@dataclass(frozen=True)
class Neighbours:
    """Those before and after one; `place` counts from 1 and is None when the list does not hold it (any more)."""

    previous: str | None
    following: str | None
    place: int | None


def neighbours(one: str, before: Sequence[str], now: Sequence[str], in_hand: Collection[str]) -> Neighbours:
    """Where to go from one that is in the list `now`, or was in the list as it stood `before`.

    Forwards, those that somebody has dealt with are passed over; backwards they are not: there is the undo.
    """
    known = now if one in now else before
    here = known.index(one) if one in known else -1
    still = set(now)
    following = next((each for each in known[here + 1 :] if each in still and each not in in_hand), None)
    previous = known[here - 1] if here > 0 else None
    return Neighbours(previous, following, here + 1 if known is now and here >= 0 else None)


def walk_bar(entity: Entity, one: str, listed: Sequence[str], in_hand: Collection[str]) -> None:
    """Back to the list, the one before, the one after; `listed`: the ids of the list, in its order."""
    # The list as it stood when it last held this one: dealt with, it leaves the list, and the walk goes on from there.
    kept = f"walk_{entity.parameter}"
    around = neighbours(one, st.session_state.get(kept, ()), listed, in_hand)
    if around.place is not None:
        st.session_state[kept] = listed
    with st.container(horizontal=True, vertical_alignment="center"):
        back_button(entity)
        _step(
            entity,
            around.previous,
            label=_("Previous"),
            key="walk_previous",
            icon=":material/keyboard_arrow_up:",
            tooltip=hint(PREVIOUS),
        )
        _step(
            entity,
            around.following,
            label=_("Next"),
            key="walk_next",
            icon=":material/keyboard_arrow_down:",
            tooltip=hint(NEXT),
        )
        if around.place is not None:
            st.caption(_("No. {place} of the list").format(place=number(around.place)), width="content")


def open_first(entity: Entity, ids: Sequence[str], in_hand: Collection[str]) -> None:
    """The button that opens the first of the list that nobody has dealt with."""
    first = next((one for one in ids if one not in in_hand), None)
    _step(
        entity,
        first,
        label=_("Work through the list"),
        key="open_first",
        icon=":material/play_arrow:",
        tooltip=hint(OPEN),
    )


def _step(entity: Entity, one: str | None, *, label: str, key: str, icon: str, tooltip: str) -> None:
    st.button(
        label, key=key, icon=icon, type="tertiary", disabled=one is None, help=tooltip,
        on_click=address.show, args=(entity.parameter, one or ""),
    )  # fmt: skip
