"""The blocks of an order's detail: lines, address, parcels, deadlines, status changes, actions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import polars as pl
import streamlit as st

from dashboard.orders.detail import queries
from dashboard.outbox.standing import asked, badge, standing
from dashboard.outbox.steps import told_steps
from dashboard.papers.queries import NOT_YET
from dashboard.parts.desk import Desk
from dashboard.parts.row_table import row_table
from dashboard.parts.states import nothing_here
from etl.actions.outbox.reading import Wanted, events_of, list_actions
from etl.actions.outbox.records import EventRow
from etl.store.snapshots.snapshots import Snapshot
from etl.words.catalogues import _
from etl.words.codes import (
    DISCHARGES,
    DUE_RULES,
    EVENT_SOURCES,
    OBLIGATION_KINDS,
    OBLIGATION_STATES,
    ORDER_STATUSES,
    REQUESTERS,
    word,
)
from etl.words.formats import country, deadline, duration, moment, money
from etl.words.markdown import escape
from etl.words.notes import note_words

ACTIONS_SHOWN = 20


def lines_block(lines: pl.DataFrame, order: Mapping[str, Any]) -> None:
    """What was bought, with stock; where the lines stand only when one of them is not where the order is."""
    _heading(_("Contents"), ":material/deployed_code:")
    is_split = bool(set(lines["status"]) - {order["status"]})
    shown = [_line(line, order["currency_code"], is_split=is_split) for line in lines.iter_rows(named=True)]
    row_table(shown, _("Lines of the order with quantity, price and stock"))


def _line(line: dict[str, Any], currency: str, *, is_split: bool) -> dict[str, Any]:
    shown = {
        _("Product"): escape(line["product_title"]),
        _("SKU"): escape(line["seller_product_id"], 40),
        _("Quantity"): line["quantity"],
        _("Price"): escape(money(line["unit_sales_price"], currency)),
        _("Stock"): "–" if line["stock_quantity"] is None else str(line["stock_quantity"]),
    }
    return shown | {_("State"): escape(word(ORDER_STATUSES, line["status"]))} if is_split else shown


def address_block(snapshot: Snapshot, order_id: str, status: str) -> None:
    """Where it goes; the marketplace gives it once the order is to be prepared."""
    _heading(_("Ship to"), ":material/home_pin:")
    found = queries.addresses_of(snapshot, order_id)
    if not found and status in NOT_YET:
        nothing_here(
            _("The address is not given yet: it comes once the order is to be prepared."), ":material/schedule:"
        )
    elif not found:
        nothing_here(_("The marketplace has given no address."), ":material/location_off:")
    for place in found:
        st.markdown("  \n".join(escape(line) for line in _address_lines(place) if line))


def _address_lines(place: dict[str, Any]) -> list[str]:
    def joined(*names: str) -> str:
        return " ".join(place[name] for name in names if place[name])

    return [
        joined("civility", "first_name", "last_name"),
        joined("company_name"),
        joined("pickup_name", "pickup_id"),
        joined("address_line_1"),
        joined("address_line_2"),
        joined("address_line_3"),
        joined("postal_code", "city"),
        " ".join(filter(None, [place["state_or_region"], country(place["country_code"])])),
        joined("phone"),
    ]


def parcels_block(snapshot: Snapshot, order_id: str) -> None:
    """Parcels declared."""
    parcels = queries.parcels_of(snapshot, order_id)
    if not parcels.height:
        return
    _heading(_("Parcels"), ":material/package_2:")
    for parcel in parcels.iter_rows(named=True):
        carrier = escape(parcel["carrier_name"])
        seen = escape(_("first seen {time}").format(time=moment(parcel["first_seen_at"])))
        st.markdown(f"{carrier} · {escape(parcel['parcel_number'])} · {seen}")


def obligations_block(obligations: pl.DataFrame, now: datetime) -> None:
    """Deadlines and how they ended."""
    if not obligations.height:
        return
    _heading(_("Deadlines"), ":material/alarm:")
    shown = [_obligation(row, now) for row in obligations.iter_rows(named=True)]
    row_table(shown, _("Deadlines of the order and how they ended"))


def _obligation(row: dict[str, Any], now: datetime) -> dict[str, str]:
    state = word(OBLIGATION_STATES, row["state"])
    is_owed = row["discharged_at"] is None and row["state"] in {"open", "broken"}
    if row["late_seconds"] and not is_owed:  # while it is owed, the deadline says how late it is by now
        state += f" · {duration(timedelta(seconds=row['late_seconds']))}"
    if row["discharged_at"]:
        state += f" · {word(DISCHARGES, row['discharged_by'])} {moment(row['discharged_at'])}"
    due = deadline(row["due_at"], now) if is_owed and row["due_at"] else moment(row["due_at"])
    return {
        _("To do"): word(OBLIGATION_KINDS, row["kind"]),
        _("Deadline"): escape(due),
        _("Rule"): escape(word(DUE_RULES, row["due_rule"])),
        _("State"): escape(state),
    }


def status_block(snapshot: Snapshot, order_id: str) -> None:
    """Status changes that were seen."""
    events = queries.status_events(snapshot, order_id)
    if not events.height:
        return
    _heading(_("History"), ":material/history:")
    st.markdown("  \n".join(_change(event) for event in events.iter_rows(named=True)))


def _change(event: dict[str, Any]) -> str:
    status, source = word(ORDER_STATUSES, event["to_status"]), word(EVENT_SOURCES, event["source"])
    when = moment(event["seen_at"])
    if event["source"] == "shipped_window":  # read long after: what the list tells is the day
        when = _("{time} at the latest").format(time=moment(event["not_after_at"]))
    return f"{escape(when)} · **{escape(status)}** · {escape(source)}"


def actions_block(desk: Desk, order_id: str) -> None:
    """What was asked for this order, by whom, and each step of it."""
    actions = list_actions(desk.ops, Wanted(targets={order_id}, subject_type="order", limit=ACTIONS_SHOWN))
    if not actions:
        return
    _heading(_("Asked of the marketplace"), ":material/send:")
    for row in actions:
        by = _("by {name}, {time}").format(
            name=escape(word(REQUESTERS, row.requested_by)), time=escape(moment(row.requested_at))
        )
        st.markdown(f"**{asked(row)}** {badge(row, standing(row, desk.now))} {by}")
        steps = told_steps(events_of(desk.ops, row.action_id))
        st.caption("  \n".join(_step(event, state) for event, state in steps))


def _step(event: EventRow, state: str) -> str:
    parts = [moment(event.at), word(REQUESTERS, event.actor), state, note_words(event.told)]
    return " · ".join(escape(part, 300) for part in parts if part)


def _heading(text: str, icon: str) -> None:
    st.markdown(f"**{icon} {text}**")
