"""What the papers show: orders to pack, places to send to, and orders left out with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from dashboard.papers.sheets import Sheet
from etl.words.catalogues import N_, _
from etl.words.codes import word
from etl.words.markdown import shortened

LEFT_OUT: Final = {
    "unknown": N_("not in the data"),
    "warehouse": N_("shipped by the marketplace's warehouse"),
    "not_yet": N_("not to be prepared yet"),
    "nothing_to_send": N_("cancelled or refused: nothing to send"),
    "no_address": N_("the marketplace gives no address"),
}


@dataclass(frozen=True, slots=True)
class PackedLine:
    """One line to put into the parcel."""

    sku: str
    title: str
    quantity: int
    condition: str


@dataclass(frozen=True, slots=True)
class PackedOrder:
    """One order to pack; `placed_at` is UTC."""

    order_id: str
    reference: str
    channel: str
    placed_at: datetime | None
    lines: tuple[PackedLine, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An order without its paper, and the code of the reason (`LEFT_OUT`)."""

    order_id: str
    reason: str


def left_out_words(one: LeftOut) -> str:
    """The order and why it has no paper."""
    return _("{order}: {reason}").format(order=shortened(one.order_id, 40), reason=word(LEFT_OUT, one.reason))


def left_out_page(sheet: Sheet, left_out: Sequence[LeftOut]) -> None:
    """Name on paper too what is not printed, so that nobody believes the pile complete."""
    if not left_out:
        return
    bottom = sheet.height - 15
    sheet.line(_("Left out"), 12, bold=True)
    for one in left_out:
        if sheet.y > bottom:
            sheet.new_page()
        sheet.line(left_out_words(one), 9)
    sheet.new_page()
