"""From one order to the next: the list that was filtered stays behind the order, in the address."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

import streamlit as st

from dashboard.orders.queries import PAGE_SIZE, all_orders, owed_orders
from dashboard.orders.queue.filters import Selection
from dashboard.parts import address
from dashboard.parts.keyboard import hint
from etl.store.snapshots.snapshots import Snapshot
from etl.words.catalogues import _
from etl.words.formats import number

AHEAD: Final = 8 * PAGE_SIZE
_WALK: Final = "order_walk"


@dataclass(frozen=True)
class Neighbours:
    """The orders before and after one; `place` counts from 1 and is None when the list does not hold it (any more)."""

    previous: str | None
    following: str | None
    place: int | None


def neighbours(order_id: str, before: Sequence[str], now: Sequence[str], in_hand: Collection[str]) -> Neighbours:
    """Where to go from an order that is in the list `now`, or was in the list as it stood `before`.

    Forwards, orders that somebody has dealt with are passed over; backwards they are not: there is the undo.
    """
    known = now if order_id in now else before
    here = known.index(order_id) if order_id in known else -1
    still = set(now)
    following = next((one for one in known[here + 1 :] if one in still and one not in in_hand), None)
    previous = next((one for one in reversed(known[: max(here, 0)])), None)
    return Neighbours(previous, following, here + 1 if known is now and here >= 0 else None)


def walk_bar(snapshot: Snapshot, selection: Selection, order_id: str, in_hand: Collection[str]) -> None:
    """Back to the list, the order before, the order after."""
    now = listed(snapshot, selection)
    around = neighbours(order_id, st.session_state.get(_WALK, ()), now, in_hand)
    if around.place is not None:
        st.session_state[_WALK] = now
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            _("Back to the list"), key="back_to_list", icon=":material/arrow_back:", type="tertiary",
            on_click=address.show, args=("order", ""), help=hint("back"),
        )  # fmt: skip
        _step(_("Previous"), "previous_order", ":material/keyboard_arrow_up:", around.previous, hint("previous"))
        _step(_("Next"), "next_order", ":material/keyboard_arrow_down:", around.following, hint("next"))
        if around.place is not None:
            st.caption(_("No. {place} of the list").format(place=number(around.place)), width="content")


def open_first(order_ids: Sequence[str], in_hand: Collection[str]) -> None:
    """The button that opens the first order of the list that nobody has dealt with."""
    first = next((one for one in order_ids if one not in in_hand), None)
    _step(_("Work through the list"), "open_first", ":material/play_arrow:", first, hint("open"))


def listed(snapshot: Snapshot, selection: Selection) -> tuple[str, ...]:
    """The ids of the list, in its order: of a queue up to `AHEAD` beyond the page in force, else of that page."""
    page = address.page_number()
    if selection.is_queue:
        found = owed_orders(snapshot, selection.wanted, page_size=page * PAGE_SIZE + AHEAD)
    else:
        found, _matching = all_orders(snapshot, selection.wanted, page)
    return tuple(dict.fromkeys(found["order_id"]))


def _step(label: str, key: str, icon: str, order_id: str | None, tooltip: str) -> None:
    st.button(
        label, key=key, icon=icon, type="tertiary", disabled=order_id is None, help=tooltip,
        on_click=address.show, args=("order", order_id or ""),
    )  # fmt: skip
