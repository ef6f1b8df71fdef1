"""The restock list: one row per listing, the most pressing first, opened by its button."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import polars as pl
import streamlit as st

from dashboard.listings.entity import LISTING
from dashboard.listings.queries import MOST_EXPORTED, StockFilter, stock
from dashboard.listings.words import standing_words
from dashboard.parts import address
from dashboard.parts.desk import Desk
from dashboard.parts.entities import OPEN_ICON, open_column, search_box
from dashboard.parts.questions import answer
from etl.actions.outbox.records import ActionRow
from etl.preflight.sheets.writing import sheet_bytes
from etl.store.snapshots.snapshots import Snapshot
from etl.words.catalogues import N_, _
from etl.words.codes import LISTING_STATES, word
from etl.words.formats import money, number, paris
from etl.words.markdown import shortened

VIEWS: Final = {"restock": N_("To restock"), "all": N_("All listings")}
HORIZONS: Final = {"7": N_("7 days"), "14": N_("14 days"), "30": N_("30 days")}
COLOURS: Final = {
    "oversold": "red",
    "unlisted": "gray",
    "unknown": "gray",
    "sold_out": "red",
    "running_out": "orange",
    "enough": "green",
}
LONGEST_TITLE: Final = 60


def chosen_stock(now: datetime) -> StockFilter:
    """Show the filters and answer what they ask for."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        view = address.segments("view", _("Show"), {code: _(text) for code, text in VIEWS.items()}, "restock")
        horizon = chosen_horizon()
        search = search_box(LISTING)
    return StockFilter(paris(now).date(), horizon, view == "restock" and not search, search or None)


def chosen_horizon() -> int:
    """The switch of how many days the stock should last."""
    words = {code: _(text) for code, text in HORIZONS.items()}
    return int(address.segments("horizon", _("Stock for"), words, "14"))


def stock_table(desk: Desk, listings: pl.DataFrame, changes: Mapping[str, ActionRow]) -> None:
    """One page of listings."""
    skus = tuple(listings["seller_product_id"].to_list())
    st.dataframe(
        pl.DataFrame([_row(row, changes.get(row["seller_product_id"]), desk.now) for row in listings.to_dicts()]),
        column_config=_columns(skus),
        column_order=_order_of_columns(has_changes=not changes.keys().isdisjoint(skus)),
        hide_index=True,
        height="content",
        key=f"stock_table_{hash(skus)}",
        alt=_("Listings, the most pressing first, with stock, what is promised and how long it lasts"),
    )


def export_button(snapshot: Snapshot, wanted: StockFilter) -> None:
    """The whole list, as chosen, as a sheet."""
    st.download_button(
        _("Export as CSV"),
        lambda: stock_sheet(answer(snapshot, stock(wanted, page_size=MOST_EXPORTED))),
        file_name=f"stock-{wanted.today.isoformat()}.csv",
        mime="text/csv",
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
    )


def stock_sheet(listings: pl.DataFrame) -> bytes:
    """Listings as a CSV file with headings in the reader's language; plain numbers."""
    names = {
        "seller_product_id": _("SKU"),
        "product_title": _("Title"),
        "state": _("State"),
        "stock_quantity": _("In stock"),
        "promised_units": _("Promised"),
        "free_units": _("Free"),
        "sold_units": _("Sold in 30 days"),
        "days_left": _("Days left"),
        "restock_units": _("To restock"),
        "price": _("Price"),
    }
    rows = [[_cell(name, row[name]) for name in names] for row in listings.iter_rows(named=True)]
    return sheet_bytes(list(names.values()), rows)


def lasting(days_left: float | None) -> str:
    """How long the free stock lasts at the rate of 30 days."""
    return "–" if days_left is None else _("{days} d").format(days=number(days_left))


def _cell(name: str, value: Any) -> str:
    if name == "state":
        return word(LISTING_STATES, value)
    if value is None:
        return ""
    return f"{value:.1f}" if isinstance(value, float) else str(value)


def _row(row: dict[str, Any], change: ActionRow | None, now: datetime) -> dict[str, Any]:
    return {
        "open": OPEN_ICON if row["stock_quantity"] is not None else None,
        "state": [word(LISTING_STATES, row["state"])],
        "title": shortened(row["product_title"], LONGEST_TITLE) or "–",
        "sku": row["seller_product_id"],
        "stock": row["stock_quantity"],
        "promised": row["promised_units"],
        "free": row["free_units"],
        "sold": row["sold_units"],
        "lasts": lasting(row["days_left"]),
        "restock": row["restock_units"],
        "price": "–" if row["price"] is None else money(row["price"], row["currency_code"] or "EUR"),
        "change": "" if change is None else standing_words(change, row["currency_code"], now),
    }


def _order_of_columns(*, has_changes: bool) -> list[str]:
    change = ["change"] if has_changes else []
    return ["open", "state", "title", "sku", *change, "free", "lasts", "restock", "stock", "promised", "sold", "price"]


def _columns(skus: tuple[str, ...]) -> dict[str, Any]:
    column = st.column_config
    return {
        "open": open_column(LISTING, skus),
        "state": column.MultiselectColumn(
            _("State"),
            options=[_(text) for text in LISTING_STATES.values()],
            color=[COLOURS[code] for code in LISTING_STATES],
            width=130,
        ),
        "title": column.TextColumn(_("Title"), width=200),
        "sku": column.TextColumn(_("SKU"), width=110),
        "stock": column.NumberColumn(_("In stock"), width=80),
        "promised": column.NumberColumn(_("Promised"), width=80, help=_("To orders that are not shipped yet.")),
        "free": column.NumberColumn(_("Free"), width=70),
        "sold": column.NumberColumn(_("Sold in 30 days"), width=125),
        "lasts": column.TextColumn(_("Lasts"), width=70, alignment="right"),
        "restock": column.NumberColumn(_("To restock"), width=125),
        "price": column.TextColumn(_("Price"), width=90, alignment="right"),
        "change": column.TextColumn(_("Change"), width="medium"),
    }
