"""Setting a listing's quantity or price: what it is, what it becomes, what to mind, then the outbox."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import streamlit as st

from dashboard.listings.under_way import CHANGE
from dashboard.outbox.asking import ask
from etl.actions.listings.offer_changes import HIGHEST_PRICE, MOST_UNITS
from etl.domain.characters import plain_line
from etl.domain.listings.stock import is_price_jump
from etl.words.catalogues import _
from etl.words.formats import counted, money, number, percent
from etl.words.markdown import escape

REASON_LIMIT: Final = 300
CENT: Final = Decimal("0.01")


@dataclass(frozen=True)
class WantedChange:
    """What the form asks for, beside the listing as the data shows it."""

    listing: dict[str, Any]
    quantity: int | None
    price: Decimal | None

    @property
    def payload(self) -> dict[str, Any]:
        """Only what changes."""
        given: dict[str, Any] = {}
        if self.quantity is not None and self.quantity != self.listing["stock_quantity"]:
            given["quantity"] = self.quantity
        if self.price is not None and self.price != self.listing["price"]:
            given["price"] = str(self.price)
        return given

    @property
    def is_jump(self) -> bool:
        """Whether the price changes by more than half: a reason is asked for."""
        return "price" in self.payload and self.price is not None and is_price_jump(self.listing["price"], self.price)

    def seen(self, reason: str) -> dict[str, Any]:
        """What the person had on screen, and why they went on, for the audit."""
        shown = ("stock_quantity", "promised_units", "price", "sold_units")
        facts = {name: None if self.listing[name] is None else str(self.listing[name]) for name in shown}
        return {**facts, **({"reason": reason} if reason else {})}


def offer_form(listing: dict[str, Any]) -> None:
    """Quantity and price with their present values; a confirmation that repeats what changes.

    A field starts anew once the data has another value: left as it was, it would ask to undo what was sold meanwhile.
    """
    sku, units, amount = str(listing["seller_product_id"]), listing["stock_quantity"], listing["price"]
    quantity = st.number_input(
        _("Quantity"),
        0,
        MOST_UNITS,
        _fitting(units, 0, MOST_UNITS),
        1,
        key=f"quantity_{sku}_{units}",
        help=_("Units for sale."),
    )
    present = _fitting(amount, CENT, HIGHEST_PRICE)
    price = st.number_input(
        _("Price, in {currency}").format(currency=listing["currency_code"] or "EUR"),
        0.01,
        float(HIGHEST_PRICE),
        None if present is None else float(present),
        0.1,
        "%.2f",
        key=f"price_{sku}_{amount}",
    )
    exact = None if price is None else Decimal(str(price)).quantize(CENT)
    _confirm(sku, WantedChange(listing, quantity, exact))


def _confirm(sku: str, wanted: WantedChange) -> None:
    if not wanted.payload:
        st.button(_("Change the listing"), type="primary", disabled=True, key=f"no_change_{sku}")
        st.caption(_("Enter another quantity or price to go on."))
        return
    for line in (*preview(wanted), *warnings(wanted)):
        st.markdown(line)
    reason = _reason(sku) if wanted.is_jump else ""
    with st.popover(
        _("Change the listing"),
        type="primary",
        icon=":material/edit:",
        key=f"change_{sku}",
        disabled=wanted.is_jump and not reason,
    ):
        st.markdown(_("Change listing **{sku}**:").format(sku=escape(sku)))
        for line in preview(wanted):
            st.markdown(line)
        st.button(
            _("Send the change"),
            type="primary",
            key=f"update_offer_{sku}",
            on_click=ask,
            args=(CHANGE, sku, _with_channel(wanted), wanted.seen(reason)),
        )
    if wanted.is_jump and not reason:
        st.caption(_("Write why, and the change can be sent."))


def preview(wanted: WantedChange) -> list[str]:
    """What changes, from and to, a line each, Markdown."""
    listing, payload, lines = wanted.listing, wanted.payload, []
    if "quantity" in payload:
        text, units = _("Quantity: {before} → **{after}**"), listing["stock_quantity"]
        lines.append(text.format(before="–" if units is None else number(units), after=number(payload["quantity"])))
    if "price" in payload and wanted.price is not None:
        currency, before = listing["currency_code"] or "EUR", listing["price"]
        text = _("Price: {before} → **{after}**{share}")
        shown = "–" if before is None else escape(money(before, currency))
        change = 100 * float(wanted.price / before - 1) if before else 0.0
        share = f" ({escape(('+' if change > 0 else '−') + percent(abs(change), 0))})" if before else ""
        lines.append(text.format(before=shown, after=escape(money(float(wanted.price), currency)), share=share))
    return lines


def warnings(wanted: WantedChange) -> list[str]:
    """What to mind before the change, a line each, Markdown."""
    payload, promised, lines = wanted.payload, wanted.listing["promised_units"], []
    if "quantity" in payload and payload["quantity"] < promised:
        lines.append(
            counted(
                "Open orders wait for {n} unit: this quantity does not cover it.",
                "Open orders wait for {n} units: this quantity does not cover them.",
                promised,
            )
        )
    if payload.get("quantity") == 0:
        lines.append(_("With nothing in stock, customers no longer see this listing."))
    if wanted.is_jump:
        lines.append(_("The price changes by more than half. Is a digit missing, or one too many?"))
    return [f":orange[:material/warning: {line}]" for line in lines]


def _reason(sku: str) -> str:
    label = _("Why? (kept in the audit)")
    return plain_line(st.text_input(label, key=f"reason_{sku}", max_chars=REASON_LIMIT)).strip()


def _with_channel(wanted: WantedChange) -> dict[str, Any]:
    channel = wanted.listing["sales_channel_id"]
    return {**wanted.payload, **({"sales_channel_id": channel} if channel else {})}


def _fitting(value: Any, lowest: int | Decimal, highest: int | Decimal) -> Any:
    """What a field can start with: the marketplace may show a value that it would not take."""
    return value if value is not None and lowest <= value <= highest else None
