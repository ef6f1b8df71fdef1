"""The filters above the order table: from widgets and address to what is asked of the snapshot."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import polars as pl
import streamlit as st

from dashboard.orders import queries
from dashboard.orders.entity import ORDER
from dashboard.orders.queries import OrderFilter
from dashboard.parts import address
from dashboard.parts.channels import channels
from dashboard.parts.entities import search_box
from dashboard.parts.questions import Question
from dashboard.parts.urgency import Urgency, due_between
from etl.store.snapshots.snapshots import Snapshot
from etl.words.catalogues import N_, _
from etl.words.codes import ORDER_STATUSES, URGENCIES, word

VIEWS: Final = {
    "todo": N_("To do"),
    "accept": N_("To accept"),
    "ship": N_("To ship"),
    "all": N_("All orders"),
}
ANY: Final = "any"
AHEAD: Final = 8 * queries.PAGE_SIZE
"""How far a walk through the queue looks beyond the page it began on."""
_KINDS: Final = {"accept": "accept_order", "ship": "ship_order"}


@dataclass(frozen=True)
class ChosenOrders:
    """What is chosen above the table."""

    view: str
    wanted: OrderFilter

    @property
    def is_queue(self) -> bool:
        """Whether only orders that owe something are wanted."""
        return self.view != "all"

    @property
    def counting(self) -> Question:
        """What gives the number of chosen orders, in its column `matching`."""
        return queries.queue(self.wanted) if self.is_queue else queries.listing_count(self.wanted)


def orders_in_address(snapshot: Snapshot, now: datetime) -> ChosenOrders:
    """What the address asks for, without showing a filter: the list behind an order that is open."""
    view = address.linked_choice("view", VIEWS, "todo")
    is_queue = view != "all"
    urgency = address.linked_choice("urgency", [ANY, *URGENCIES], ANY) if is_queue else ANY
    status = ANY if is_queue else address.linked_choice("status", [ANY, *queries.statuses(snapshot)], ANY)
    channel = address.linked_choice("channel", [ANY, *channels(snapshot)], ANY)
    return _chosen(
        view,
        urgency=urgency,
        status=status,
        channel=channel,
        search=searched_text(address.linked_text("q")),
        now=now,
    )


def chosen_orders(snapshot: Snapshot, now: datetime) -> ChosenOrders:
    """Show the filters and answer what they ask for."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        view = address.segments("view", _("Show"), _translated(VIEWS), "todo")
        urgencies = _translated({ANY: N_("All"), **URGENCIES})
        urgency = address.segments("urgency", _("Urgency"), urgencies, ANY) if view != "all" else ANY
        statuses = [ANY, *queries.statuses(snapshot)] if view == "all" else []
        status = _select("status", _("Status"), statuses, ORDER_STATUSES) if statuses else ANY
        names = channels(snapshot)
        channel = _select("channel", _("Channel"), [ANY, *names], names) if len(names) > 1 else ANY
        search = searched_text(search_box(ORDER))
    return _chosen(view, urgency=urgency, status=status, channel=channel, search=search, now=now)


def searched_text(given: str) -> str:
    """What is searched for: width variants and special spaces made plain, characters nobody sees dropped."""
    plain = unicodedata.normalize("NFKC", given)
    return " ".join("".join(one for one in plain if one.isprintable() or one.isspace()).split())


def _chosen(view: str, *, urgency: str, status: str, channel: str, search: str, now: datetime) -> ChosenOrders:
    due_from, due_until = _span(urgency, now)
    wanted = OrderFilter(
        _KINDS.get(view),
        status=None if status == ANY else status,
        channel=None if channel == ANY else channel,
        due_from=due_from,
        due_until=due_until,
        search=search or None,
    )
    return ChosenOrders(view, wanted)


def page_of(chosen: ChosenOrders, snapshot: Snapshot, page: int) -> tuple[pl.DataFrame, int]:
    """One page of the chosen orders and how many there are on all pages."""
    if chosen.is_queue:
        found = queries.owed_orders(snapshot, chosen.wanted, page)
        return found, int(found["matching"][0]) if found.height else 0
    return queries.all_orders(snapshot, chosen.wanted, page)


def _translated(options: dict[str, str]) -> dict[str, str]:
    return {code: _(text) for code, text in options.items()}


def _select(name: str, label: str, options: list[str], words: dict[str, str]) -> str:
    address.choice(name, options, ANY)
    return st.selectbox(
        label,
        options,
        format_func=lambda code: _("All") if code == ANY else word(words, code),
        key=address.widget_key(name),
        on_change=address.keep,
        args=(name, ANY),
        width=200,
    )


def _span(urgency: str, now: datetime) -> tuple[datetime | None, datetime | None]:
    # To the minute: the same question within a minute is the same answer in the cache.
    minute = now.replace(second=0, microsecond=0) + timedelta(minutes=1)
    return (None, None) if urgency == ANY else due_between(Urgency(urgency), minute)


def listed(chosen: ChosenOrders, snapshot: Snapshot) -> tuple[str, ...]:
    """The ids of the list, in its order: of a queue up to `AHEAD` beyond the page in force, else of that page."""
    page = address.page_number()
    if chosen.is_queue:
        found = queries.owed_orders(snapshot, chosen.wanted, page_size=page * queries.PAGE_SIZE + AHEAD)
    else:
        found, _matching = queries.all_orders(snapshot, chosen.wanted, page)
    return tuple(dict.fromkeys(found["order_id"]))
