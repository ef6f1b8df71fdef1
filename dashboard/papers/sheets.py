"""A PDF being drawn, from the top of each page down. Lengths are millimetres from the page's upper left corner."""

from __future__ import annotations

from io import BytesIO
from typing import Final, Literal

from reportlab.graphics.barcode.code128 import Code128
from reportlab.pdfgen.canvas import Canvas

from dashboard.papers.typefaces import BOLD, REGULAR, fitted, runs, text_width, wrapped

MM: Final = 72 / 25.4
A4: Final = (210.0, 297.0)
MARGIN: Final = 15.0
LONGEST_CODE: Final = 32
Align = Literal["left", "right"]


class Sheet:
    """Pages of one size under one title; `y` is where the next line goes."""

    def __init__(self, title: str, size: tuple[float, float] = A4) -> None:
        self.width, self.height = size
        self.y = MARGIN
        self._file = BytesIO()
        self._canvas = Canvas(self._file, pagesize=(self.width * MM, self.height * MM), pageCompression=1)
        self._canvas.setTitle(title)
        self._canvas.setCreator("Vigie")

    def text(
        self, x: float, y: float, text: str, size: float, *, bold: bool = False, wide: float = 0, align: Align = "left"
    ) -> None:
        """One line with its base at `y`; cut to `wide` where that is given, ending at `x` when aligned right."""
        font = BOLD if bold else REGULAR
        shown = fitted(text, font, size, wide * MM) if wide else text
        left = x * MM - (text_width(shown, font, size) if align == "right" else 0)
        drawn = self._canvas.beginText(left, (self.height - y) * MM)
        for name, piece in runs(shown, font):
            drawn.setFont(name, size)
            drawn.textOut(piece)
        self._canvas.drawText(drawn)

    def line(self, text: str, size: float, *, bold: bool = False) -> None:
        """The text on as many lines as it needs, at `y`, which moves below it."""
        for part in wrapped(text, BOLD if bold else REGULAR, size, (self.width - 2 * MARGIN) * MM):
            self.text(MARGIN, self.y, part, size, bold=bold)
            self.y += size * 0.5

    def rule(self) -> None:
        """A thin line across the page at `y`."""
        self._canvas.setLineWidth(0.4)
        level = (self.height - self.y) * MM
        self._canvas.line(MARGIN * MM, level, (self.width - MARGIN) * MM, level)

    def box(self, x: float, y: float, side: float) -> None:
        """A square to tick, its lower edge at `y`."""
        self._canvas.setLineWidth(0.6)
        self._canvas.rect(x * MM, (self.height - y) * MM, side * MM, side * MM)

    def barcode(self, right: float, y: float, code: str, high: float = 12) -> None:
        """The code as Code 128 ending at `right`, its lower edge at `y`; nothing for what cannot be scanned."""
        if not (code.isascii() and code.isprintable() and 0 < len(code) <= LONGEST_CODE):
            return
        bars = Code128(code, barHeight=high * MM, barWidth=0.26 * MM, quiet=False)
        bars.drawOn(self._canvas, right * MM - bars.width, (self.height - y) * MM)

    def new_page(self) -> None:
        """Go on at the top of the next page."""
        self._canvas.showPage()
        self.y = MARGIN

    def finished(self) -> bytes:
        """The PDF; nothing can be drawn afterwards."""
        self._canvas.save()
        return self._file.getvalue()
