"""Address labels: sheets of 2 x 4 (99.1 x 67.7 mm, Avery L7165), or one label of 10 x 15 cm a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from dashboard.papers.contents import LeftOut, left_out_page
from dashboard.papers.sheets import A4, MM, Sheet
from dashboard.papers.typefaces import REGULAR, text_width
from etl.words.catalogues import N_, _


@dataclass(frozen=True, slots=True)
class AddressLabel:
    """Where one parcel of an order goes, as printed."""

    order_id: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LabelFormat:
    """A page of labels, in millimetres: page, label, first corner, distance from label to label, how many."""

    name: str
    page: tuple[float, float]
    label: tuple[float, float]
    corner: tuple[float, float]
    pitch: tuple[float, float]
    columns: int
    rows: int
    largest: float

    @property
    def per_page(self) -> int:
        """Labels on a page."""
        return self.columns * self.rows


FORMATS: Final = {
    "a4": LabelFormat(N_("A4 sheet, 8 labels of 99 × 68 mm"), A4, (99.1, 67.7), (4.65, 13.1), (101.6, 67.7), 2, 4, 12),
    "10x15": LabelFormat(N_("Label printer, 10 × 15 cm"), (100, 150), (100, 150), (0, 0), (100, 150), 1, 1, 14),
}
_INSET: Final = 7.0
_SMALLEST: Final = 5.0


def address_labels(
    labels: Sequence[AddressLabel], left_out: Sequence[LeftOut], shop: str, form: LabelFormat = FORMATS["a4"]
) -> bytes:
    """The labels in the order given, along the rows of each page; on a page of its own what was left out."""
    sheet = Sheet(_("Address labels"), form.page)
    for place, label in enumerate(labels):
        if place and place % form.per_page == 0:
            sheet.new_page()
        row, column = divmod(place % form.per_page, form.columns)
        _label(
            sheet, label, shop, form, (form.corner[0] + column * form.pitch[0], form.corner[1] + row * form.pitch[1])
        )
    if labels:
        sheet.new_page()
    left_out_page(sheet, left_out)
    return sheet.finished()


def _label(sheet: Sheet, label: AddressLabel, shop: str, form: LabelFormat, corner: tuple[float, float]) -> None:
    x, y = corner[0] + _INSET, corner[1]
    wide, high = form.label[0] - 2 * _INSET, form.label[1]
    sender = _("From: {shop}").format(shop=shop)
    sheet.text(x, y + 9, sender, 7, wide=wide)
    step = min(form.largest * 0.48, (high - 30) / len(label.lines))
    for place, line in enumerate(label.lines):
        sheet.text(x, y + 19 + place * step, line, _fitting(line, wide, min(form.largest, step / 0.4)))
    sheet.text(x, y + high - 6, label.order_id, 8, wide=wide)


def _fitting(line: str, wide: float, largest: float) -> float:
    """The largest size at which the line fits; an address is never cut."""
    size = largest
    while size > _SMALLEST and text_width(line, REGULAR, size) > wide * MM:
        size -= 0.5
    return size
