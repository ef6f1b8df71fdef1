"""Packing slips: one order a page, for the person who packs and for the buyer. No prices, no address."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from dashboard.papers.contents import LeftOut, PackedLine, PackedOrder, left_out_page
from dashboard.papers.sheets import MARGIN, Sheet
from etl.words.catalogues import N_, _
from etl.words.codes import word
from etl.words.formats import moment

CONDITIONS: Final = {
    "New": N_("New"),
    "Refurbished": N_("Refurbished"),
    "LikeNew": N_("Used, like new"),
    "VeryGoodState": N_("Used, very good"),
    "GoodState": N_("Used, good"),
    "AverageState": N_("Used, acceptable"),
    "RefurbishedLikeNew": N_("Refurbished, like new"),
    "RefurbishedVeryGoodState": N_("Refurbished, very good"),
    "RefurbishedCorrectState": N_("Refurbished, acceptable"),
}
_SKU, _TITLE, _CONDITION, _UNITS = MARGIN, 55.0, 150.0, 195.0


def packing_slips(orders: Sequence[PackedOrder], left_out: Sequence[LeftOut], shop: str) -> bytes:
    """A page per order (more for many lines), in the order given, and at the end what was left out."""
    sheet = Sheet(_("Packing slips"))
    for order in orders:
        _slip(sheet, order, shop)
        sheet.new_page()
    left_out_page(sheet, left_out)
    return sheet.finished()


def _slip(sheet: Sheet, order: PackedOrder, shop: str) -> None:
    _head(sheet, order, shop)
    for line in order.lines:
        if sheet.y > sheet.height - 25:
            sheet.new_page()
            _head(sheet, order, shop)
        _line(sheet, line)
    units = sum(line.quantity for line in order.lines)
    sheet.text(_UNITS, sheet.y + 2, _("Units: {units}").format(units=units), 11, bold=True, align="right")


def _head(sheet: Sheet, order: PackedOrder, shop: str) -> None:
    sheet.text(MARGIN, 22, shop, 16, bold=True, wide=95)
    sheet.text(MARGIN, 29, _("Packing slip"), 11)
    sheet.barcode(_UNITS, 27, order.order_id)
    sheet.text(_UNITS, 32, order.order_id, 10, bold=True, wide=80, align="right")
    facts = (
        (_("Order"), order.order_id),
        (_("Reference"), order.reference),
        (_("Placed"), moment(order.placed_at)),
        (_("Channel"), order.channel),
    )
    for place, (name, value) in enumerate(facts):
        sheet.text(MARGIN, 42 + 6 * place, name, 9)
        sheet.text(_TITLE, 42 + 6 * place, value, 10, bold=place == 0, wide=140)
    sheet.y = 73
    for x, name in ((_SKU, _("SKU")), (_TITLE, _("Product")), (_CONDITION, _("Condition"))):
        sheet.text(x, sheet.y, name, 9, bold=True)
    sheet.text(_UNITS, sheet.y, _("Quantity"), 9, bold=True, align="right")
    sheet.y += 2
    sheet.rule()
    sheet.y += 6


def _line(sheet: Sheet, line: PackedLine) -> None:
    sheet.text(_SKU, sheet.y, line.sku, 10, wide=38)
    sheet.text(_TITLE, sheet.y, line.title, 10, wide=92)
    sheet.text(_CONDITION, sheet.y, word(CONDITIONS, line.condition), 9, wide=30)
    sheet.text(_UNITS, sheet.y, str(line.quantity), 12, bold=line.quantity > 1, align="right")
    sheet.y += 3
    sheet.rule()
    sheet.y += 6
