"""Papers of a selection of orders: packing slips, picking list, address labels; drawn when they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import streamlit as st

from dashboard.papers.address_labels import FORMATS, address_labels
from dashboard.papers.contents import LeftOut, left_out_words
from dashboard.papers.packing_slips import packing_slips
from dashboard.papers.picking_lists import picking_list
from dashboard.papers.queries import (
    MOST_ORDERS,
    Selection,
    address_labels_of,
    paper_selection,
    shop_name,
    without_address,
)
from dashboard.parts.desk import Desk
from dashboard.people.access import Role
from etl.store.snapshots.snapshots import Snapshot
from etl.words.catalogues import _, language, speaking
from etl.words.formats import counted, paris
from etl.words.markdown import escape

PAPERS: Final = "papers"
FORMAT_KEY: Final = "label_format"
_PDF: Final = "application/pdf"


def papers_bar(desk: Desk, snapshot: Snapshot, order_ids: Sequence[str]) -> None:
    """A popover with the papers of some orders, and which of them have none and why; for staff only."""
    if not order_ids or Role.STAFF not in desk.user.roles:
        return
    papers = st.popover(_("Print"), icon=":material/print:", key=PAPERS, on_change="rerun")
    if papers.open:  # what is printed is read then, and not at every look at an order
        with papers:
            _papers(desk, snapshot, order_ids)


def _papers(desk: Desk, snapshot: Snapshot, order_ids: Sequence[str]) -> None:
    if len(order_ids) > MOST_ORDERS:
        st.markdown(counted("At most {n} order at a time.", "At most {n} orders at a time.", MOST_ORDERS))
        return
    selection = paper_selection(snapshot, order_ids)
    if selection.orders:
        _buttons(desk, snapshot, selection)
    _left_out(_("Without any paper"), selection.left_out)
    _left_out(_("Without a label"), without_address(snapshot, selection))


def _buttons(desk: Desk, snapshot: Snapshot, selection: Selection) -> None:
    shop, day = shop_name(snapshot), f"{paris(desk.now):%Y-%m-%d-%H%M}"
    st.markdown(counted("Papers for {n} order", "Papers for {n} orders", len(selection.orders)))
    _button(
        _("Packing slips"),
        f"packing-slips-{day}.pdf",
        lambda: packing_slips(selection.orders, selection.left_out, shop),
    )
    _button(
        _("Picking list"),
        f"picking-list-{day}.pdf",
        lambda: picking_list(selection.orders, selection.left_out, shop),
    )
    form = _chosen_format()
    _button(_("Address labels"), f"labels-{day}.pdf", lambda: _labels(snapshot, selection, shop, form))


def _button(label: str, name: str, draw: Callable[[], bytes]) -> None:
    spoken = language()

    def drawn() -> bytes:
        with speaking(spoken):  # Streamlit draws on a click, outside the session
            return draw()

    st.download_button(
        label,
        drawn,
        name,
        _PDF,
        key=f"paper_{name[:4]}",
        on_click="ignore",
        icon=":material/download:",
        width="stretch",
    )


def _labels(snapshot: Snapshot, selection: Selection, shop: str, form: str) -> bytes:
    labels, missing = address_labels_of(snapshot, selection)
    return address_labels(labels, [*selection.left_out, *missing], shop, FORMATS[form])


def _chosen_format() -> str:
    # the widget goes with its selection, the choice stays for the session
    before = st.session_state.get(FORMAT_KEY, "a4")
    words = {code: _(form.name) for code, form in FORMATS.items()}
    chosen = st.selectbox(
        _("Labels on"), list(words), index=list(words).index(before), format_func=words.__getitem__, key="label_paper"
    )
    st.session_state[FORMAT_KEY] = chosen
    return str(chosen)


def _left_out(title: str, left_out: Sequence[LeftOut]) -> None:
    if left_out:
        listed = "  \n".join(escape(left_out_words(one)) for one in left_out)
        st.markdown(f":orange[:material/warning: **{title}**]  \n{listed}")
