"""The picking list: what to fetch from the shelves for a selection of orders, one line per SKU."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from dashboard.papers.contents import LeftOut, PackedOrder, left_out_page
from dashboard.papers.sheets import MARGIN, MM, Sheet
from dashboard.papers.typefaces import REGULAR, wrapped
from etl.words.catalogues import _
from etl.words.formats import counted

_SKU, _UNITS, _TITLE, _RIGHT = 22.0, 78.0, 84.0, 195.0


@dataclass
class Pick:
    """One SKU to fetch: units in all, and units by order."""

    sku: str
    title: str
    units: int = 0
    by_order: dict[str, int] = field(default_factory=lambda: defaultdict(int))


def picks(orders: Sequence[PackedOrder]) -> list[Pick]:
    """Units per SKU over all orders, sorted by SKU; lines without a SKU by their title."""
    found: dict[tuple[str, str], Pick] = {}
    for order in orders:
        for line in order.lines:
            pick = found.setdefault((line.sku, "" if line.sku else line.title), Pick(line.sku, line.title))
            pick.units += line.quantity
            pick.by_order[order.order_id] += line.quantity
    return [found[key] for key in sorted(found)]


def picking_list(orders: Sequence[PackedOrder], left_out: Sequence[LeftOut], shop: str) -> bytes:
    """A tick box, SKU, units, title and the orders for each SKU; at the end what was left out."""
    sheet = Sheet(_("Picking list"))
    wanted = picks(orders)
    _head(sheet, shop)
    units = sum(pick.units for pick in wanted)
    sheet.line(f"{counted('{n} order', '{n} orders', len(orders))} · {_('Units: {units}').format(units=units)}", 10)
    sheet.y += 4
    for pick in wanted:
        _pick(sheet, pick, shop)
    sheet.new_page()
    left_out_page(sheet, left_out)
    return sheet.finished()


def _head(sheet: Sheet, shop: str) -> None:
    sheet.text(MARGIN, 20, _("Picking list"), 16, bold=True)
    sheet.text(_RIGHT, 20, shop, 10, wide=90, align="right")
    sheet.y = 28


def _pick(sheet: Sheet, pick: Pick, shop: str) -> None:
    _make_room(sheet, shop, 12)
    sheet.box(MARGIN, sheet.y, 4)
    sheet.text(_SKU, sheet.y, pick.sku or "–", 11, bold=True, wide=44)
    sheet.text(_UNITS, sheet.y, f"{pick.units} ×", 12, bold=True, align="right")
    sheet.text(_TITLE, sheet.y, pick.title, 10, wide=_RIGHT - _TITLE)
    sheet.y += 5
    orders = ", ".join(f"{order_id}\u00a0({units})" for order_id, units in pick.by_order.items())
    for part in wrapped(orders, REGULAR, 8, (_RIGHT - _TITLE) * MM):
        _make_room(sheet, shop, 4)
        sheet.text(_TITLE, sheet.y, part, 8)
        sheet.y += 4
    sheet.rule()
    sheet.y += 6


def _make_room(sheet: Sheet, shop: str, high: float) -> None:
    if sheet.y + high > sheet.height - MARGIN:
        sheet.new_page()
        _head(sheet, shop)
