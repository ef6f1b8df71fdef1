"""One listing on the page: what it is and how it sells, a form to change it, and what became of earlier changes."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import polars as pl
import streamlit as st

from dashboard.listings.forms import offer_form
from dashboard.listings.queries import orders_waiting_for
from dashboard.listings.queue import lasting
from dashboard.listings.under_way import CHANGE, is_under_way
from dashboard.listings.words import change_words, standing_words
from dashboard.outbox.standing import COLOURS, ICONS, standing
from dashboard.parts.desk import Desk
from dashboard.parts.entities import Entity, way_to
from dashboard.parts.pages import ORDERS
from dashboard.parts.questions import Question, answer
from dashboard.parts.row_table import row_table
from dashboard.parts.shown_query import show_query
from dashboard.parts.states import nothing_here
from etl.actions.outbox.reading import Wanted, list_actions
from etl.actions.outbox.records import ActionRow
from etl.actions.states import State
from etl.store.snapshots.snapshots import Snapshot
from etl.words.catalogues import _
from etl.words.codes import LISTING_STATES, OBLIGATION_KINDS, word
from etl.words.formats import deadline, moment, money, number
from etl.words.markdown import escape
from etl.words.notes import note_words

BADGES: Final = {
    "oversold": (":material/error:", "red"),
    "sold_out": (":material/error:", "red"),
    "running_out": (":material/warning:", "orange"),
    "enough": (":material/check_circle:", "green"),
    "unlisted": (":material/help:", "gray"),
    "unknown": (":material/help:", "gray"),
}
CHANGES_SHOWN: Final = 10


def listing_detail(
    desk: Desk,
    snapshot: Snapshot,
    listing: dict[str, Any],
    change: ActionRow | None,
    asked: Question,
    *,
    action: Entity,
) -> None:
    """The form on the left, what is known on the right; stacked on a phone. `action`: what a decision is opened by."""
    st.subheader(escape(listing["product_title"] or listing["seller_product_id"]), anchor=False)
    icon, colour = BADGES[listing["state"]]
    st.markdown(f":{colour}-badge[{icon} {word(LISTING_STATES, listing['state'])}]")
    todo, known = st.columns([2, 3], gap="medium")
    with todo:
        with st.container(border=True):
            _what_to_do(desk, listing, change, action)
        _changes_block(desk, listing)
    with known:
        _facts(listing)
        show_query(asked)
        _waiting_block(snapshot, listing, desk.now)


def _what_to_do(desk: Desk, listing: dict[str, Any], change: ActionRow | None, action: Entity) -> None:
    title = _("Quantity and price")
    st.markdown(f"**{title}**")
    if change is not None:
        _standing_block(change, listing["currency_code"], desk.now, action)
    if listing["state"] == "unlisted":
        nothing_here(_("Orders wait for this SKU, but the marketplace lists no offer of it."), ":material/help:")
    elif not is_under_way(change):
        offer_form(listing)


def _standing_block(change: ActionRow, currency_code: str | None, now: datetime, action: Entity) -> None:
    words = escape(standing_words(change, currency_code, now), 200)
    st.markdown(f":{COLOURS[change.state]}[{ICONS[change.state]} {words}]")  # no badge: it would be cut where it ends
    if change.state in {State.REJECTED, State.NEEDS_HUMAN}:
        st.markdown(escape(note_words(change.outcome), 600))
    if change.state is State.NEEDS_HUMAN:
        way_to(action, change.action_id)
    if is_under_way(change):
        st.caption(_("Another change can be made once this one has ended."))


def _facts(listing: dict[str, Any]) -> None:
    price, currency = listing["price"], listing["currency_code"] or "EUR"
    st.table(
        {
            _("SKU"): escape(listing["seller_product_id"]),
            _("Price"): "–" if price is None else escape(money(price, currency)),
            _("In stock"): _units(listing["stock_quantity"]),
            _("Promised to open orders"): _units(listing["promised_units"]),
            _("Free"): escape(_units(listing["free_units"])),
            _("Sold in 30 days"): _units(listing["sold_units"]),
            _("Free stock lasts"): lasting(listing["days_left"]),
            _("To restock"): _units(listing["restock_units"]),
        },
        border="horizontal",
        alt=_("Facts of the listing"),
    )


def _waiting_block(snapshot: Snapshot, listing: dict[str, Any], now: datetime) -> None:
    title = _("Orders that wait for it")
    st.markdown(f"**:material/inventory_2: {title}**")
    sku = str(listing["seller_product_id"])
    asked = orders_waiting_for(sku)
    waiting = answer(snapshot, asked)
    if not waiting.height:
        nothing_here(_("No open order waits for it."))
        return
    row_table(_waiting_rows(waiting, now), _("Open orders that wait for the listing"))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.page_link(ORDERS.script, label=_("See them all"), icon=ORDERS.icon, query_params={"q": sku})
        show_query(asked)


def _waiting_rows(waiting: pl.DataFrame, now: datetime) -> list[dict[str, str]]:
    return [
        {
            _("Order"): escape(row["order_id"]),
            _("To do"): escape(word(OBLIGATION_KINDS, row["kind"])),
            _("Deadline"): "–" if row["due_at"] is None else escape(deadline(row["due_at"], now)),
            _("Units"): number(row["unit_count"]),
        }
        for row in waiting.iter_rows(named=True)
    ]


def _changes_block(desk: Desk, listing: dict[str, Any]) -> None:
    wanted = Wanted(kinds={CHANGE}, targets={str(listing["seller_product_id"])}, limit=CHANGES_SHOWN)
    rows = list_actions(desk.ops, wanted)
    if not rows:
        return
    title = _("Changes so far")
    st.markdown(f"**:material/history: {title}**")
    shown = [
        {
            _("When"): escape(moment(row.requested_at)),
            _("By"): escape(row.requested_by),
            _("Change"): escape(change_words(row.payload, listing["currency_code"])),
            _("State"): escape(standing(row, desk.now)),
        }
        for row in rows
    ]
    row_table(shown, _("Changes of the listing, the newest first"))


def _units(value: int | None) -> str:
    return "–" if value is None else number(value)
